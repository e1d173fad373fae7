"""How much the sessions of this process may have uploaded at one time, and which of them have opened the data desk.

Streamlit takes any number of files from anybody with a live session. The guard in `components.web` asks here first.
What has arrived is never counted twice: only names are kept here, their sizes are asked of the store that holds them,
so a file that the store lets go of makes room at once, whoever removed it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from threading import Lock

from components.intake.limits import MEBIBYTE

SESSION_FILES = 3
SESSION_BYTES = 100 * MEBIBYTE
PROCESS_BYTES = 400 * MEBIBYTE

Held = Callable[[str, Collection[str]], Mapping[str, int]]
"""(session, file names) -> bytes by name of those that are in memory still."""


@dataclass(eq=False)
class Coming:
    """One request that brings a file: two requests count twice, even when they bring the same file."""

    session: str
    file: str
    size: int = 0


@dataclass
class UploadQuota:
    """Counts files and bytes, those on their way included. Thread-safe."""

    session_files: int = SESSION_FILES
    session_bytes: int = SESSION_BYTES
    process_bytes: int = PROCESS_BYTES
    _desks: set[str] = field(default_factory=set)
    _arrived: dict[str, set[str]] = field(default_factory=dict)
    _coming: set[Coming] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def open_desk(self, session: str) -> None:
        """The session has the uploader on its page: it may upload."""
        with self._lock:
            self._desks.add(session)

    def may_upload(self, session: str) -> bool:
        with self._lock:
            return session in self._desks

    def reserve(self, coming: Coming, size: int, held_by: Held) -> int | None:
        """Count a request's bytes, or their new number. None when they fit, else the HTTP status of the refusal.

        413: this session holds too much; 429: the process does.
        """
        with self._lock:
            others = self._coming - {coming}
            mine = [other for other in others if other.session == coming.session]
            held = self._held(coming.session, held_by)
            files = {*held, *(other.file for other in mine), coming.file}
            session = sum(held.values()) + sum(other.size for other in mine) + size
            if len(files) > self.session_files or session > self.session_bytes:
                return 413
            if self._all_held(held_by) + sum(other.size for other in others) + size > self.process_bytes:
                return 429
            coming.size = size
            self._coming.add(coming)
            return None

    def settle(self, coming: Coming, arrived: bool) -> None:
        """The request is over; its file is in the store, or not."""
        with self._lock:
            self._coming.discard(coming)
            if arrived:
                self._arrived.setdefault(coming.session, set()).add(coming.file)

    def sessions(self) -> frozenset[str]:
        """Sessions that something is remembered about."""
        with self._lock:
            return frozenset(self._desks | self._arrived.keys())

    def forget(self, session: str) -> None:
        """The session has ended, and its files with it."""
        with self._lock:
            self._desks.discard(session)
            self._arrived.pop(session, None)

    def _held(self, session: str, held_by: Held) -> Mapping[str, int]:
        """The session's files in the store; the names of others are dropped."""
        names = self._arrived.get(session)
        if not names:
            return {}
        held = held_by(session, tuple(names))
        names &= held.keys()
        return held

    def _all_held(self, held_by: Held) -> int:
        return sum(sum(self._held(session, held_by).values()) for session in self._arrived)


@cache
def upload_quota() -> UploadQuota:
    """The quota of this process."""
    return UploadQuota()
