"""How much longer a page takes while somebody else's file of 200,000 rows is read and checked (R18).

    python tests/benchmarks/rerun_under_intake.py [--json FILE] [--rows N] [--idle-seconds N]

Prints the 95th percentile of a rerun of the Explore page without and with an upload under way, and their ratio, which
R18 wants to be at most 2. It asserts nothing about them.

- One app, started as a user would; two clients that speak Streamlit's protocol (see `tests/protocol`). No browser.
- Time: from the rerun's request to the message that its script has finished, all messages received and decoded. One
  rerun follows the other after a short pause; every second one has another filter, so that the page really changes.
- Idle: nothing else happens. Intake: from the moment when the desk is told of the uploaded file to the end of the
  parser's process. After: the rest of the editor's run, which is the report and the preview. Held: nothing else
  happens, but the draft is in memory. What `held` is above `idle` is other work on the machine, or the draft.
- Data: as in `intake.py`. The clients share the processors with the app.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.intake import TABLE, write_files
from tests.browser.server import running_server
from tests.protocol.editor import Editor
from tests.protocol.parsers import parser, parsers
from tests.protocol.visitor import Visitor

ROWS = 200_000
IDLE_SECONDS = 15.0
PAUSE_SECONDS = 0.1
QUERIES = ("lang=en", "lang=en&weapon=drone")
WARM_UP = 10
PERCENTILE = 95
PARSER_SECONDS = 600
"""How long reading may take: long, so that a slow machine gives a figure too."""


@dataclass(frozen=True)
class Phase:
    """Reruns of one phase: how many, and milliseconds."""

    name: str
    reruns: int
    median_ms: float
    p95_ms: float
    slowest_ms: float
    against_idle: float


def main() -> None:
    options = _options()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder), options.rows)
        phases = measure((Path(folder) / TABLE).read_bytes(), options.idle_seconds)
    print(f"{options.rows:,} rows, {os.cpu_count()} processors, load {load:.1f} at the start")
    for phase in phases:
        print(
            f"{phase.name:<8}{phase.reruns:>6} reruns, median {phase.median_ms:>6.0f} ms, p95 {phase.p95_ms:>6.0f} ms,"
            f" slowest {phase.slowest_ms:>6.0f} ms, p95 {phase.against_idle:.2f} x idle"
        )
    if options.json:
        report = {"rows": options.rows, "load": load, "phases": [asdict(phase) for phase in phases]}
        options.json.write_text(json.dumps(report, indent=1), encoding="utf-8")


def measure(data: bytes, idle_seconds: float) -> list[Phase]:
    """Start the app, rerun without and with an upload."""
    environment = {"MARSAD_INTAKE_SECONDS": str(PARSER_SECONDS)}
    with (
        running_server(environment=environment) as server,
        Visitor(server.url) as reader,
        Editor(server.url) as editor,
        ThreadPoolExecutor(1) as pool,
    ):
        for _ in range(WARM_UP):
            _rerun(reader, 0)
        idle = _idle(reader, idle_seconds)
        editor.give(data)
        report = pool.submit(editor.report, PARSER_SECONDS)
        process = parser(server)
        intake = _reruns(reader, lambda: process in parsers(server))
        after = _reruns(reader, lambda: not report.done())
        report.result()
        held = _idle(reader, idle_seconds)
    return [
        _phase("idle", idle, idle),
        _phase("intake", intake, idle),
        _phase("after", after, idle),
        _phase("held", held, idle),
    ]


def _idle(reader: Visitor, seconds: float) -> list[float]:
    until = time.monotonic() + seconds
    return _reruns(reader, lambda: time.monotonic() < until)


def _reruns(reader: Visitor, goes_on: Callable[[], bool]) -> list[float]:
    """Milliseconds of each of at least two reruns."""
    times: list[float] = []
    while len(times) < len(QUERIES) or goes_on():
        times.append(_rerun(reader, len(times)))
        time.sleep(PAUSE_SECONDS)
    return times


def _rerun(reader: Visitor, number: int) -> float:
    reader.query = QUERIES[number % len(QUERIES)]
    start = time.perf_counter()
    if not reader.rerun().succeeded:
        message = "a rerun failed"
        raise RuntimeError(message)
    return (time.perf_counter() - start) * 1000


def _phase(name: str, times: list[float], idle: list[float]) -> Phase:
    p95 = _p95(times)
    return Phase(name, len(times), statistics.median(times), p95, max(times), p95 / _p95(idle))


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[PERCENTILE - 1]


def _options() -> argparse.Namespace:
    parse = argparse.ArgumentParser(description="Measure reruns while an upload is read.")
    parse.add_argument("--json", type=Path, metavar="FILE", help="also write the results there")
    parse.add_argument("--rows", type=int, default=ROWS, metavar="N", help=f"rows of the upload (default {ROWS:,})")
    parse.add_argument("--idle-seconds", type=float, default=IDLE_SECONDS, metavar="N", help="how long to measure idle")
    return parse.parse_args()


if __name__ == "__main__":
    main()
