"""The same draft lands once: pressed twice, from many processes, or after an answer that was lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial

import pytest
from sqlalchemy import event

from components.store.batches import Batch
from components.store.errors import UnknownOutcomeError
from components.store.history import history
from components.store.migrate import migrate
from components.store.publishing import publish
from components.store.redaction import redact
from components.store.store import Store, open_store
from components.store.story_publishing import publish_story
from components.store.undoing import restore, withdraw
from components.store.verify import verify
from tests.store.children import child, publish_key
from tests.store.editing import AMAL, OWNER, Desk, briefing, row
from tests.store.postgresql import Cluster
from tests.store.proxy import AFTER, BEFORE, Proxy, proxy_to
from tests.store.sizes import sizes

THREADS = 8


def together(*calls: Callable[[], object]) -> list[object]:
    """Run all at the same moment, each in a thread, and return what each returned or raised."""
    gate = threading.Barrier(len(calls))

    def one(call: Callable[[], object]) -> object:
        gate.wait()
        try:
            return call()
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


@sizes("rounds", ci=6, soak=20)
def test_R03_many_threads_publish_the_same_draft_once(desk: Desk, rounds: int) -> None:
    begun: list[int] = []
    event.listen(desk.store.engines.writing, "begin", lambda _: begun.append(1))
    landed = 0
    for number in range(rounds):
        draft = desk.draft([row(number)])
        begun.clear()
        answers = together(*[partial(publish, desk.store, draft.key, OWNER, AMAL)] * THREADS)
        assert isinstance(answers[0], Batch)
        assert all(answer == answers[0] for answer in answers), answers
        landed += len(begun) > 1
        assert desk.publish_draft(draft) == answers[0], "a reload gets the same answer"
    assert len(history(desk.store)) == rounds
    assert landed, "no round had two writers: the race was not hit"
    assert verify(desk.store) == []


@sizes("rounds", ci=3, soak=20)
def test_R03_many_processes_publish_the_same_draft_once(desk: Desk, rounds: int) -> None:
    for number in range(rounds):
        draft = desk.draft([row(number)])
        with ExitStack() as stack:
            at = time.monotonic() + 0.5
            tabs = [
                stack.enter_context(child(publish_key, desk.store.engines.url, draft.key, OWNER, at)) for _ in range(4)
            ]
            answers = {tab.word() for tab in tabs}
        assert len(answers) == 1
    assert len(history(desk.store)) == rounds


@sizes("rounds", ci=3, soak=20)
def test_R03_two_clicks_a_moment_apart_publish_once(desk: Desk, rounds: int) -> None:
    for number in range(rounds):
        draft = desk.draft(row(number * 500 + index) for index in range(500))

        def late(key: str = draft.key) -> object:
            time.sleep(0.05)
            return publish(desk.store, key, OWNER, AMAL)

        first, second = together(partial(publish, desk.store, draft.key, OWNER, AMAL), late)
        assert first == second
    assert len(history(desk.store)) == rounds


@sizes("rounds", ci=4, soak=20)
def test_R03_every_other_verb_twice_at_once_happens_once(desk: Desk, rounds: int) -> None:
    for number in range(rounds):
        target = desk.publish(row(number)).revision
        verbs: list[Callable[[], object]] = [
            partial(withdraw, desk.store, target, f"w{number}", AMAL),
            partial(restore, desk.store, target, f"r{number}", AMAL),
            partial(redact, desk.store, row(number)["incident_id"], [], f"x{number}", AMAL, "harms"),
        ]
        for verb in verbs:
            answers = together(*[verb] * THREADS)
            assert isinstance(answers[0], Batch)
            assert all(answer == answers[0] for answer in answers), answers
        story = desk.story_draft(briefing("told", f"Text {number}."))
        answers = together(*[partial(publish_story, desk.store, story.key, OWNER, AMAL)] * THREADS)
        assert isinstance(answers[0], Batch)
        assert all(answer == answers[0] for answer in answers), answers
    assert len(history(desk.store)) == 5 * rounds
    assert verify(desk.store) == []


@pytest.fixture
def proxy(cluster: Cluster) -> Iterator[Proxy]:
    with proxy_to(cluster.port) as running:
        yield running


@pytest.fixture
def distant(proxy: Proxy, cluster: Cluster) -> Iterator[Store]:
    """A store behind the proxy."""
    store = open_store(proxy.before(cluster.new_database()))
    migrate(store.engines)
    yield store
    store.engines.dispose()


def cut_next_write(store: Store, proxy: Proxy, cut: str) -> None:
    """Cut at the COMMIT of the next write: readers, whose COMMIT does not matter, are left alone."""

    def arm(_: object) -> None:
        proxy.cut = cut

    event.listen(store.engines.writing, "commit", arm, once=True)


@pytest.mark.parametrize("cut", [BEFORE, AFTER])
@sizes("times", ci=10, soak=50)
def test_R02_a_lost_answer_to_commit_is_looked_up(distant: Store, proxy: Proxy, cut: str, times: int) -> None:
    desk = Desk(distant)
    for number in range(times):
        draft = desk.draft([row(number)])
        cut_next_write(distant, proxy, cut)
        batch = desk.publish_draft(draft)
        assert (batch.revision, proxy.fired) == (number + 1, number + 1), "the wire was not cut"
        assert desk.publish_draft(draft) == batch  # R3: the retry after it
    assert [item.batch.revision for item in history(distant)] == list(range(times, 0, -1))
    assert verify(distant) == []


@pytest.mark.parametrize("cut", [BEFORE, AFTER])
def test_R02_where_the_database_stays_away_nobody_guesses(cluster: Cluster, proxy: Proxy, cut: str) -> None:
    near = Desk(open_store(cluster.new_database(), patience=2))
    migrate(near.store.engines)
    far = Desk(open_store(proxy.before(near.store.engines.url), patience=2))
    draft = far.draft([row(1)])
    proxy.stays_down = True
    cut_next_write(far.store, proxy, cut)
    with pytest.raises(UnknownOutcomeError):
        far.publish_draft(draft)
    assert proxy.fired == 1
    assert near.publish_draft(draft).revision == 1
    assert near.revision == 1
    for desk in (near, far):
        desk.store.engines.dispose()


@pytest.mark.parametrize("cut", [BEFORE, AFTER])
def test_R02_every_verb_survives_a_lost_answer(distant: Store, proxy: Proxy, cut: str) -> None:
    desk = Desk(distant)
    desk.publish(row(1), row(2))
    verbs: list[Callable[[], Batch]] = [
        partial(withdraw, distant, 1, "w", AMAL),
        partial(restore, distant, 1, "r", AMAL),
        partial(redact, distant, row(1)["incident_id"], [], "x", AMAL, "harms"),
        partial(publish_story, distant, desk.story_draft(briefing()).key, OWNER, AMAL),
    ]
    for verb in verbs:
        cut_next_write(distant, proxy, cut)
        verb()
    assert proxy.fired == 4
    assert [item.batch.kind for item in history(distant)] == ["story", "redact", "restore", "withdraw", "publish"]
    assert verify(distant) == []
