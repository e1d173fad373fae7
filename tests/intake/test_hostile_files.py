"""No file hurts its reader, and a reader that dies takes nobody with it."""

from __future__ import annotations

import ast
import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from components.intake.child import ROOT, read_in_child
from components.intake.limits import MEBIBYTE, Limits
from components.intake.problems import Problem
from components.intake.reader import Options
from components.intake.report import Report
from tests.intake.hostile_corpus import BAIT, Family, corpus, honest, table

FILES = {item.key: item for item in corpus()}
LIMITS = Limits()
TODAY = Options(today=date(2026, 11, 1))
LARGEST_RESIDENT = 1024 * MEBIBYTE
GOOD = honest()


@dataclass(frozen=True)
class Outcome:
    """What became of one file, seen from a small process: a child's peak memory counts its parent's at the fork."""

    rows: int
    taken: int
    refused: bool
    problems: tuple[Problem, ...]
    resident: int
    left_behind: tuple[str, ...]


@pytest.fixture(scope="module")
def small_parent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProcessPoolExecutor]:
    """A process with little in memory, an empty working directory and an empty directory for temp files."""
    home = tmp_path_factory.mktemp("home")
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn, initializer=_settle, initargs=(str(home),)) as pool:
        yield pool


def _settle(home: str) -> None:
    for name in ("cwd", "tmp"):
        Path(home, name).mkdir()
    os.chdir(Path(home, "cwd"))
    os.environ["TMPDIR"] = tempfile.tempdir = str(Path(home, "tmp"))


def _seen() -> set[str]:
    """Files in the working and temp directories here, and in the repository, where the child works."""
    places = (Path.cwd(), Path(tempfile.gettempdir()), ROOT, ROOT / "data")
    caches = {"__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache"}
    return {str(path) for place in places for path in place.iterdir() if path.name not in caches}


def _outcome(key: str) -> Outcome:
    """Runs in the small process. `wait4` gives the memory of this one child, not of the fattest so far."""
    item, residents, wait = FILES[key], [0], os.waitpid

    def waitpid(pid: int, options: int, /) -> tuple[int, int]:
        found, status, usage = os.wait4(pid, options)
        residents.append(usage.ru_maxrss * 1024 if found else 0)
        return found, status

    before = _seen()
    os.waitpid = waitpid
    try:
        report = read_in_child(item.data_factory(), item.name, TODAY, LIMITS)
    finally:
        os.waitpid = wait
    return Outcome(
        report.rows,
        report.accepted + report.rejected + report.duplicates,
        report.refused,
        report.problems,
        max(residents),
        tuple(sorted(_seen() - before)),
    )


@pytest.mark.parametrize("key", [ascii(key)[1:-1] for key in FILES])
def test_R17_no_file_hurts(key: str, small_parent: ProcessPoolExecutor) -> None:
    item = FILES[key]
    outcome = small_parent.submit(_outcome, key).result()

    assert outcome.rows == outcome.taken
    assert outcome.refused or outcome.rows
    assert outcome.refused or not item.refuse
    _assert_said(outcome.problems)
    assert item.may_stop or "parser_stopped" not in {problem.code for problem in outcome.problems}
    assert 0 < outcome.resident <= LARGEST_RESIDENT
    assert outcome.left_behind == ()


