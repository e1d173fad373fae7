"""One pass over a table's rows: each is checked, compared, and taken, rejected or found to be there already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from components.domain.formula_guard import unguard
from components.intake.comparison import Comparison
from components.intake.harm import private_name, sub_base_detail, too_young
from components.intake.headers import HeaderMap
from components.intake.layouts import Layout
from components.intake.problems import GATHERED, SHOWN_LIST, Problem, shorten
from components.intake.reference import LINKS_COLUMN, LINKS_FIELD
from components.intake.rows import COUNTS, TEXTS, RowReader, Rules
from components.intake.table import RawRow, RawTable
from components.intake.values import has_hidden

Sink = Callable[[dict[str, Any]], object]
Progress = Callable[[int, int | None], object]
"""Told how many rows are read, blank ones included, and of how many."""
ASSUMED_VERIFICATION = "media"
SHOWN_LINES = 10
"""So many lines are named where a problem is said once for the whole file."""
_STEP = 256  # rows between two words on the progress: seldom enough to cost nothing
_STORED_TEXTS = ("summary_en", "summary_ar", *TEXTS)


class TablePass:
    """One pass over the rows. Collects records, rejected rows and problems."""

    def __init__(
        self, table: RawTable, headers: HeaderMap, layout: Layout | None, rules: Rules, sink: Sink | None
    ) -> None:
        self.table, self.headers, self.layout, self.rules = table, headers, layout, rules
        self.reader = RowReader(rules, headers.name)
        self.rows = self.accepted = self.duplicates = self.blanks = 0
        self.records: list[dict[str, Any]] = []
        self.sink = sink or self.records.append
        self.rejected: list[tuple[int, tuple[str, ...]]] = []
        self.problems: list[Problem] = []
        self.comparison = Comparison(rules.reference, None if layout else headers, headers.name("incident_id"))
        self.nameless = [at for at, name in enumerate(table.header.cells) if not name.strip()]
        self.filled_nameless: set[int] = set()
        self.gathered: dict[str, tuple[Problem, list[int]]] = {}
        self.names = [name.strip().lower() for name in table.header.cells]

    def run(self, progress: Progress | None) -> None:
        self._say_about_file()
        for number, row in enumerate(self.table.rows):
            if progress and number % _STEP == 0:
                progress(number, self.table.total)
            if row.blank:
                self.blanks += 1
                continue
            self.rows += 1
            self._take(row)
        if self.filled_nameless:
            numbers = ", ".join(f"#{at + 1}" for at in sorted(self.filled_nameless))
            self.problems.insert(0, Problem(0, "", "columns_ignored", numbers))
        if self.blanks:
            self.problems.insert(0, Problem(0, "", "blank_rows", details={"count": str(self.blanks)}))
        self.problems[:0] = [_once(problem, lines) for problem, lines in self.gathered.values()]

    def finished_problems(self) -> tuple[Problem, ...]:
        limit = self.rules.limits.problems
        if len(self.problems) <= limit:
            return tuple(self.problems)
        return (
            *self.problems[:limit],
            Problem(0, "", "problems_cut", details={"count": str(len(self.problems) - limit)}),
        )

    def _say_about_file(self) -> None:
        if self.layout is None:
            if self.headers.ignored:
                self.problems.append(
                    Problem(0, "", "columns_ignored", shorten(", ".join(self.headers.ignored), SHOWN_LIST))
                )
            for name, meant in self.headers.alike.items():
                details = {"field": self.rules.reference.titles([meant]), "name": _header_of(meant)}
                self.problems.append(Problem(0, shorten(name), "column_like", shorten(name), details))
            return
        named = {"layout": self.layout.name.upper(), "citation": self.layout.citation}
        self.problems.append(Problem(0, "", "credit_due" if self.layout.publishable else "preview_only", details=named))
        self.problems.append(Problem(0, "", "weapon_not_in_layout", details=named))
        if self.headers.ignored:
            self.problems.append(
                Problem(0, "", "layout_dropped", shorten(", ".join(self.headers.ignored), SHOWN_LIST), named)
            )

    def _take(self, row: RawRow) -> None:
        self.filled_nameless |= {at for at in self.nameless if at < len(row.cells) and row.cells[at].strip()}
        found = self._shape_problems(row)
        cells = self._cells(row)
        checked, wrong = self.reader.check(cells, row.line) if not found else (None, [])
        found += wrong
        if checked is None:
            self._reject(row, found)
            return
        record = self._record(checked, cells, row.line)
        verdict, said = self.comparison.compare(record, cells)
        if verdict == "rejected":
            self._reject(row, said)
            return
        self.problems += said
        if verdict == "duplicate":
            self.duplicates += 1
            return
        self.accepted += 1
        self.sink(record)
        for notice in self._notices(row, record, checked):
            if notice.code in GATHERED:
                self.gathered.setdefault(notice.code, (notice, []))[1].append(row.line)
            else:
                self.problems.append(notice)

    def _shape_problems(self, row: RawRow) -> list[Problem]:
        width, limit = len(self.table.header.cells), self.rules.limits.cell_characters
        found = []
        if len(row.cells) > width:
            found.append(
                Problem(row.line, "", "row_too_long", details={"cells": str(len(row.cells)), "headers": str(width)})
            )
        if max(map(len, row.cells)) <= limit:
            return found
        for position, cell in enumerate(row.cells):
            if len(cell) > limit:
                name = self.table.header.cells[position] if position < width else ""
                found.append(Problem(row.line, name, "cell_too_long", shorten(cell), {"limit": str(limit)}))
        return found

    def _cells(self, row: RawRow) -> dict[str, str]:
        if self.layout:
            by_name = dict(zip(self.names, row.cells, strict=False))
            full = {name: unguard(by_name.get(name, "")) for name in self.names}
            cells = self.layout.carry(full)
            event = cells[LINKS_FIELD]
            return {**cells, LINKS_FIELD: self.layout.source(event) if event else ""}
        return {
            name: (cell if cell[:1] != "'" else unguard(cell))
            for name, at in self.headers.columns.items()
            if at < len(row.cells)
            for cell in (row.cells[at],)
        }

    def _reject(self, row: RawRow, found: list[Problem]) -> None:
        self.rejected.append((row.line, row.cells))
        self.problems += found

    def _record(self, checked: Mapping[str, Any], cells: Mapping[str, str], line: int) -> dict[str, Any]:
        return {
            "line": line,
            "incident_id": checked["incident_id"],
            "date": checked["date"].isoformat(),
            "date_precision": checked["date_precision"] or "day",
            "time_local": checked["time_local"],
            "site_id": checked["place"].site_id,
            "latitude": checked["place"].latitude,
            "longitude": checked["place"].longitude,
            "weapon": checked["weapon"],
            "outcome": checked["outcome"] or "unknown",
            "verification": checked["verification"] or ASSUMED_VERIFICATION,
            **{name: checked[name] for name in COUNTS},
            **{name: cells.get(name, "") for name in _STORED_TEXTS},
            "source_urls": tuple(checked["links"][0]),
        }

    def _notices(self, row: RawRow, record: dict[str, Any], checked: Mapping[str, Any]) -> Iterator[Problem]:
        name = self.headers.name
        if checked["place"].coarsened:
            yield Problem(row.line, name("latitude"), "coordinate_coarsened")
        for link in checked["links"][1]:
            yield Problem(row.line, name(LINKS_FIELD), "link_invalid", shorten(link))
        kept = record["incident_id"] in self.rules.reference.incidents and "verification" not in self.headers.columns
        if not checked["verification"] and not self.layout and not kept:
            allowed = self.rules.reference.vocabularies["verification"].allowed
            yield Problem(row.line, name("verification"), "verification_assumed", details={"allowed": allowed})
        for column in _STORED_TEXTS:
            text = record[column]
            if not text:
                continue
            if has_hidden(text):
                yield Problem(row.line, name(column), "bidi_in_text", shorten(text))
            if words := sub_base_detail(text):
                yield Problem(row.line, name(column), "held_detail", shorten(words))
            if column not in ("claimed_by", "claimed_by_ar") and (words := private_name(text)):
                yield Problem(row.line, name(column), "held_name", shorten(words))
        if too_young(checked["date"], self.rules.today, self.rules.limits.delay_days):
            yield Problem(
                row.line, name("date"), "held_recent", record["date"], {"days": str(self.rules.limits.delay_days)}
            )


def _header_of(field: str) -> str:
    """The template's header for a field."""
    return LINKS_COLUMN if field == LINKS_FIELD else field


def _once(problem: Problem, lines: list[int]) -> Problem:
    """A problem of many rows, said for the file: how many they are, and the first of them."""
    named = [str(line) for line in lines[:SHOWN_LINES]]
    shown = ", ".join([*named, "…"] if len(lines) > len(named) else named)
    return replace(problem, line=0, details={**problem.details, "count": str(len(lines)), "lines": shown})
