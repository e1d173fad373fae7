"""Connections that keep the promises: one engine that writes, one that reads, each set up for its database.

SQLite: a rollback journal with `synchronous=EXTRA`, and `BEGIN IMMEDIATE` for every writer. Python's driver would
begin a transaction only before the first write, so that two writers could read the same state and one update would be
lost. WAL is not used: from 3.7.0 to 3.51.2 SQLite has a race there that can drop a committed transaction.
PostgreSQL: readers see one snapshot (REPEATABLE READ); writers lock the head row and move it by compare-and-swap.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from components.store.errors import JournalModeError
from components.store.settings import POSTGRESQL, SQLITE, sqlite_file

READER_WAITS = 5
WRITER_WAITS = 30
"""Seconds that a connection waits for a lock."""
_WRITER_CACHE_KIB = 262_144
_WAL_RACE = ((3, 7, 0), (3, 51, 3))
_WAL_MENDED = (((3, 44, 6), (3, 45, 0)), ((3, 50, 7), (3, 51, 0)))
"""Branches in which the race was mended before 3.51.3 (https://www.sqlite.org/changes.html)."""


@dataclass(frozen=True, repr=False)
class Engines:
    """`reading` never writes. Both are of the same database. The URL, which may hold secrets, is not in the `repr`."""

    url: URL
    reading: Engine
    writing: Engine

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == SQLITE

    def __repr__(self) -> str:
        return f"Engines({self.url.get_backend_name()})"

    def dispose(self) -> None:
        """Close every connection."""
        self.reading.dispose()
        self.writing.dispose()


def open_engines(url: URL, *, isolation: str = "READ COMMITTED", patience: int = WRITER_WAITS) -> Engines:
    """Engines for a database; nothing is connected yet.

    `isolation` is the level of PostgreSQL's writers, `patience` the seconds that writers wait for a lock.
    """
    if url.get_backend_name() == POSTGRESQL:
        return Engines(url, _postgresql(url, "REPEATABLE READ", READER_WAITS), _postgresql(url, isolation, patience))
    return Engines(url, _sqlite(url, "BEGIN", READER_WAITS), _sqlite(url, "BEGIN IMMEDIATE", patience))


def wal_is_unsafe(version: tuple[int, int, int]) -> bool:
    """Whether a version of SQLite has the race in WAL."""
    first, mended = _WAL_RACE
    return first <= version < mended and not any(low <= version < high for low, high in _WAL_MENDED)


def _postgresql(url: URL, isolation: str, patience: int) -> Engine:
    options = {
        "statement_timeout": f"{max(patience, WRITER_WAITS)}s",
        "lock_timeout": f"{patience}s",
        "idle_in_transaction_session_timeout": "60s",
        "timezone": "UTC",
    }
    given = {"connect_timeout": 3, "options": " ".join(f"-c {name}={value}" for name, value in options.items())}
    return create_engine(
        url,
        isolation_level=isolation,
        pool_pre_ping=True,
        pool_recycle=1800,
        pool_timeout=patience,
        hide_parameters=True,
        connect_args=given,
    )


def _sqlite(url: URL, begin: str, patience: int) -> Engine:
    writes = begin == "BEGIN IMMEDIATE"
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": patience, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        cursor = connection.cursor()
        for pragma in ("foreign_keys=ON", "trusted_schema=OFF", "cell_size_check=ON", "synchronous=EXTRA"):
            cursor.execute(f"PRAGMA {pragma}")
        if writes:
            # What is deleted or blanked must not stay in the file's free pages.
            cursor.execute("PRAGMA secure_delete=ON")
            cursor.execute(f"PRAGMA cache_size=-{_WRITER_CACHE_KIB}")
        _leave_wal(cursor)
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin_ourselves(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={patience * 1000}")
        connection.exec_driver_sql(begin)

    return engine


def wait_at_most(connection: Connection, seconds: float) -> None:
    """From here to its end, a transaction waits no longer for a lock. SQLite may have to at COMMIT too, for readers."""
    limit = max(100, round(seconds * 1000))
    is_sqlite = connection.dialect.name == SQLITE
    connection.exec_driver_sql(f"PRAGMA busy_timeout={limit}" if is_sqlite else f"SET LOCAL lock_timeout={limit}")


def _leave_wal(cursor: sqlite3.Cursor) -> None:
    """Take a database out of WAL mode. Raises JournalModeError where that fails on a version with the race."""
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        return
    try:
        mode = cursor.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except sqlite3.OperationalError:
        mode = "wal"
    if mode == "wal" and wal_is_unsafe(sqlite3.sqlite_version_info):
        raise JournalModeError(version=sqlite3.sqlite_version)


def exists(engines: Engines) -> bool:
    """Whether there is a database to read. SQLite makes an empty file at the first look, which a reader must not."""
    file = sqlite_file(engines.url)
    return file is None or file.exists()