def _assert_said(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        assert problem.message("en").strip()
        assert problem.message("ar").strip()


def test_R17_the_corpus_has_at_least_120_files_in_12_families() -> None:
    families = Counter(item.family for item in corpus())
    assert set(families) == set(get_args(Family))
    assert len(families) == 12
    assert sum(families.values()) == len(FILES) >= 120
    assert min(families.values()) >= 10


def test_R17_every_regular_expression_of_the_reader_has_its_bait() -> None:
    sources = [*(ROOT / "components" / "intake").glob("*.py"), ROOT / "components" / "domain" / "text.py"]
    assert {name for path in sources for name in _expressions(path)} - set(BAIT) == set()


def _expressions(path: Path) -> Iterator[str]:
    """The name each expression of a module is bound to, or the function that uses it on the spot."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.Assign) and _uses_re(node):
            target = node.targets[0] if isinstance(node, ast.Assign) else node
            yield f"{path.stem}.{getattr(target, 'id', getattr(target, 'name', '?'))}"


def _uses_re(node: ast.AST) -> bool:
    return any(
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "re"
        for call in ast.walk(node)
    )


# R18: the child dies, grows or hangs.


def _assert_stopped(report: Report, why: str | None = None) -> None:
    assert report.refused
    assert [problem.code for problem in report.problems] == ["parser_stopped"]
    assert why is None or report.problems[0].details["why"] == why
    _assert_said(report.problems)


def _assert_alive() -> None:
    report = read_in_child(GOOD, "incidents.csv", TODAY)
    assert (report.rows, report.accepted) == (1, 1)


@pytest.fixture(scope="module")
def long_file() -> bytes:
    """Rows that take longer to read than any moment at which a child is killed here."""
    return table({"summary_en": f"Rockets, {number}.", "notes": "x" * 80} for number in range(150_000))


def _signalled(monkeypatch: pytest.MonkeyPatch, sent: signal.Signals, after: float) -> list[subprocess.Popen[bytes]]:
    """Every process started from here on gets a signal after a while."""
    started: list[subprocess.Popen[bytes]] = []

    class Signalled(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            started.append(self)
            timer = threading.Timer(after, self.send_signal, (sent,))
            timer.daemon = True
            timer.start()

    monkeypatch.setattr(subprocess, "Popen", Signalled)
    return started


@pytest.mark.parametrize("after", [0.0, 0.02, 0.05, 0.08, 0.12, 0.16, 0.2, 0.3, 0.4, 0.6])
def test_R18_a_killed_parser_is_a_refusal(after: float, long_file: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        started = _signalled(patched, signal.SIGKILL, after)
        report = read_in_child(long_file, "incidents.csv", TODAY)
    assert [child.returncode for child in started] == [-signal.SIGKILL]
    _assert_stopped(report)
    _assert_alive()


@pytest.mark.parametrize("mebibytes", [16, 64, 120])
def test_R18_a_parser_without_memory_is_a_refusal(mebibytes: int, long_file: bytes) -> None:
    report = read_in_child(long_file, "incidents.csv", TODAY, Limits(memory_bytes=mebibytes * MEBIBYTE))
    _assert_stopped(report, "memory")
    _assert_alive()


@pytest.mark.parametrize("script", ["exec sleep 60", "while :; do :; done", "cat >/dev/null; exec sleep 60"])
def test_R18_a_parser_that_hangs_is_a_refusal(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It never reads, never stops counting, or reads everything and never answers."""
    stand_in = tmp_path / "python"
    stand_in.write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
    stand_in.chmod(0o755)
    with monkeypatch.context() as patched:
        patched.setattr(sys, "executable", str(stand_in))
        report = read_in_child(bytes(10**7), "incidents.csv", TODAY, Limits(seconds=1))
    _assert_stopped(report)
    _assert_alive()


def test_R18_a_parser_that_is_frozen_is_a_refusal(long_file: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        started = _signalled(patched, signal.SIGSTOP, 0.1)
        report = read_in_child(long_file, "incidents.csv", TODAY, Limits(seconds=1))
    assert len(started) == 1
    _assert_stopped(report, "time")
    _assert_alive()


def test_R18_a_file_that_takes_too_long_is_a_refusal(long_file: bytes) -> None:
    _assert_stopped(read_in_child(long_file, "incidents.csv", TODAY, Limits(seconds=1)))
    _assert_alive()


def test_R18_a_draft_in_memory_slows_nobody_down() -> None:
    """Streamlit has the garbage collector look at everything after every run: records are nothing that it looks at."""
    report = read_in_child(honest(50), "incidents.csv", TODAY)
    gc.collect()
    assert len(report.records) == 50
    assert not [record for record in report.records if gc.is_tracked(record)]
