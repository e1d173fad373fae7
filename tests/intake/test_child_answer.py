"""What the reading process says back: so much and no more, how far it is, and what becomes of it when we stop."""

from __future__ import annotations

import io
import os
import subprocess
import threading
from typing import Any

import pytest

from components.intake.answer import Listener, Teller
from components.intake.child import read_in_child
from components.intake.limits import MEBIBYTE, Limits
from components.intake.report import Report
from tests.intake.fixtures import GOOD, codes, options, table

ROWS = 20_000


@pytest.fixture(scope="module")
def long_file() -> bytes:
    return table(*({"summary_en": f"Number {number}."} for number in range(ROWS)))


@pytest.fixture(scope="module")
def rejected_file() -> bytes:
    return table(*({"date": f"day {number}"} for number in range(ROWS)))


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Every process started from here on."""
    found: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **kept: Any) -> None:
            super().__init__(*args, **kept)
            found.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    return found


def _assert_gone(child: subprocess.Popen[bytes]) -> None:
    assert child.returncode is not None
    assert all(pipe is not None and pipe.closed for pipe in (child.stdin, child.stdout, child.stderr))
    with pytest.raises(ProcessLookupError):
        os.kill(child.pid, 0)


def test_an_answer_beyond_the_limit_is_a_refusal_that_says_so(
    long_file: bytes, started: list[subprocess.Popen[bytes]]
) -> None:
    report = read_in_child(long_file, "upload", options(), Limits(answer_bytes=MEBIBYTE))
    assert (codes(report), report.rows, report.records) == (["answer_too_large"], 0, ())
    assert "1 MB" in report.problems[0].message("en")
    (child,) = started
    _assert_gone(child)


def test_an_answer_that_is_one_long_line_is_not_taken_in_whole() -> None:
    """A control character is six in JSON: what is 3 MB in the file is 18 on its way."""
    data = table({"summary_en": "\x01" * 3 * MEBIBYTE})
    report = read_in_child(data, "upload", options(), Limits(answer_bytes=20 * MEBIBYTE))
    assert codes(report) == ["answer_too_large"]
    assert codes(read_in_child(data, "upload", options(), Limits())) == ["cell_too_long"]


@pytest.mark.parametrize("name", ["long_file", "rejected_file"])
def test_progress_says_rows_read_and_rows_in_all_whether_taken_or_not(
    name: str, request: pytest.FixtureRequest
) -> None:
    said: list[tuple[int, int | None]] = []
    data = request.getfixturevalue(name)
    report = read_in_child(data, "upload", options(), Limits(), progress=lambda *words: said.append(words))
    assert report.rows == ROWS
    assert said[0] == (0, ROWS)
    assert len(said) > 1
    assert said == sorted(said)
    assert {total for _, total in said} == {ROWS}
    assert said[-1][0] < ROWS


def test_rows_in_all_are_rows_where_texts_have_several_lines() -> None:
    said: list[tuple[int, int | None]] = []
    data = table({"summary_en": "One.\nTwo.\n\nFour."}, {"weapon": "drone"}) + b"\n\n"
    read_in_child(data, "upload", options(), Limits(), progress=lambda *words: said.append(words))
    assert said == [(0, 4)]


class Stop(BaseException):
    """What no `except Exception` catches."""


@pytest.mark.parametrize("after", [1, 2])
@pytest.mark.parametrize("kind", [Stop, ValueError, KeyboardInterrupt, BrokenPipeError])
def test_what_the_callback_raises_ends_the_child_and_goes_on(
    kind: type[BaseException], after: int, long_file: bytes, started: list[subprocess.Popen[bytes]]
) -> None:
    calls = []

    def progress(done: int, total: int | None) -> None:
        calls.append((done, total))
        if len(calls) == after:
            raise kind

    before = set(threading.enumerate())
    with pytest.raises(kind):
        read_in_child(long_file, "upload", options(), Limits(), progress=progress)
    (child,) = started
    _assert_gone(child)
    assert len(calls) == after
    for thread in set(threading.enumerate()) - before:
        thread.join(5)  # the timer that was called off
        assert not thread.is_alive()
    assert read_in_child(table({}), "upload", options(), Limits()).accepted == 1


def test_words_on_the_progress_that_piled_up_are_left_out() -> None:
    pipe = io.BytesIO()
    teller = Teller(pipe)
    for done in range(200):
        pipe.write(f'["progress",{done},200]\n'.encode())
    teller.report(Report(file="upload", rows=0))
    pipe.seek(0)
    calls: list[int] = []
    listener = Listener(MEBIBYTE, lambda done, _: calls.append(done))
    listener.hear(pipe)
    assert calls[0] == 0
    assert len(calls) < 20
    assert listener.report() == Report(file="upload")


def test_an_answer_that_breaks_off_in_a_line_is_heard_up_to_it() -> None:
    listener = Listener(MEBIBYTE)
    listener.hear(io.BytesIO(b'["fields","line","source_urls"]\n["record",2,[]]\n["rec'))
    with pytest.raises(ValueError, match="broke off"):
        listener.report()


def test_the_list_of_known_names_is_said_once_for_all_rows_that_lack_one() -> None:
    report = read_in_child(table(*({"site_id": f"qq {n} zz"} for n in range(50))), "upload", options(), Limits())
    lists = {id(problem.details["sites"]) for problem in report.problems}
    assert (len(report.problems), len(lists)) == (50, 1)


def test_records_are_as_the_reader_made_them_and_share_their_names() -> None:
    record, other = read_in_child(table({}, {"weapon": "drone"}), "upload", options(), Limits()).records
    assert all(one is another for one, another in zip(record, other, strict=True))
    assert (record["line"], record["site_id"], record["source_urls"]) == (2, "harir", (GOOD["source_urls"],))
