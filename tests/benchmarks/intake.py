"""How fast an upload is read and checked, beside plain pandas and Frictionless on the same file.

    python tests/benchmarks/intake.py [--json FILE] [--rows N]

Prints, for each way of reading, rows a second and the peak of resident memory. It asserts nothing about them.

- Data: synthetic incidents (see `synthetic.py`) in the layout of `data/incidents.csv`, some texts left out so that
  200,000 rows stay below the upload limit. All rows are good; the reader's warnings (near-duplicates) are part of it.
- The XLSX holds the same cells, numbers as numbers, texts in a table of their own as Excel writes them.
- Marsad: `read_in_child`, the way of the page and the command line: a child process reads, checks every cell, compares
  with `data/` and hands everything back. The time is the whole call with the start of the child; the memory is the
  child's, which is what the limit of 1 GB is about.
- pandas: `pandas.read_csv` as it is, which checks nothing. Frictionless: `frictionless.validate` with the descriptor's
  schema, which checks types, patterns and vocabularies, but has no aliases, sites, duplicates of rows or harm check.
- Each way runs in a process of its own, one after the other; its imports count for the memory only. The files are
  made in another, because a process's peak begins with that of the process that started it.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from components.domain.directory import DATA_DIRECTORY

ROWS = 200_000
SECONDS = 600
"""How long a way may take: long, so that a slow machine gives a figure too."""

TABLE, WORKBOOK = "incidents.csv", "incidents.xlsx"
MAKE = "files"
LEFT_OUT = ("notes", "notes_ar", "place_ar", "claimed_by_ar")
NUMBERS = ("latitude", "longitude", "munitions_count", "us_killed", "us_injured", "other_killed", "other_injured")
KIBIBYTE = 1024
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Measured:
    """What one process measured about itself: seconds of the call, peak of resident memory in bytes, rows taken."""

    seconds: float
    peak_bytes: int
    rows: int


@dataclass(frozen=True)
class Result:
    """One way of reading one file."""

    way: str
    file: str
    file_bytes: int
    rows: int
    seconds: float
    rows_per_second: float
    peak_bytes: int


def main() -> None:
    chosen = _options()
    if chosen.way == MAKE:
        write_files(chosen.file, chosen.rows)
        return
    if chosen.way:
        print(json.dumps(asdict(WAYS[chosen.way](chosen.file))))
        return
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        table, workbook = Path(name) / TABLE, Path(name) / WORKBOOK
        _run(MAKE, Path(name), "--rows", str(chosen.rows))
        results = [
            measure(way, file)
            for way, file in (("marsad", table), ("marsad", workbook), ("pandas", table), ("frictionless", table))
        ]
    print(f"{chosen.rows:,} rows, {os.cpu_count()} processors, load {load:.1f} at the start")
    print(as_table(results))
    if chosen.json:
        report = {"rows": chosen.rows, "load": load, "results": [asdict(result) for result in results]}
        chosen.json.write_text(json.dumps(report, indent=1), encoding="utf-8")


def write_files(folder: Path, rows: int) -> None:
    """The same synthetic incidents as CSV and as XLSX."""
    from tests.benchmarks.synthetic import synthetic_incidents  # noqa: PLC0415 (a measured process has no use for it)
    from tests.intake.workbook import write_large  # noqa: PLC0415

    synthetic_incidents(rows).assign(**dict.fromkeys(LEFT_OUT, "")).to_csv(folder / TABLE, index=False)
    with (folder / WORKBOOK).open("wb") as file:
        write_large(file, "incidents", _cells(folder / TABLE))


def _cells(table: Path) -> Iterator[list[str | float | None]]:
    with table.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        header = next(rows)
        yield [*header]
        numeric = [name in NUMBERS for name in header]
        for row in rows:
            yield [
                None if not text else float(text) if number else text for text, number in zip(row, numeric, strict=True)
            ]


def measure(way: str, file: Path) -> Result:
    """Run one way in a process of its own."""
    found = Measured(**json.loads(_run(way, file).splitlines()[-1]))
    return Result(
        way,
        file.name,
        file.stat().st_size,
        found.rows,
        round(found.seconds, 2),
        round(found.rows / found.seconds),
        found.peak_bytes,
    )


def _run(way: str, file: Path, *more: str) -> str:
    command = [sys.executable, __file__, "--way", way, "--file", str(file), *more]
    done = subprocess.run(command, capture_output=True, check=False, timeout=2 * SECONDS, text=True)
    if done.returncode:
        message = f"{way} failed on {file.name}: {done.stderr[-2000:]}"
        raise RuntimeError(message)
    return done.stdout


def _marsad(file: Path) -> Measured:
    from components.intake.child import read_in_child  # noqa: PLC0415 (only what is measured is loaded)
    from components.intake.limits import Limits  # noqa: PLC0415

    data = file.read_bytes()
    begin = time.perf_counter()
    report = read_in_child(data, file.name, limits=Limits(seconds=SECONDS))
    seconds = time.perf_counter() - begin
    if report.refused or report.accepted != report.rows:
        message = f"{report.accepted} of {report.rows} rows accepted: {report.by_code()}"
        raise RuntimeError(message)
    return Measured(seconds, _peak(resource.RUSAGE_CHILDREN), report.rows)


def _pandas(file: Path) -> Measured:
    import pandas as pd  # noqa: PLC0415

    begin = time.perf_counter()
    rows = len(pd.read_csv(file))
    return Measured(time.perf_counter() - begin, _peak(resource.RUSAGE_SELF), rows)


def _frictionless(file: Path) -> Measured:
    import frictionless  # noqa: PLC0415

    schema = frictionless.Schema.from_descriptor(_schema())
    source = frictionless.Resource(path=file.name, basepath=str(file.parent), schema=schema, encoding="utf-8")
    begin = time.perf_counter()
    report = frictionless.validate(source)
    seconds = time.perf_counter() - begin
    if not report.valid:
        message = f"Frictionless finds the rows invalid: {report.flatten(['rowNumber', 'fieldName', 'type'])[:5]}"
        raise RuntimeError(message)
    return Measured(seconds, _peak(resource.RUSAGE_SELF), int(report.tasks[0].stats["rows"]))


def _schema() -> dict[str, Any]:
    """The descriptor's schema of incidents, without its references to the other tables."""
    package = json.loads((DATA_DIRECTORY / "datapackage.json").read_text(encoding="utf-8"))
    schema = next(item["schema"] for item in package["resources"] if item["name"] == "incidents")
    return {name: value for name, value in schema.items() if name != "foreignKeys"}


def _peak(who: int) -> int:
    """The peak of resident memory in bytes."""
    peak = resource.getrusage(who).ru_maxrss
    return peak if sys.platform == "darwin" else peak * KIBIBYTE


WAYS: dict[str, Callable[[Path], Measured]] = {"marsad": _marsad, "pandas": _pandas, "frictionless": _frictionless}


def as_table(results: list[Result]) -> str:
    lines = [f"{'way':<14}{'file':<16}{'size':>9}{'time':>10}{'rows/s':>12}{'peak':>10}"]
    lines += [
        f"{result.way:<14}{result.file:<16}{result.file_bytes / MEBIBYTE:>6.1f} MB{result.seconds:>8.2f} s"
        f"{result.rows_per_second:>12,}{result.peak_bytes / MEBIBYTE:>7.0f} MB"
        for result in results
    ]
    return "\n".join(lines)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how fast an upload is read and checked.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the results there")
    parser.add_argument("--rows", type=int, default=ROWS, metavar="N", help=f"rows of the file (default {ROWS:,})")
    parser.add_argument("--way", choices=[MAKE, *WAYS], help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
