"""Every writing call is run again as a whole, wherever it fails, and still happens exactly once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from itertools import count

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from components.store.batches import Batch, Entry, append, head_of
from components.store.editors import Editor
from components.store.errors import StoreBusyError, StoreError, UnknownOutcomeError
from components.store.history import history
from components.store.migrate import migrate
from components.store.redaction import redact
from components.store.states import Version
from components.store.store import open_store
from components.store.story_publishing import publish_story
from components.store.transaction import write
from components.store.undoing import restore, withdraw
from components.store.verify import verify
from tests.store.children import child, publish_many
from tests.store.editing import AMAL, OWNER, Desk, briefing, row
from tests.store.faults import LOST_RACE, UNKNOWN, Faults, failing
from tests.store.postgresql import Cluster
from tests.store.sizes import sizes

VERBS = ("publish", "withdraw", "restore", "redact", "story")
ROW = row(1)["incident_id"]


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pauses between tries spread out rivals; here there are none."""
    monkeypatch.setattr("components.store.transaction.time.sleep", lambda _: None)


def prepared(desk: Desk, verb: str, number: int) -> Callable[[], object]:
    """The state in which a verb can be called once, and the call. It leaves one row."""
    if verb == "publish":
        draft = desk.draft([row(1, notes=str(number))])
        return lambda: desk.publish_draft(draft)
    if verb == "story":
        story = desk.story_draft(briefing("told", f"Text {number}."))
        return lambda: publish_story(desk.store, story.key, OWNER, AMAL)
    if verb == "redact":
        desk.publish(row(1, notes=f"harm {number}"))
        return lambda: redact(desk.store, ROW, ["notes"], f"x{number}", AMAL, "harms")
    target = desk.publish(row(1, notes=str(number))).revision
    if verb == "withdraw":
        return lambda: withdraw(desk.store, target, f"w{number}", AMAL)
    withdraw(desk.store, target, f"w{number}", AMAL)
    return lambda: restore(desk.store, target, f"r{number}", AMAL)


@pytest.mark.parametrize("verb", VERBS)
def test_R32_a_lost_race_at_any_statement_five_times_running_lands_once(desk: Desk, verb: str) -> None:
    for at in count(1):
        call = prepared(desk, verb, at)
        before = desk.revision
        with failing(desk.store.engines.writing, Faults(at=at, times=5, state=LOST_RACE)) as faults:
            call()
            assert desk.revision == before + 1, f"statement {at}"
            call()
        assert desk.revision == before + 1, f"statement {at}: the same call again"
        if not faults.made:
            assert at > 5, "the faults were not hit"
            break
        assert faults.made == 5
    assert verify(desk.store) == []


@pytest.mark.parametrize("landed", ["before", "after"])
@pytest.mark.parametrize("verb", VERBS)
def test_R32_an_unknown_outcome_of_commit_lands_once(desk: Desk, verb: str, landed: str) -> None:
    call = prepared(desk, verb, 1)
    before = desk.revision
    with failing(desk.store.engines.writing, Faults(at_commit=landed, times=1, state=UNKNOWN)) as faults:
        call()
    assert faults.made == 1
    assert desk.revision == before + 1
    assert verify(desk.store) == []


@pytest.mark.parametrize("landed", ["before", "after"])
def test_R02_an_outcome_that_stays_unknown_is_called_so(desk: Desk, landed: str) -> None:
    """ "Not published" would be a guess: the editor is told that nobody knows yet, and that asking again is safe."""
    hasty = Desk(replace(desk.store, patience=0.0))
    draft = desk.draft([row(1)])
    lost = Faults(at_commit=landed, times=1, state=UNKNOWN)
    with failing(desk.store.engines.writing, lost) as faults, pytest.raises(UnknownOutcomeError):
        hasty.publish_draft(draft)
    assert faults.made == 1
    assert desk.revision == (landed == "after")
    assert desk.publish_draft(draft).revision == 1
    assert len(history(desk.store)) == 1


def test_R32_a_fault_of_ours_is_not_tried_again_for_ever(desk: Desk) -> None:
    draft = desk.draft([row(1)])
    broken = Faults(at=3, times=1000, state="42601")
    with failing(desk.store.engines.writing, broken) as faults, pytest.raises((SQLAlchemyError, StoreError)):
        desk.publish_draft(draft)
    assert faults.made == 1
    assert desk.revision == 0
    assert desk.publish_draft(draft).revision == 1


def test_R32_a_race_that_is_lost_for_as_long_as_we_wait_is_called_busy(desk: Desk) -> None:
    hasty = Desk(replace(desk.store, patience=0.0))
    draft = desk.draft([row(1)])
    lost = Faults(at=4, times=1000, state=LOST_RACE)
    with failing(desk.store.engines.writing, lost) as faults, pytest.raises(StoreBusyError):
        hasty.publish_draft(draft)
    assert faults.made
    assert desk.publish_draft(draft).revision == 1


def test_R04_a_head_that_moved_under_the_publisher_is_looked_at_again(desk: Desk) -> None:
    """Where a database does not make writers wait, the compare-and-swap still lets one through."""
    desk.publish(row(1))
    tries: list[int] = []
    rival = Version.new("2025-04-02-rival", "set", {})

    def work(connection: Connection) -> Batch:
        seen = head_of(connection)
        tries.append(seen.revision)
        stale = replace(seen, digest="0" * 64) if len(tries) == 1 else seen
        entry = Entry("k" * 32, "publish", "", {"added": 1})
        return append(connection, stale, entry, Editor("Amal", verified=True), [rival])

    assert write(desk.store.engines, work).revision == 2
    assert tries == [1, 1]
    assert verify(desk.store) == []


@sizes("publishers, times", ci=(4, 6), soak=(8, 25))
def test_R32_under_serializable_every_publication_lands(cluster: Cluster, publishers: int, times: int) -> None:
    store = open_store(cluster.new_database())
    migrate(store.engines)
    with ExitStack() as stack:
        writers = [
            stack.enter_context(child(publish_many, store.engines.url, f"{number:x}", times, "SERIALIZABLE"))
            for number in range(publishers)
        ]
        answers = [word for writer in writers for word in writer.rest() if word != "ready"]
    assert sorted(map(str, answers)) == sorted(map(str, range(1, publishers * times + 1)))
    assert verify(store) == []
    store.engines.dispose()
