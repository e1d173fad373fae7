"""R18: intake cannot take the app with it. A real server, its parser processes, and what they are made to suffer."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable, Iterator

import pytest

from components.i18n import translator
from components.intake.limits import MEBIBYTE
from tests.browser.server import Server, running_server
from tests.intake.hostile_corpus import honest
from tests.protocol.editor import Editor
from tests.protocol.parsers import parser, parsers
from tests.protocol.visitor import Visitor

SECONDS = 3
"""The time limit of the test's server."""
LONG = honest(60_000)
SHORT = honest(1)
T = translator("en")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server(environment={"MARSAD_INTAKE_SECONDS": str(SECONDS)}) as started:
        yield started


@pytest.fixture
def patient_server() -> Iterator[Server]:
    """It waits for a parser as long as the test may take."""
    with running_server(environment={"MARSAD_INTAKE_SECONDS": "600"}) as started:
        yield started


def kill(process: int) -> None:
    os.kill(process, signal.SIGKILL)


def freeze(process: int) -> None:
    os.kill(process, signal.SIGSTOP)


def starve(process: int) -> None:
    """It may have no more address space than this, which is less than it has."""
    resource.prlimit(process, resource.RLIMIT_AS, (16 * MEBIBYTE, 16 * MEBIBYTE))


@pytest.mark.parametrize(("event", "times"), [(kill, 10), (starve, 3), (freeze, 3)])
def test_R18_a_parser_that_ends_badly_is_a_refusal_and_no_more(
    server: Server, event: Callable[[int], None], times: int
) -> None:
    with Editor(server.url) as editor:
        for _ in range(times):
            editor.give(LONG)
            event(parser(server))
            assert T("desk.refused") in editor.report()
            assert f"more than {SECONDS} s" in editor.shown.text()
            assert editor.shown.succeeded
        editor.give(SHORT)
        assert T("desk.refused") not in editor.report()
        assert editor.shown.succeeded
    assert server.alive()
    assert parsers(server) == []


def test_R18_others_work_while_a_parser_hangs_and_files_wait_their_turn_in_sight(patient_server: Server) -> None:
    server = patient_server
    with Editor(server.url) as first, Editor(server.url) as second, Visitor(server.url) as reader:
        first.give(LONG)
        frozen = parser(server)
        freeze(frozen)
        second.give(SHORT)
        waiting = second.wait(until_text=T("desk.waiting"))
        assert T("desk.waiting") in waiting.text()
        assert parsers(server) == [frozen]

        assert reader.rerun().succeeded
        assert reader.rerun().succeeded
        assert parsers(server) == [frozen]

        kill(frozen)
        assert T("desk.refused") in first.report()
        assert T("desk.refused") not in second.report()
        assert second.shown.widget("upload-1")


def test_R18_the_parser_is_polite(server: Server) -> None:
    with Editor(server.url) as editor:
        editor.give(LONG)
        process = parser(server)
        assert os.getpriority(os.PRIO_PROCESS, process) == 15
        kill(process)
        editor.report()
