"""R19: a stranger cannot fill memory through uploads. The server is a real one, the client is none of its pages."""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from components.intake.limits import MEBIBYTE
from components.intake.quota import PROCESS_BYTES, SESSION_BYTES, SESSION_FILES
from tests.browser.server import ROOT, Server, running_server
from tests.protocol.editor import Editor
from tests.protocol.visitor import WAIT_SECONDS, Visitor
from tests.views.test_desk import GOOD

FILE = bytes(45 * MEBIBYTE)
SESSIONS, FILES_EACH = 10, 20
RESIDENT_ABOVE_BASE = 600 * MEBIBYTE
KEPT_SECONDS = 8
"""How long the test's server keeps a session that has gone."""


@dataclass
class Answers:
    """The status of every PUT by session."""

    by_session: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def taken(self) -> dict[str, int]:
        return {session: counts[204] for session, counts in self.by_session.items()}

    def statuses(self) -> set[int]:
        return {status for counts in self.by_session.values() for status in counts}


class Resident:
    """Looks at a server's memory all the time and remembers the most."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.peak = 0

    @contextmanager
    def watched(self) -> Iterator[None]:
        over = threading.Event()

        def watch() -> None:
            while not over.wait(0.01):
                self.peak = max(self.peak, self.server.resident())

        watching = threading.Thread(target=watch)
        watching.start()
        try:
            yield
        finally:
            over.set()
            watching.join()


def fill(visitors: Sequence[Visitor], files_each: int) -> Answers:
    """Every visitor PUTs many files, several at a time."""
    answers = Answers()
    jobs = [(visitor, number) for number in range(files_each) for visitor in visitors]
    with ThreadPoolExecutor(8) as pool:
        statuses = pool.map(lambda job: job[0].put(f"file-{job[1]}", "x.exe", FILE), jobs)
        for (visitor, _), status in zip(jobs, statuses, strict=True):
            answers.by_session[visitor.session][status] += 1
    return answers


def assert_bounded(answers: Answers, above_base: int) -> None:
    taken = answers.taken()
    assert max(taken.values()) <= SESSION_FILES
    assert max(taken.values()) * len(FILE) <= SESSION_BYTES
    assert sum(taken.values()) * len(FILE) <= PROCESS_BYTES
    assert answers.statuses() <= {204, 413, 429}
    assert above_base <= RESIDENT_ABOVE_BASE


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + WAIT_SECONDS
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.1)
    return holds()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server(options={"server.disconnectedSessionTTL": str(KEPT_SECONDS)}) as started:
        yield started


def test_R19_a_stranger_cannot_fill_memory(server: Server) -> None:
    with ExitStack() as tabs:
        visitors = [tabs.enter_context(Editor(server.url)) for _ in range(SESSIONS)]
        late = tabs.enter_context(Editor(server.url))
        base = server.resident()
        resident = Resident(server)
        with resident.watched():
            answers = fill(visitors, FILES_EACH)
            assert_bounded(answers, resident.peak - base)
            assert sum(counts.total() for counts in answers.by_session.values()) == SESSIONS * FILES_EACH
            assert sum(answers.taken().values()) == PROCESS_BYTES // len(FILE)

            for visitor in visitors:
                visitor.close()
            # Gone, but kept for a while: their files still count.
            assert late.put("file", "x.exe", FILE) == 429
            assert eventually(lambda: server.resident() <= 1.1 * base), server.resident() / base
            assert late.put("file", "x.exe", FILE) == 204
        assert resident.peak - base <= RESIDENT_ABOVE_BASE


def test_R19_without_the_guard_the_bounds_do_not_hold() -> None:
    """The counterpart: the same driver and the same assertion, with the guard off."""
    unguarded = Path(__file__).with_name("unguarded.py")
    with running_server(unguarded, {"PYTHONPATH": str(ROOT)}) as server, Editor(server.url) as visitor:
        answers = fill([visitor], SESSION_FILES + 1)
        assert answers.taken() == {visitor.session: SESSION_FILES + 1}
        with pytest.raises(AssertionError):
            assert_bounded(answers, 0)


def test_R19_only_who_opened_the_desk_may_upload(server: Server) -> None:
    with Visitor(server.url) as stranger, Editor(server.url) as editor:
        assert stranger.rerun().succeeded
        assert stranger.put("file", "a.csv", b"x") == 403
        assert stranger.put("file", "a.csv", b"x", session="no-such-session") == 403
        assert editor.put("file", "a.csv", b"x") == 204


def test_R19_a_file_taken_back_makes_room(server: Server) -> None:
    with Editor(server.url) as editor:
        assert [editor.put(f"{number}", "a.csv", b"x") for number in range(4)] == [204, 204, 204, 413]
        assert editor.delete("0") == 204
        assert editor.put("4", "a.csv", b"x") == 204


def test_R19_a_file_that_the_desk_has_read_makes_room(server: Server) -> None:
    """An editor mends and uploads again as often as it takes."""
    with Editor(server.url) as editor:
        for number in range(SESSION_FILES + 2):
            editor.give(GOOD.encode())
            assert f"file-{number}.csv" in editor.report()
