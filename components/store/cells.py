"""A row's cells as they are stored: the text of every filled field, as in the data's own tables, and the links."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from components.domain.dataset import digest as data_digest
from components.domain.merge import LINKS
from components.domain.schema import load_schema
from components.domain.stories import load_stories
from components.store.stories import cells_of_story, row_id

Cells = dict[str, Any]
"""Field -> text, without empty ones; `source_urls` -> list of links or of ids of sources."""
_NOT_STORED = frozenset({"line", "incident_id"})
_SOURCE_IDS = "source_ids"


def cells_of(record: Mapping[str, Any]) -> Cells:
    """The cells of an accepted record of the intake."""
    return {
        name: list(value) if name == LINKS else str(value)
        for name, value in record.items()
        if name not in _NOT_STORED and value not in (None, "", [], ())
    }


@dataclass(frozen=True)
class Base:
    """Revision 0: the data's own files."""

    directory: Path

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the files, as 64 hex digits."""
        return data_digest(self.directory)

    @cached_property
    def rows(self) -> Mapping[str, Cells]:
        """The cells of each incident by its id, and of each briefing by its row's name."""
        with (self.directory / "incidents.csv").open(encoding="utf-8-sig", newline="") as file:
            incidents = {row["incident_id"]: _from_table(row) for row in csv.DictReader(file)}
        stories = load_stories(self.directory, load_schema(self.directory))
        return incidents | {row_id(story.story_id): cells_of_story(story) for story in stories}


def _from_table(row: Mapping[str, str]) -> Cells:
    cells: Cells = {name: text for name, text in row.items() if text and name not in (_SOURCE_IDS, "incident_id")}
    if links := [part.strip() for part in row.get(_SOURCE_IDS, "").split("|") if part.strip()]:
        cells[LINKS] = links
    return cells
