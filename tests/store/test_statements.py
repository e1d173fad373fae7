"""What is sent to the database: how a write begins, which SQL is never used, and whose clock is asked."""

from __future__ import annotations

import ast
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, event

from components.domain.story_edits import moved
from components.store import drafts, mappings, sign_in, story_drafts
from components.store.engine import wal_is_unsafe
from components.store.history import history
from components.store.migrate import migrate
from components.store.redaction import redact
from components.store.store import Store, open_store
from components.store.story_publishing import publish_story
from components.store.undoing import restore, withdraw
from tests.browser.server import ROOT
from tests.store.editing import AMAL, OWNER, Desk, briefing, row

SOURCES = sorted((ROOT / "components" / "store").rglob("*.py"))
FORBIDDEN = (
    r"\bSEQUENCE\b",
    r"\bNEXTVAL\b",
    r"\bSERIAL\b",
    r"\bIdentity\(",
    r"autoincrement=True",
    r"advisory",
    r"\bLISTEN\b",
    r"\bNOTIFY\b",
    r"ON CONFLICT",
    r"on_conflict",
    r"\bTEMP(ORARY)?\b",
    r"\bRETURNING\b",
    r"ILIKE",
)
"""What not every database that speaks PostgreSQL's protocol has, or has in the same way."""


@pytest.fixture
def traced(sqlite_url: URL) -> Iterator[tuple[Store, list[list[str]]]]:
    """A store on SQLite, and what SQLite itself was told by each writing connection."""
    store = open_store(sqlite_url)
    told: list[list[str]] = []

    @event.listens_for(store.engines.writing, "connect")
    def trace(connection: sqlite3.Connection, _: object) -> None:
        own: list[str] = []
        told.append(own)
        connection.set_trace_callback(own.append)

    yield store, told
    store.engines.dispose()


def test_R06_every_write_begins_with_begin_immediate(traced: tuple[Store, list[list[str]]]) -> None:
    store, told = traced
    migrate(store.engines)
    desk = Desk(store)
    batch = desk.publish(row(1), row(2))
    withdraw(store, batch.revision, "w", AMAL)
    restore(store, batch.revision, "r", AMAL)
    redact(store, row(1)["incident_id"], [], "x", AMAL, "harms")
    drafts.discard(store, desk.draft([row(3)]).key, OWNER)
    draft = desk.story_draft(briefing(""))
    story_drafts.change(store, draft.key, OWNER, lambda story: moved(story, "s1", 1))
    publish_story(store, draft.key, OWNER, AMAL)
    story_drafts.discard(store, draft.key, OWNER)
    mappings.save_mapping(store, "m", {"a": "b"})
    sign_in.sign_out(store, "b" * 64)
    statements = [statement for own in told for statement in own if not statement.startswith("PRAGMA")]
    inside, begun = False, 0
    for statement in statements:
        verb = statement.split()[0]
        if not inside:
            assert statement == "BEGIN IMMEDIATE"
            begun += 1
        inside = verb not in ("COMMIT", "ROLLBACK")
    assert begun == 18, "5 migrations, 2 drafts and 2 discards, 5 batches, a mapping, a sign-out, and a change"


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_R32_no_source_of_the_store_uses_what_is_not_portable(file: Path) -> None:
    text = "\n".join(line for line in _without_docstrings(file))
    found = [word for word in FORBIDDEN if re.search(word, text, re.IGNORECASE if word.islower() else 0)]
    assert found == []


@pytest.mark.parametrize("file", [file for file in SOURCES if file.parent.name == "versions"], ids=lambda f: f.name)
def test_R32_no_migration_mixes_changes_of_the_schema_with_changes_of_rows(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    changes_schema = bool(re.search(r"op\.(create|drop|add|alter|rename)", text)) or bool(
        re.search(r"\b(CREATE|ALTER|DROP)\b", text)
    )
    changes_rows = bool(re.search(r"\b(INSERT|UPDATE|DELETE)\b|bulk_insert", text))
    assert not (changes_schema and changes_rows)
    assert changes_schema or changes_rows or file.name == "__init__.py"


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_R33_no_source_of_the_store_asks_the_machines_clock(file: Path) -> None:
    """Only the monotonic clock, which has no date, measures how long we have waited."""
    asked = re.findall(r"time\.time\(|datetime\.now|utcnow|date\.today|time\.localtime|time\.gmtime", file.read_text())
    assert asked == []


def test_R33_the_order_is_the_revisions_whatever_the_clocks_said(desk: Desk) -> None:
    from sqlalchemy import text as sql  # noqa: PLC0415

    for number in range(3):
        desk.publish(row(1, notes=str(number)))
    with desk.store.engines.writing.begin() as connection:  # as if the database's clock had been two days off
        connection.execute(sql("UPDATE batches SET at = '2030-01-01T00:00:00Z' WHERE revision = 1"))
        connection.execute(sql("UPDATE batches SET at = '2001-01-01T00:00:00Z' WHERE revision = 3"))
    assert [item.batch.revision for item in history(desk.store)] == [3, 2, 1]
    cells = desk.cells(row(1)["incident_id"])
    assert cells is not None
    assert cells["notes"] == "2"


@pytest.mark.parametrize(
    ("version", "unsafe"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 44, 9), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 0), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 0), False),
    ],
)
def test_R08_versions_with_the_race_are_known(version: tuple[int, int, int], unsafe: bool) -> None:
    assert wal_is_unsafe(version) is unsafe


@pytest.mark.parametrize("which", ["reading", "writing"])
def test_R08_the_real_connection_keeps_a_rollback_journal(sqlite_url: URL, which: str) -> None:
    store = open_store(sqlite_url)
    migrate(store.engines)
    with getattr(store.engines, which).connect() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema")
        }
    assert asked == {"journal_mode": "delete", "synchronous": 3, "foreign_keys": 1, "trusted_schema": 0}
    store.engines.dispose()


def test_R08_a_database_in_wal_is_converted(sqlite_url: URL) -> None:
    migrated = open_store(sqlite_url)
    Desk(migrated)
    migrate(migrated.engines)
    migrated.engines.dispose()
    with sqlite3.connect(str(sqlite_url.database)) as raw:
        assert raw.execute("PRAGMA journal_mode=WAL").fetchone() == ("wal",)
    raw.close()
    desk = Desk(open_store(sqlite_url))
    desk.publish(row(1))
    with desk.store.engines.reading.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "delete"
    desk.store.engines.dispose()


def test_R08_a_database_that_stays_in_wal_is_refused_with_the_reason(sqlite_url: URL) -> None:
    from components.store.errors import JournalModeError  # noqa: PLC0415
    from components.store.history import head  # noqa: PLC0415

    if not wal_is_unsafe(sqlite3.sqlite_version_info):
        pytest.skip("this SQLite has no race in WAL")
    with sqlite3.connect(str(sqlite_url.database)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("CREATE TABLE held (x)")
        other.execute("BEGIN")
        other.execute("SELECT * FROM held").fetchall()
        store = open_store(sqlite_url, patience=1)
        with pytest.raises(JournalModeError) as caught:
            head(store)
    other.close()
    assert caught.value.details["version"] == sqlite3.sqlite_version


def _without_docstrings(file: Path) -> Iterator[str]:
    """The source's lines without its docstrings and comments: what runs."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [part for part in body if not _is_text(part)] or [ast.Pass()]  # type: ignore[attr-defined]
    yield from ast.unparse(tree).splitlines()


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
