"""Brings a database to the newest schema. Each step is one transaction: it is there whole or not at all."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import ProgrammingError

from components.store.engine import Engines, exists
from components.store.errors import SchemaAheadError, SchemaMissingError
from components.store.settings import sqlite_file
from components.store.transaction import read, write

_SCRIPTS = Path(__file__).with_name("migrations")
_TRIES = 8
_one_at_a_time = Lock()
"""Alembic keeps the running migration in its module."""


def migrate(engines: Engines) -> str:
    """Apply every step that is missing, and return the schema's name.

    Several processes may start at once on an empty database: one makes the schema, the others wait or try again.
    Raises StoreError, also SchemaAheadError for a database of a newer Marsad.
    """
    file = sqlite_file(engines.url)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    steps = _scripts()
    newest = str(steps.get_current_head())
    for attempt in range(_TRIES):
        try:
            with _one_at_a_time:
                while (found := write(engines, lambda connection: _step(connection, steps))) != newest:
                    pass
        except ProgrammingError:
            # Another process made the same table between our look and our CREATE.
            if attempt == _TRIES - 1:
                raise
        else:
            return found
    raise AssertionError


def schema_of(connection: Connection) -> str:
    """The name of the schema that the database has, "" for none."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def require_schema(engines: Engines) -> None:
    """Raises SchemaMissingError or SchemaAheadError unless the database has the newest schema. Makes nothing."""
    found = read(engines, schema_of) if exists(engines) else ""
    if found in _names(_scripts()):
        if found != newest_schema():
            raise SchemaMissingError(found=found)
    elif found:
        raise SchemaAheadError(found=found)
    else:
        raise SchemaMissingError(found="none")


def newest_schema() -> str:
    return str(_scripts().get_current_head())


def _step(connection: Connection, steps: ScriptDirectory) -> str:
    found = schema_of(connection)
    names = _names(steps)
    if found and found not in names:
        raise SchemaAheadError(found=found)
    following = names[names.index(found) + 1 :] if found else names
    if not following:
        return found
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    command.upgrade(config, following[0])
    return following[0]


def _names(steps: ScriptDirectory) -> list[str]:
    """Every schema, oldest first."""
    return [script.revision for script in reversed(list(steps.walk_revisions()))]


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(_SCRIPTS))
