"""A busy or slow database delays, then tells; it never keeps a reader from the last revision."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import URL, create_engine

from components.store.errors import StoreBusyError
from components.store.history import head
from components.store.migrate import migrate
from components.store.store import open_store
from components.store.verify import verify
from tests.store.children import Say, child
from tests.store.editing import Desk, row
from tests.store.postgresql import Cluster
from tests.store.proxy import proxy_to
from tests.store.sizes import sizes

BOUND = 35
"""Seconds after which an editor has been told: the promise's own figure."""


def hold(say: Say, url: URL, begin: str, seconds: float) -> None:
    """Hold the lock that writers need for some seconds; says when it has it and when it lets go."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in begin.split(";"):
            connection.exec_driver_sql(statement)
        say("held")
        time.sleep(seconds)
        connection.exec_driver_sql("ROLLBACK")
        say("free")


@contextmanager
def held(url: URL, seconds: float, begin: str = "") -> Iterator[None]:
    """While another process holds the lock."""
    locks = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "BEGIN; SELECT * FROM head FOR UPDATE"}
    with child(hold, url, begin or locks[url.get_backend_name()], seconds) as holder:
        holder.wait_for("held")
        yield


def test_R11_a_lock_held_for_three_seconds_is_waited_for(desk: Desk) -> None:
    draft = desk.draft([row(1)])
    with held(desk.store.engines.url, 3):
        began = time.monotonic()
        assert desk.publish_draft(draft).revision == 1
        assert time.monotonic() - began > 1, "the lock was not held"


def test_R11_readers_and_writers_wait_for_a_whole_file_lock(sqlite_url: URL) -> None:
    desk = Desk(open_store(sqlite_url))
    migrate(desk.store.engines)
    draft = desk.draft([row(1)])
    desk.store.engines.dispose()
    with held(sqlite_url, 3, "BEGIN EXCLUSIVE"):
        assert desk.publish_draft(draft).revision == 1
    desk.store.engines.dispose()


@sizes("patience, seconds", ci=(2, 20), soak=(30, 60))
def test_R11_a_lock_held_for_long_is_told_and_nothing_is_written(url: URL, patience: int, seconds: int) -> None:
    desk = Desk(open_store(url, patience=patience))
    migrate(desk.store.engines)
    draft = desk.draft([row(1)])
    with held(url, seconds):
        began = time.monotonic()
        with pytest.raises(StoreBusyError) as caught:
            desk.publish_draft(draft)
        assert time.monotonic() - began < BOUND
        assert int(caught.value.details["seconds"]) >= patience - 1
        assert head(desk.store).revision == 0
    assert desk.publish_draft(draft).revision == 1
    assert verify(desk.store) == []
    desk.store.engines.dispose()


@sizes("patience, first", ci=(3, 2), soak=(30, 25))
def test_R11_a_wait_at_begin_and_another_at_commit_are_one_wait(sqlite_url: URL, patience: int, first: int) -> None:
    """On SQLite a reader holds up a COMMIT: what was waited for BEGIN counts."""
    desk = Desk(open_store(sqlite_url, patience=patience))
    migrate(desk.store.engines)
    draft = desk.draft([row(1)])
    with held(sqlite_url, 60, "BEGIN;SELECT * FROM head"), held(sqlite_url, first):
        began = time.monotonic()
        with pytest.raises(StoreBusyError):
            desk.publish_draft(draft)
        assert time.monotonic() - began < BOUND
    assert head(desk.store).revision == 0
    assert desk.publish_draft(draft).revision == 1
    desk.store.engines.dispose()


@sizes("rows", ci=20_000, soak=200_000)
def test_R11_no_reader_fails_while_many_rows_are_published(desk: Desk, rows: int) -> None:
    draft = desk.draft(row(number) for number in range(rows))
    stop = threading.Event()
    looks, failures = [0] * 3, []

    def look(index: int) -> None:
        while not stop.wait(0.02):
            try:
                head(desk.store)
            except Exception as error:
                failures.append(repr(error))
            looks[index] += 1

    readers = [threading.Thread(target=look, args=(index,)) for index in range(3)]
    for reader in readers:
        reader.start()
    try:
        assert desk.publish_draft(draft).revision == 1
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert failures == []
    assert sum(looks) > 3
    assert len(desk.now().rows) == rows


@sizes("delay", ci=0.05, soak=0.5)
def test_R11_postgresql_that_is_slow_with_every_statement_is_borne(cluster: Cluster, delay: float) -> None:
    url = cluster.new_database()
    near = open_store(url)
    migrate(near.engines)
    with proxy_to(cluster.port) as proxy:
        far = Desk(open_store(proxy.before(url)))
        proxy.delay = delay
        batch = far.publish(row(1), row(2))
        assert proxy.delayed > 10, "nothing was delayed"
        assert batch.revision == 1
        assert len(far.now().rows) == 2
        far.store.engines.dispose()
    assert verify(near) == []
    near.engines.dispose()
