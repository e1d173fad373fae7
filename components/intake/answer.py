"""What the reading process says to the one that asked for it: lists in JSON, a line each, by their first word.

`fields` names the fields of a record, once; `record`, `rejected` and `problem` are one each, `details` what fills the
sentence of problems that name it by number; `progress` is rows read and rows in all; `report` comes last.
Whoever listens counts the bytes and gives up past a limit: the file's author chose what is in them.
"""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import IO, Any

from components.intake.problems import Problem
from components.intake.reader import Progress
from components.intake.reference import LINKS_COLUMN
from components.intake.report import Report

PAUSE = 0.25
"""Seconds between two words on the progress."""
_LINES = 4
"""A line may be this part of all that may be said: it is in memory three times while it is read."""
_SINGLY = frozenset({"problems", "records", "rejected_rows"})
_NEWLINE = b"\n"


class AnswerTooLargeError(Exception):
    """More was said than may be held."""


class Teller:
    """The side that reads the file. Its methods are what `reader.read` calls; `report` ends the answer."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
        self._named = False
        self._told = 0.0

    def record(self, record: dict[str, Any]) -> None:
        if not self._named:
            self._named = True
            self._say("fields", *record)
        self._say("record", *record.values())

    def progress(self, done: int, total: int | None) -> None:
        now = time.monotonic()
        if now - self._told >= PAUSE:
            self._told = now
            self._say("progress", done, total)
            self._out.flush()

    def report(self, report: Report) -> None:
        for line, cells in report.rejected_rows:
            self._say("rejected", line, cells)
        numbers: dict[tuple[Any, ...], int] = {}
        for problem in report.problems:
            # By identity: a list of known names is one object that thousands of problems share.
            key = tuple((name, text if isinstance(text, str) else id(text)) for name, text in problem.details.items())
            if key not in numbers:
                numbers[key] = len(numbers)
                self._say("details", problem.details)
            self._say("problem", problem.line, problem.column, problem.code, problem.value, numbers[key])
        plain = {name: getattr(report, name) for name in Report.__dataclass_fields__ if name not in _SINGLY}
        self._say("report", plain)
        self._out.flush()

    def _say(self, *words: object) -> None:
        self._out.write(self._encode(words).encode("utf-8", "replace") + _NEWLINE)


class Listener:
    """The side that asked. `limit` is in bytes. `progress` may raise anything, which goes on to whoever listens."""

    def __init__(self, limit: int, progress: Progress | None = None) -> None:
        self._left = limit
        self._longest = max(limit // _LINES, 1)
        self._progress = progress
        self._told = 0.0
        self._fields: list[str] = []
        self._records: list[dict[str, Any]] = []
        self._rejected: list[tuple[int, tuple[str, ...]]] = []
        self._details: list[dict[str, Any]] = []
        self._problems: list[Problem] = []
        self._report: Report | None = None

    def hear(self, pipe: IO[bytes]) -> None:
        """Take everything in, while the other side goes on, up to its end. Raises AnswerTooLargeError."""
        while line := pipe.readline(self._longest + 1):
            self._left -= len(line)
            if self._left < 0 or len(line) > self._longest:
                raise AnswerTooLargeError
            if line.endswith(_NEWLINE):  # whoever is killed may break off in a line
                self._take(json.loads(line))

    def _take(self, words: list[Any]) -> None:
        if words[0] == "record":  # by far the most
            self._take_record(words[1:])
            return
        match words:
            case ["problem", line, column, code, value, number]:
                self._problems.append(Problem(line, column, code, value, self._details[number]))
            case ["rejected", line, cells]:
                self._rejected.append((line, tuple(cells)))
            case ["details", details]:
                self._details.append(details)
            case ["fields", *names]:
                self._fields = names
            case ["progress", done, total]:
                self._tell(done, total)
            case ["report", plain]:
                lists = {name: tuple(plain[name]) for name in ("header", "sheets")}
                self._report = Report(**{**plain, **lists})

    def _take_record(self, values: list[Any]) -> None:
        """Names are shared by all records, and no list is left in them: the garbage collector, which Streamlit runs
        after every run of a page, passes over dicts of plain values."""
        record = dict(zip(self._fields, values, strict=True))
        record[LINKS_COLUMN] = tuple(record[LINKS_COLUMN])
        self._records.append(record)

    def _tell(self, done: int, total: int | None) -> None:
        """Words that piled up while the one before was dealt with are left out."""
        if self._progress and time.monotonic() - self._told >= PAUSE / 2:
            self._progress(done, total)
            self._told = time.monotonic()

    def report(self) -> Report:
        """What was said. A file may turn out to be refused only at its end: then no record counts."""
        if self._report is None:
            message = "the answer broke off"
            raise ValueError(message)
        return replace(
            self._report,
            problems=tuple(self._problems),
            records=tuple(self._records) if self._report.rows else (),
            rejected_rows=tuple(self._rejected),
        )
