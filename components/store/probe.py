"""Whether the store can be written: found out by a real write that is rolled back.

A database on read-only media lets a writer begin; only the first changed page meets the truth.
"""

from __future__ import annotations

import errno
import secrets
import tempfile
import threading
import time
from functools import cache
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.exc import SQLAlchemyError

from components.store.engine import Engines, open_engines
from components.store.errors import NoSpaceError, ReadOnlyError, StoreBusyError, StoreError
from components.store.faults import explained
from components.store.settings import database_url, sqlite_file
from components.store.tables import attempts

KEPT_SECONDS = 5.0
_PATIENCE = 1
"""Seconds that the probe waits for a lock: whoever holds it is writing."""


class WriteProbe:
    """Tries at most once in `kept_seconds`, one try at a time: whoever asks meanwhile gets the last answer."""

    def __init__(self, engines: Engines, kept_seconds: float = KEPT_SECONDS) -> None:
        self._engines = engines
        self._kept = kept_seconds
        self._trying = threading.Lock()
        self._found: StoreError | None = None
        self._until: float | None = None

    def problem(self) -> StoreError | None:
        """Why nothing can be written, None where it can."""
        fresh = self._until is not None and time.monotonic() < self._until
        # Only the first of all has no answer to give meanwhile.
        if not fresh and self._trying.acquire(blocking=self._until is None):
            try:
                if self._until is None or time.monotonic() >= self._until:
                    self._found = cannot_write(self._engines)
                    self._until = time.monotonic() + self._kept
            finally:
                self._trying.release()
        return self._found


def cannot_write(engines: Engines) -> StoreError | None:
    """Try it now. The row is one that nobody else asks for, and it is gone again before anybody could see it."""
    file = sqlite_file(engines.url)
    if file is not None and not file.exists():
        return _cannot_make(file)
    try:
        with engines.writing.connect() as connection, connection.begin() as transaction:
            row = {"address": secrets.token_hex(32), "failures": 0, "last": 0, "succeeded": 0}
            connection.execute(insert(attempts).values(row))
            transaction.rollback()
    except SQLAlchemyError as error:
        known = explained(error, 0)
        if known is None:
            raise
        return None if isinstance(known, StoreBusyError) else known
    except StoreError as error:
        return error
    return None


def _cannot_make(file: Path) -> StoreError | None:
    """Whether a database that nobody has needed yet could be made."""
    folder = next(parent for parent in file.absolute().parents if parent.exists())
    try:
        with tempfile.TemporaryFile(dir=folder) as tried:
            tried.write(b"\0")
    except PermissionError:
        return ReadOnlyError()
    except OSError as error:
        return NoSpaceError() if error.errno == errno.ENOSPC else ReadOnlyError()
    return None


@cache
def write_probe() -> WriteProbe:
    """The probe of this process, on connections of its own. Raises StoreUnavailableError for a URL that is none."""
    return WriteProbe(open_engines(database_url(), patience=_PATIENCE))
