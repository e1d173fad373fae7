"""Backups: the published history, copied from one snapshot into a SQLite file, whatever the database; and back.

Drafts, sign-ins and attempts are private or short-lived and stay behind.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, Connection, delete, func, insert, select

from components.store.batches import Head, head_of
from components.store.engine import Engines, open_engines
from components.store.errors import SchemaAheadError, SchemaMissingError, StoreError, StoreUnavailableError
from components.store.migrate import migrate, require_schema
from components.store.settings import SQLITE
from components.store.store import Store
from components.store.tables import batches, head, mappings, redactions, versions
from components.store.transaction import read, write
from components.store.verify import problems_in

_TABLES = (head, batches, versions, redactions, mappings)
_AT_ONCE = 5_000


class BackupError(StoreError):
    """A backup that cannot be made or restored. Details: `why`."""

    code = "store_backup"


def backup(store: Store, file: Path) -> Head:
    """Write a backup to a file that is not there yet, verify it, and return its head. Raises StoreError.

    Until it is whole and proved it has another name, so that a half one is never taken for a backup.
    """
    if file.exists():
        raise BackupError(why=f"{file} is there already")
    require_schema(store.engines)
    part = file.with_name(f"{file.name}.part")
    _remove(part)
    target = open_engines(URL.create(SQLITE, database=str(part)))
    try:
        migrate(target)
        read(store.engines, lambda source: write(target, lambda connection: _copy(source, connection)))
        saved = _proved(target)
        target.dispose()
        part.rename(file)
    finally:
        target.dispose()
        _remove(part)
    return saved


def restore_backup(store: Store, file: Path) -> Head:
    """Bring a backup into a database without any batch, in one transaction. Raises StoreError."""
    if not file.is_file():
        raise BackupError(why=f"{file} is not there")
    source = open_engines(URL.create(SQLITE, database=str(file)))
    try:
        try:
            require_schema(source)
        except (StoreUnavailableError, SchemaMissingError, SchemaAheadError):
            raise BackupError(why=f"{file} is no backup of this version of Marsad") from None
        restored = _proved(source)

        def fill(target: Connection) -> None:
            if target.execute(select(func.count()).select_from(batches)).scalar_one():
                raise BackupError(why="the database holds batches already")
            read(source, lambda connection: _copy(connection, target))
            if problems := problems_in(target):
                raise BackupError(why=problems[0])

        migrate(store.engines)
        write(store.engines, fill, store.patience)
        return restored
    finally:
        source.dispose()


def _copy(source: Connection, target: Connection) -> None:
    for table in reversed(_TABLES):
        target.execute(delete(table))
    for table in _TABLES:
        for rows in source.execute(select(table)).mappings().partitions(_AT_ONCE):
            target.execute(insert(table), [dict(row) for row in rows])


def _remove(part: Path) -> None:
    for each in (part, part.with_name(f"{part.name}-journal")):
        each.unlink(missing_ok=True)


def _proved(engines: Engines) -> Head:
    problems = read(engines, problems_in)
    if problems:
        raise BackupError(why=problems[0])
    return read(engines, head_of)
