"""The schema is the old or the new one, whatever is killed, however many start at once."""

from __future__ import annotations

import time
from contextlib import ExitStack

import pytest
from sqlalchemy import URL, event, text

from components.store.errors import SchemaAheadError
from components.store.migrate import migrate, newest_schema, schema_of
from components.store.store import Store, open_store
from components.store.transaction import read
from components.store.verify import verify
from tests.store.children import Say, child, die
from tests.store.editing import Desk, row
from tests.store.postgresql import Cluster
from tests.store.sizes import sizes
from tests.store.test_published_once import together

_TABLES = {
    "sqlite": "SELECT name, sql FROM sqlite_master ORDER BY name",
    "postgresql": """
        SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
        WHERE table_schema = 'public' UNION ALL
        SELECT tablename, indexname, indexdef, '' FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2
    """,
}


def schema(store: Store) -> list[tuple[object, ...]]:
    """Every table, column and index, the place of the head and the schema's name."""
    kind = store.engines.url.get_backend_name()
    return read(
        store.engines,
        lambda c: [
            *(tuple(found) for found in c.execute(text(_TABLES[kind]))),
            *(tuple(found) for found in c.execute(text("SELECT * FROM head"))),
            (schema_of(c),),
        ],
    )


def migrate_and_die(say: Say, url: URL, at: int) -> None:
    """Migrate, but die before the statement `at`; says how many statements there were if it lives."""
    store = open_store(url)
    done = 0

    def look(*_: object) -> None:
        nonlocal done
        done += 1
        if done == at:
            die()

    event.listen(store.engines.writing, "before_cursor_execute", look)
    event.listen(store.engines.writing, "commit", look)
    migrate(store.engines)
    say(done)


def test_R13_a_migration_killed_at_any_statement_is_completed(
    request: pytest.FixtureRequest, url: URL, tmp_path: object
) -> None:
    def fresh(number: int) -> URL:
        if url.get_backend_name() == "sqlite":
            return url.set(database=f"{tmp_path}/killed-{number}.sqlite")
        cluster: Cluster = request.getfixturevalue("cluster")
        return cluster.new_database()

    whole = open_store(url)
    migrate(whole.engines)
    expected = schema(whole)
    whole.engines.dispose()
    with child(migrate_and_die, fresh(0), 0) as alive:
        statements = alive.word()
    assert statements > 30
    left = set()
    for at in range(1, statements + 1):
        target = fresh(at)
        with child(migrate_and_die, target, at) as killed:
            assert killed.rest() == [], f"the kill at statement {at} missed"
        store = open_store(target)
        left.add(read(store.engines, schema_of))
        assert migrate(store.engines) == newest_schema()
        assert schema(store) == expected, f"statement {at}"
        store.engines.dispose()
    assert left == {"", "0001", "0002", "0003", "0004"}, "kills left every schema but the newest"


def test_R13_rows_outlive_the_next_migration(store: Store) -> None:
    desk = Desk(store)
    desk.publish(row(1))
    before = desk.now().rows
    migrate(store.engines)
    assert desk.now().rows.equals(before)
    assert verify(store) == []


def start_and_publish(say: Say, url: URL, name: str, at: float) -> None:
    """Start on a database at a moment of the monotonic clock, publish one row, say what came of it."""
    store = open_store(url)
    time.sleep(max(0.0, at - time.monotonic()))
    found = migrate(store.engines)
    batch = Desk(store, owner=name * 64).publish(row(1, incident_id=f"2025-04-02-{name}"))
    say((found, batch.revision))
    store.engines.dispose()


@sizes("rounds", ci=2, soak=10)
def test_R13_eight_processes_start_on_an_empty_database_at_once(
    request: pytest.FixtureRequest, url: URL, rounds: int
) -> None:
    for number in range(rounds):
        target = url
        if number:
            is_file = url.get_backend_name() == "sqlite"
            target = (
                url.set(database=f"{url.database}-{number}")
                if is_file
                else request.getfixturevalue("cluster").new_database()
            )
        with ExitStack() as stack:
            at = time.monotonic() + 1
            all_eight = [stack.enter_context(child(start_and_publish, target, f"{n:x}", at)) for n in range(8)]
            answers = [each.word() for each in all_eight]
        assert {found for found, _ in answers} == {newest_schema()}
        assert sorted(revision for _, revision in answers) == list(range(1, 9))


def test_R13_threads_of_one_process_start_at_once(url: URL) -> None:
    store = open_store(url)
    assert together(*[lambda: migrate(store.engines)] * 8) == [newest_schema()] * 8
    assert Desk(store).publish(row(1)).revision == 1
    store.engines.dispose()


def test_R13_a_newer_database_is_refused_and_left_alone(store: Store) -> None:
    with store.engines.writing.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaAheadError):
        migrate(store.engines)
    assert read(store.engines, schema_of) == "9999"
