"""A publication is there whole or not at all, and what was acknowledged is there, whatever dies in between."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, Connection, func, select

from components.store.batches import head_of
from components.store.errors import StoreError
from components.store.migrate import migrate
from components.store.store import Store, open_store
from components.store.tables import versions
from components.store.transaction import read
from components.store.verify import problems_in, verify
from tests.store.children import Child, child, publish_for_ever
from tests.store.editing import Desk, row
from tests.store.postgresql import Cluster, running_cluster
from tests.store.sizes import sizes

ROWS = 5_000
_OTHERS = "SELECT pid, state FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
WARM = 0.5
"""The second publication of a process takes less than half of the first, which prepares every statement."""
SHARE_INSIDE = 0.3
"""Of the kills, how many must fall into a transaction, or the test has not hit what it is about."""


def assert_whole(store: Store, acknowledged: int, rows: int) -> int:
    """In one snapshot: every revision has all its rows, the head is the last one, and the history proves."""

    def look(connection: Connection) -> int:
        count = select(versions.c.revision, func.count()).group_by(versions.c.revision)
        counts = {revision: number for revision, number in connection.execute(count)}  # noqa: C416
        head = head_of(connection).revision
        assert acknowledged <= head <= acknowledged + 1
        assert counts == dict.fromkeys(range(1, head + 1), rows)
        assert problems_in(connection) == []
        return head

    return read(store.engines, look)


def kill_while_publishing(publisher: Child, chance: random.Random) -> tuple[int, str]:
    """Let it publish once, kill it at some moment of the next time. What was acknowledged, and the last word since.

    Most of a publication goes before its transaction, so three of four kills are aimed at the part from BEGIN on.
    """
    start = chance.choice(["p", "b", "b", "b"])
    _until(publisher, lambda word: word == "p")
    if start == "b":
        publisher.wait_for("b")
    began = time.monotonic()
    words = _until(publisher, lambda word: isinstance(word, int))
    takes = time.monotonic() - began
    words += _until(publisher, lambda word: word == "p")
    if start == "b":
        words += _until(publisher, lambda word: word == "b")
    time.sleep(chance.uniform(0, WARM * takes))
    since = publisher.kill()
    revisions = [word for word in words + since if isinstance(word, int)]
    # After the acknowledgement the child keeps its next draft, in a transaction that is none of ours.
    is_done = any(isinstance(word, int) for word in since)
    return max(revisions), "done" if is_done else str([start, *since][-1])


def _until(publisher: Child, is_last: Callable[[Any], bool]) -> list[Any]:
    words = [publisher.word()]
    while not is_last(words[-1]):
        words.append(publisher.word())
    return words


def _kill_many(urls: list[URL], kills: int) -> None:
    """Kill so many publishers on each database; several, because each look at one reads all that is there."""
    last: Counter[str] = Counter()
    journals = 0
    for number, url in enumerate(urls, 1):
        store = open_store(url)
        migrate(store.engines)
        chance = random.Random(str(url.database))
        # On a busy machine the aim is worse: then there are more kills in the end, at most twice as many.
        while last.total() < number * kills or (number == len(urls) and _misses(last, 2 * number * kills)):
            with child(publish_for_ever, url, ROWS) as publisher:
                acknowledged, word = kill_while_publishing(publisher, chance)
                last[word] += 1
                if store.engines.is_sqlite:
                    journal = Path(f"{url.database}-journal")
                    journals += journal.exists() and journal.stat().st_size > 0
            assert_whole(store, acknowledged, ROWS)
        Desk(store).publish(row(-1))
        assert verify(store) == []
        store.engines.dispose()
    assert not _misses(last), f"too few kills hit a transaction: {last}"
    assert journals or urls[0].get_backend_name() != "sqlite", "no kill left a hot journal"


def _misses(last: Counter[str], most: int = 0) -> bool:
    """Whether too few of the last words were said in the transaction that publishes, and more kills may mend it."""
    return last["b"] + last["c"] < SHARE_INSIDE * last.total() and (not most or last.total() < most)


@sizes("databases, kills", ci=(5, 5), soak=(20, 10))
def test_R01_a_publisher_killed_on_sqlite_leaves_all_or_nothing(sqlite_url: URL, databases: int, kills: int) -> None:
    _kill_many([sqlite_url.set(database=f"{sqlite_url.database}-{number}") for number in range(databases)], kills)


@sizes("databases, kills", ci=(3, 5), soak=(10, 10))
def test_R01_a_publisher_killed_on_postgresql_leaves_all_or_nothing(
    cluster: Cluster, databases: int, kills: int
) -> None:
    _kill_many([cluster.new_database() for _ in range(databases)], kills)


@sizes("kills", ci=5, soak=30)
def test_R01_a_killed_backend_costs_nothing(kills: int) -> None:
    with running_cluster() as cluster:
        _disturb(cluster, kills, _kill_backend)


@sizes("kills", ci=2, soak=5)
def test_R01_a_killed_server_costs_nothing(kills: int) -> None:
    with running_cluster() as cluster:
        _disturb(cluster, kills, _kill_server)


def _disturb(cluster: Cluster, kills: int, kill: Any) -> None:
    """While a child publishes, kill something of the server inside a transaction: the child goes on by itself."""
    url = cluster.new_database()
    store = open_store(url)
    migrate(store.engines)
    chance = random.Random(kills)
    with child(publish_for_ever, url, 500) as publisher:
        seen, hits = 0, 0
        for _ in range(kills):
            publisher.wait_for("p")
            publisher.wait_for("b")
            time.sleep(chance.uniform(0, 0.03))
            hits += kill(cluster, str(url.database))
            while not isinstance(word := publisher.word(), int):
                pass
            assert word > seen
            seen = word
        assert hits == kills, f"{hits} of {kills} kills found the publisher"
        said = [word for word in publisher.kill() if isinstance(word, int)]
    _until_it_answers(store)
    head = assert_whole(store, max([seen, *said]), 500)
    assert head >= kills
    store.engines.dispose()


def _until_it_answers(store: Store) -> None:
    """A server that lost a backend by force restarts all of them, and answers nobody meanwhile."""
    deadline = time.monotonic() + 60
    while True:
        try:
            read(store.engines, head_of)
        except StoreError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        else:
            return


def _kill_backend(cluster: Cluster, database: str) -> int:
    """`kill -9` of the backend that writes. The server notices, and recovers."""
    pids: list[int] = []
    deadline = time.monotonic() + 60
    while not pids and time.monotonic() < deadline:
        with suppress(psycopg.OperationalError), cluster.connect() as connection:  # it may be starting again
            found = connection.execute(_OTHERS, [database]).fetchall()
            writers = [pid for pid, state in found if state != "idle"]
            pids = writers or [pid for pid, _ in found]
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return bool(pids)


def _kill_server(cluster: Cluster, database: str) -> int:
    """`kill -9` of the postmaster, and a start as after a crash."""
    del database
    os.kill(cluster.postmaster, signal.SIGKILL)
    deadline = time.monotonic() + 60
    while True:  # the old backends must be gone before a new server may use the shared memory
        try:
            cluster.start()
        except RuntimeError:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        else:
            return 1
