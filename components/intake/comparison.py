"""Rows against each other and against the data: repetitions, conflicts of ids, changes, near-duplicates; new ids."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from components.domain.text import slug
from components.intake.headers import HeaderMap
from components.intake.problems import SHOWN_LIST, Problem, shorten
from components.intake.reference import LINKS_FIELD, Reference
from components.intake.rows import COUNTS

SHOWN_CHANGE = 80
Verdict = Literal["accepted", "duplicate", "rejected"]


class Comparison:
    """Remembers the rows of one file. `headers` is None for an export layout, whose columns are not our fields."""

    def __init__(self, reference: Reference, headers: HeaderMap | None, id_column: str) -> None:
        self._reference, self._headers, self._id_column = reference, headers, id_column
        self._line_of_content: dict[bytes, int] = {}
        self._line_of_id: dict[str, int] = {}
        self._line_of_day: dict[tuple[str, str, str], int] = {}

    def compare(self, record: dict[str, Any], cells: Mapping[str, str]) -> tuple[Verdict, list[Problem]]:
        """What becomes of a row that is right in itself, and why. `cells` are its own by field. An accepted record
        gets its id, and the stored values of the columns that the file lacks."""
        line, identifier = record["line"], record["incident_id"]
        content = hashlib.blake2b(repr(list(record.values())[1:]).encode(), digest_size=16).digest()  # all but the line
        first = self._line_of_content.get(content)
        if first is not None:
            return "duplicate", [Problem(line, "", "row_duplicate", details={"other": str(first)})]
        found: list[Problem] = []
        if not identifier:
            # The same row gets the same id each time, so a file uploaded again finds what it brought before.
            record["incident_id"] = identifier = self._make_id(record, content)
        else:
            other = self._line_of_id.setdefault(identifier, line)
            if other != line:
                return "rejected", [Problem(line, self._id_column, "id_conflict", identifier, {"other": str(other)})]
        if existing := self._reference.incidents.get(identifier):
            self._keep_what_the_file_lacks(record, existing)
            found += self._changes(record, existing, cells)
            if not found:
                self._line_of_content[content] = line
                return "duplicate", [Problem(line, "", "row_unchanged", identifier)]
        if identifier in self._reference.redacted:
            found.append(Problem(line, "", "held_redacted", identifier))
        found += self._near(record)
        self._line_of_content[content] = line
        return "accepted", found

    def _changes(
        self, record: Mapping[str, Any], existing: Mapping[str, str], cells: Mapping[str, str]
    ) -> Iterator[Problem]:
        changes = changed_fields(existing, record)
        if not changes:
            return
        line, identifier = record["line"], record["incident_id"]
        said = "; ".join(_said(name, *values) for name, values in changes.items())
        yield Problem(line, "", "change", identifier, {"changes": shorten(said, SHOWN_LIST)})
        if erased := [name for name, (old, _) in changes.items() if old and self._is_empty(name, cells)]:
            yield Problem(line, "", "change_erases", identifier, {"fields": self._reference.titles(erased)})

    def _is_empty(self, field: str, cells: Mapping[str, str]) -> bool:
        """Whether the file has a field's column and leaves this row's cell empty."""
        return self._headers is not None and field in self._headers.columns and not cells.get(field, "").strip()

    def _keep_what_the_file_lacks(self, record: dict[str, Any], existing: Mapping[str, str]) -> None:
        """A column that the file does not have leaves the stored incident's cells as they are."""
        if self._headers is None:
            return
        for name in record.keys() & existing.keys() - self._headers.columns.keys():
            stored = existing[name]
            if name in COUNTS:
                record[name] = int(stored) if stored else None
            elif name in ("latitude", "longitude"):
                record[name] = float(stored) if stored else None
            else:
                record[name] = stored

    def _make_id(self, record: Mapping[str, Any], content: bytes) -> str:
        """`<day>-<site or place>-<six or more signs of the content>`: the same row always gets the same."""
        place = record["site_id"] or slug(record["place_en"])
        if not place or not place.isascii():
            place = f"{round(record['latitude'] * 100)}n-{round(record['longitude'] * 100)}e"
        stem = f"{record['date']}-{place}-"
        names = (stem + content.hex()[:length] for length in range(6, 33))
        identifier = next(name for name in names if name not in self._line_of_id)
        self._line_of_id[identifier] = record["line"]
        return identifier

    def _near(self, record: Mapping[str, Any]) -> Iterator[Problem]:
        place = record["site_id"] or f"{record['latitude']},{record['longitude']}"
        key = (place, record["date"], record["weapon"])
        other = self._line_of_day.setdefault(key, record["line"])
        existing = self._reference.days.get(key)
        if other != record["line"]:
            yield Problem(record["line"], "", "near_duplicate", details={"other": str(other)})
        elif existing and existing != record["incident_id"]:
            yield Problem(record["line"], "", "near_duplicate", details={"other": existing})


def _said(name: str, old: str, new: str) -> str:
    return f"{name}: {shorten(old, SHOWN_CHANGE) or '–'} → {shorten(new, SHOWN_CHANGE) or '–'}"


def changed_fields(existing: Mapping[str, str], record: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Field -> (old, new) as text, for every field in which a record differs from the stored incident."""
    new = {
        name: "" if value is None else str(value)
        for name, value in record.items()
        if name not in ("line", "source_urls", "incident_id")
    }
    changes = {name: (existing.get(name, ""), text) for name, text in new.items() if existing.get(name, "") != text}
    old_sources = [part.strip() for part in existing.get(LINKS_FIELD, "").split("|") if part.strip()]
    if old_sources != list(record["source_urls"]):
        changes[LINKS_FIELD] = (" | ".join(old_sources), " | ".join(record["source_urls"]))
    return changes
