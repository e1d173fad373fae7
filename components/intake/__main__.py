"""`python -m components.intake FILE`: read a file, say what is wrong with it, exit 0, 1 or 2."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from pathlib import Path

from components.i18n import LANGUAGES, translator
from components.intake.child import read_in_child
from components.intake.encoding import CONFIRMABLE
from components.intake.problems import Problem
from components.intake.reader import Options, Progress
from components.intake.report import REFUSED, Report

_CLEARED = "\r\x1b[K"
_CONTROLS = {code: f"\\u{code:04x}" for code in (*range(32), *range(127, 160))}
"""A file's control characters must not steer the terminal."""


def main(arguments: list[str] | None = None) -> int:
    """Exit status: 0 every row accepted, 1 some rejected, 2 the file as a whole refused."""
    parser = argparse.ArgumentParser(
        prog="python -m components.intake", description="Check a file of incidents against data/."
    )
    parser.add_argument("file", type=Path, help="CSV, TSV, XLSX, or one of these in a gzip or zip")
    parser.add_argument("--json", action="store_true", help="print the whole report as one JSON object")
    parser.add_argument(
        "--encoding", choices=CONFIRMABLE, help="the encoding, where the file has no BOM and is not UTF-8"
    )
    parser.add_argument("--sheet", help="the sheet of a spreadsheet (default: the first)")
    parser.add_argument("--mapping", type=Path, help='a JSON object {"header": "field"} for headers of your own')
    parser.add_argument("--lang", choices=sorted(LANGUAGES), default="en", help="the language of the printed report")
    chosen = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    report = _read(chosen)
    if chosen.json:
        json.dump(report.as_json(), sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        _print(report, chosen.lang)
    return report.exit_status


def _read(chosen: argparse.Namespace) -> Report:
    name = chosen.file.name
    try:
        mapping = json.loads(chosen.mapping.read_text(encoding="utf-8")) if chosen.mapping else {}
        if not isinstance(mapping, dict) or not all(isinstance(field, str) for field in mapping.values()):
            raise TypeError  # noqa: TRY301 (treated as unreadable)
    except (OSError, ValueError, TypeError, RecursionError):
        return Report(file=name, problems=(Problem(0, "", "mapping_invalid", str(chosen.mapping)),))
    try:
        data = chosen.file.read_bytes()
    except OSError as error:
        return Report(file=name, problems=(Problem(0, "", "file_unreadable", error.strerror or ""),))
    options = Options(encoding=chosen.encoding, sheet=chosen.sheet, mapping=mapping)
    if not sys.stderr.isatty():
        return read_in_child(data, name, options)
    report = read_in_child(data, name, options, progress=_progress(chosen.lang))
    sys.stderr.write(_CLEARED)
    return report


def _progress(lang: str) -> Progress:
    """A line on the terminal that is written over and over."""
    t = translator(lang)
    number = t.format.number

    def write(done: int, total: int | None) -> None:
        said = t("intake.rows_read", done=number(done), total=number(total)) if total else ""
        sys.stderr.write(_CLEARED + said)
        sys.stderr.flush()

    return write


def _print(report: Report, lang: str) -> None:
    t = translator(lang)
    if report.exit_status != REFUSED:
        values = {
            name: t.format.number(getattr(report, name)) for name in ("rows", "accepted", "rejected", "duplicates")
        }
        sys.stdout.write(t("intake.counts", **values) + "\n")
    for problem in report.problems:
        place = t("intake.at_line", line=problem.line) if problem.line else report.file
        sys.stdout.write(f"{place}: {problem.message(lang)}".translate(_CONTROLS) + "\n")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # whoever reads the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
