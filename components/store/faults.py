"""What a database error means for us: try again, tell the editor, or let it rise."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from components.store.errors import (
    NoSpaceError,
    ReadOnlyError,
    SchemaMissingError,
    StoreBusyError,
    StoreError,
    StoreUnavailableError,
)

_LOST_RACE = frozenset({"40001", "40P01"})
_AGAIN = _LOST_RACE | {"40003", "57P01", "57P02", "57P03", "25P03"}
"""Serialisation failure, deadlock, unknown completion, the server going or coming, idle too long."""
_WAITED = frozenset({"55P03", "57014"})
"""Lock not available, statement timed out."""
_FULL = frozenset({"53100"})
_READ_ONLY = frozenset({"25006"})
_NO_TABLE = frozenset({"42P01", "42703"})


def may_try_again(error: Exception) -> bool:
    """Whether the whole transaction should be run again. Its outcome may be unknown; its key tells the next run."""
    if isinstance(error, IntegrityError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated or _state(error) in _AGAIN or _state(error).startswith("08"):
        return True
    return _sqlite_name(error).startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def may_have_landed(error: Exception) -> bool:
    """Whether a COMMIT that ended so may have been carried out all the same: the answer did not arrive."""
    if not isinstance(error, DBAPIError):
        return False
    return error.connection_invalidated or _state(error) == "40003" or _state(error).startswith(("08", "57"))


def explained(error: Exception, waited: float) -> StoreError | None:
    """The error for the editor, None for a fault of ours that should rise as it is."""
    if isinstance(error, StoreError):
        return error
    if isinstance(error, PoolTimeoutError):
        return StoreBusyError(seconds=f"{waited:.0f}")
    if not isinstance(error, DBAPIError):
        return None
    name, state = _sqlite_name(error), _state(error)
    if name == "SQLITE_FULL" or state in _FULL:
        return NoSpaceError()
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")) or state in _READ_ONLY:
        return ReadOnlyError()
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or state in _WAITED | _LOST_RACE:
        return StoreBusyError(seconds=f"{waited:.0f}")
    if state in _NO_TABLE or (name and str(error.orig).startswith(("no such table", "no such column"))):
        return SchemaMissingError(found="none")
    if isinstance(error, IntegrityError):
        return None
    if state and not state.startswith(("08", "57", "53", "40")) and not error.connection_invalidated:
        return None
    return StoreUnavailableError(why=type(error.orig).__name__)


def _state(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")


def _sqlite_name(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlite_errorname", "")) if isinstance(error.orig, sqlite3.Error) else ""
