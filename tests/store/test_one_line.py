"""Revisions are one line that never changes, and no update is lost, however many write at once."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from functools import partial
from typing import Any

import pytest
from sqlalchemy import URL, text

from components.store.errors import ConflictError, WrongStateError
from components.store.history import head, history
from components.store.redaction import redact
from components.store.store import Store, open_store
from components.store.transaction import read, write
from components.store.undoing import restore, withdraw
from components.store.verify import verify
from tests.store.children import Say, child, publish_many
from tests.store.editing import AMAL, Desk, row
from tests.store.sizes import sizes
from tests.store.test_published_once import together

LOOKS = 0.005
"""Seconds between two looks of a reader."""


def look_for_ever(say: Say, url: URL, until: int) -> None:
    """Record every head until a revision is reached, then say how often it looked and what it saw."""
    store = open_store(url)
    seen: dict[int, set[str]] = {}
    looks = 0
    say("ready")
    while True:
        found = head(store)
        looks += 1
        seen.setdefault(found.revision, set()).add(found.digest)
        if found.revision >= until:
            break
        time.sleep(LOOKS)
    say((looks, seen))
    store.engines.dispose()


@sizes("publishers, times", ci=(4, 10), soak=(8, 50))
def test_R04_revisions_are_one_line_and_never_change(store: Store, publishers: int, times: int) -> None:
    if store.engines.is_sqlite and publishers > 4:
        publishers, times = 4, 25
    url, total = store.engines.url, publishers * times
    with ExitStack() as stack:
        readers = [stack.enter_context(child(look_for_ever, url, total)) for _ in range(4)]
        for reader in readers:
            reader.wait_for("ready")
        writers = [stack.enter_context(child(publish_many, url, f"{n:x}", times)) for n in range(publishers)]
        answers = [word for writer in writers for word in writer.rest() if word != "ready"]
        looked = [reader.word() for reader in readers]
    assert sorted(answers) == list(range(1, total + 1)), "every publication landed, without a gap"
    digests = {item.batch.revision: {item.batch.digest} for item in history(store, total)}
    for _, seen in looked:
        for revision, found in seen.items():
            assert revision == 0 or found == digests[revision], f"revision {revision} was seen with two digests"
    assert sum(len(seen) for _, seen in looked) > total, "the readers saw too few revisions to prove anything"
    assert verify(store) == []


@sizes("looks", ci=400, soak=20_000)
def test_R04_however_often_it_is_looked_at_a_revision_has_one_digest(store: Store, looks: int) -> None:
    seen: dict[int, set[str]] = {}
    counts = [0] * 4
    stop = threading.Event()

    def look(reader: int) -> None:
        while not stop.wait(LOOKS):
            found = head(store)
            seen.setdefault(found.revision, set()).add(found.digest)
            counts[reader] += 1

    def publish() -> None:
        desk = Desk(store)
        try:
            while sum(counts) < looks:
                desk.publish(row(desk.revision))
        finally:
            stop.set()

    answers = together(publish, *[partial(look, reader) for reader in range(4)])
    assert answers == [None] * 5
    assert sum(counts) >= looks
    assert len(seen) > 2
    assert all(len(found) == 1 for found in seen.values())


@sizes("races", ci=10, soak=50)
def test_R05_two_editors_on_one_row_one_lands_and_the_other_sees_both(store: Store, races: int) -> None:
    amal, basim = Desk(store), Desk(store, owner="b" * 64)
    amal.publish(row(1, notes="first"))
    for number in range(races):
        mine = amal.draft([row(1, notes=f"amal {number}")])
        yours = basim.draft([row(1, notes=f"basim {number}")])
        answers = together(partial(amal.publish_draft, mine), partial(basim.publish_draft, yours))
        (conflict,) = [answer for answer in answers if isinstance(answer, ConflictError)]
        (clash,) = conflict.clashes.rows
        loser = ("amal", "basim")[answers.index(conflict)]
        winner = {"amal": "basim", "basim": "amal"}[loser]
        assert clash.theirs is not None
        assert clash.ours is not None
        assert (clash.theirs["notes"], clash.ours["notes"]) == (f"{winner} {number}", f"{loser} {number}")
        cells = amal.cells(row(1)["incident_id"])
        assert cells is not None
        assert cells["notes"] == f"{winner} {number}"
    assert amal.revision == races + 1


@sizes("races", ci=10, soak=50)
def test_R05_two_editors_on_different_rows_both_land(store: Store, races: int) -> None:
    amal, basim = Desk(store), Desk(store, owner="b" * 64)
    for number in range(races):
        mine, yours = amal.draft([row(2 * number)]), basim.draft([row(2 * number + 1)])
        answers = together(partial(amal.publish_draft, mine), partial(basim.publish_draft, yours))
        assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert len(amal.now().rows) == amal.revision == 2 * races


@sizes("races", ci=5, soak=25)
def test_R05_withdrawing_against_correcting_lets_one_land(store: Store, races: int) -> None:
    desk = Desk(store)
    for number in range(races):
        target = desk.publish(row(number)).revision
        corrected = desk.draft([row(number, notes="corrected")])
        answers = together(partial(withdraw, store, target, f"w{number}", AMAL), partial(desk.publish_draft, corrected))
        (conflict,) = [answer for answer in answers if isinstance(answer, Exception)]
        assert isinstance(conflict, ConflictError)
        cells = desk.cells(row(number)["incident_id"])
        assert (cells is None) == (answers.index(conflict) == 1)
    assert desk.revision == 2 * races
    assert verify(store) == []


@sizes("races", ci=5, soak=25)
def test_R05_restoring_against_redacting_never_brings_the_text_back(store: Store, races: int) -> None:
    desk = Desk(store)
    for number in range(races):
        name = row(number)["incident_id"]
        target = desk.publish(row(number, notes="canary")).revision
        withdraw(store, target, f"w{number}", AMAL)
        together(
            partial(restore, store, target, f"r{number}", AMAL),
            partial(redact, store, name, ["notes"], f"x{number}", AMAL, "harms"),
        )
        cells = desk.cells(name)
        assert cells is not None
        assert cells["notes"] == ""
    assert desk.revision == 4 * races
    assert verify(store) == []


@sizes("races", ci=4, soak=25)
def test_R05_withdrawing_twice_under_two_keys_lands_once(store: Store, races: int) -> None:
    desk = Desk(store)
    for number in range(races):
        target = desk.publish(row(number)).revision
        answers = together(*[partial(withdraw, store, target, f"{number} {by}", AMAL) for by in "ab"])
        (refused,) = [answer for answer in answers if isinstance(answer, Exception)]
        assert isinstance(refused, WrongStateError)


def count_up(say: Say, url: URL, threads: int, times: int) -> None:
    """Add one to a counter, by reading and then writing, so many times in so many threads. Says how often."""
    store = open_store(url)

    def add(connection: Any) -> None:
        value = connection.execute(text("SELECT value FROM counter")).scalar_one()
        connection.execute(text("UPDATE counter SET value = :value"), {"value": value + 1})

    def many() -> int:
        for _ in range(times):
            write(store.engines, add, store.patience)
        return times

    for answer in together(*[many] * threads):
        say(answer if isinstance(answer, int) else repr(answer))
    store.engines.dispose()


@pytest.fixture
def file_store(sqlite_url: URL) -> Store:
    return open_store(sqlite_url)


def test_R06_no_update_is_lost_on_sqlite(file_store: Store) -> None:
    write(file_store.engines, lambda c: c.execute(text("CREATE TABLE counter (value INTEGER)")))
    write(file_store.engines, lambda c: c.execute(text("INSERT INTO counter VALUES (0)")))
    with ExitStack() as stack:
        both = [stack.enter_context(child(count_up, file_store.engines.url, 4, 30)) for _ in range(2)]
        done = [word for each in both for word in each.rest()]
    assert done == [30] * 8
    counted = read(file_store.engines, lambda c: c.execute(text("SELECT value FROM counter")).scalar_one())
    assert counted == 240
