"""Sessions that used the data desk end when their time is up, and the memory of what they held goes back.

Streamlit keeps a disconnected session for `server.disconnectedSessionTTL` seconds, but notices that the time is over
only when the next one disconnects: without a look now and then, the last visitor's uploads would stay for good.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import streamlit as st
from streamlit import config, runtime

from components.intake.quota import UploadQuota, upload_quota

INTERVAL_SECONDS = 5.0


@dataclass
class Departures:
    """Who is away and since when. `away_seconds`: how long a session may be away before it ends."""

    quota: UploadQuota
    away_seconds: float
    clock: Callable[[], float] = time.monotonic
    _since: dict[str, float] = field(default_factory=dict)

    def ended(self, is_active: Callable[[str], bool]) -> list[str]:
        """The sessions whose time is up, each named once; the quota forgets them."""
        now = self.clock()
        away = {session for session in self.quota.sessions() if not is_active(session)}
        self._since = {session: self._since.get(session, now) for session in away}
        ended = [session for session, since in self._since.items() if now - since >= self.away_seconds]
        for session in ended:
            del self._since[session]
            self.quota.forget(session)
        return ended


@asynccontextmanager
async def departures(_: st.App) -> AsyncIterator[None]:
    """Watches while the app runs."""
    watching = asyncio.create_task(_watch())
    try:
        yield
    finally:
        watching.cancel()


async def _watch() -> None:
    kept = float(config.get_option("server.disconnectedSessionTTL"))
    interval = min(INTERVAL_SECONDS, kept / 4)
    # Two looks early, since Streamlit can no longer close a session whose time is over.
    watch = Departures(upload_quota(), kept - 2 * interval)
    while True:
        await asyncio.sleep(interval)
        server = runtime.get_instance()
        ended = watch.ended(server.is_active_session)
        for session in ended:
            server.close_session(session)
            server.uploaded_file_mgr.remove_session_files(session)
        if ended:
            await asyncio.to_thread(_give_back_memory)


def _give_back_memory() -> None:
    """Free what only cycles hold, then have the C library return freed pages, which glibc else keeps for later."""
    gc.collect()
    with contextlib.suppress(AttributeError, OSError, TypeError):  # other C libraries have no such call
        ctypes.CDLL(None).malloc_trim(0)
