"""An engine that fails where it is told to: at its k-th statement, or at COMMIT, before or after it is carried out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import Engine, event

LOST_RACE, UNKNOWN = "40001", "40003"


class FaultError(sqlite3.OperationalError):
    """SQLite has no SQLSTATE: this gives it one, so that the same fault can be made on both databases."""

    def __init__(self, state: str) -> None:
        super().__init__(f"made for a test: {state}")
        self.sqlstate = state


@dataclass
class Faults:
    """Fails `times` transactions at statement `at` (on SQLite the first is BEGIN), or at COMMIT.

    `made` counts the faults.
    """

    at: int = 0
    at_commit: str = ""
    times: int = 1
    state: str = LOST_RACE
    made: int = 0
    _statement: int = 0

    def end(self, _: Any) -> None:
        self._statement = 0

    def statement(self, connection: Any, *_: Any) -> None:
        self._statement += 1
        if self._statement == self.at and self.made < self.times:
            self.made += 1
            self._statement = 0
            raise fault(connection.engine, self.state)


def fault(engine: Engine, state: str) -> Exception:
    """An error as the engine's driver would raise it."""
    if engine.dialect.name == "sqlite":
        return FaultError(state)
    return psycopg.errors.lookup(state)("made for a test")


@contextmanager
def failing(engine: Engine, faults: Faults) -> Iterator[Faults]:
    """While in the context, the engine has the faults."""
    commit = engine.dialect.do_commit

    def do_commit(connection: Any) -> None:
        fails = bool(faults.at_commit) and faults.made < faults.times
        faults.made += fails
        if not fails or faults.at_commit == "after":
            commit(connection)
        if fails:
            raise fault(engine, faults.state)

    event.listen(engine, "commit", faults.end)
    event.listen(engine, "rollback", faults.end)
    event.listen(engine, "before_cursor_execute", faults.statement)
    engine.dialect.do_commit = do_commit  # type: ignore[assignment,method-assign]
    try:
        yield faults
    finally:
        engine.dialect.do_commit = commit  # type: ignore[method-assign]
        event.remove(engine, "commit", faults.end)
        event.remove(engine, "rollback", faults.end)
        event.remove(engine, "before_cursor_execute", faults.statement)
