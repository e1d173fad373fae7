"""The whole data set of one revision: every table, typed, checked and ready to be filtered."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from components.domain.claims import contested_fields, numeric_spreads
from components.domain.directory import data_directory
from components.domain.filters import known_codes
from components.domain.incidents import enrich
from components.domain.schema import DESCRIPTOR, Schema, load_schema
from components.domain.stories import STORY_TABLES, Story, read_stories, story_problems
from components.domain.tables import TableError, read_table, records, reference_problems

BASE_REVISION = 0


@dataclass(frozen=True, eq=False)
class Dataset:
    """Typed tables (see `read_table`) of one data revision. Never written to after loading.

    `edition` names the content: it is the revision's name until a redaction changes what stands under that name.

    `incidents` is sorted by date, then id; its row order is the order of the bits that a filter sends to the map.
    It carries derived columns: see `components.domain.incidents.enrich`.
    """

    schema: Schema
    revision: str
    edition: str
    sites: pd.DataFrame
    troop_counts: pd.DataFrame
    incidents: pd.DataFrame
    claims: pd.DataFrame
    spreads: pd.DataFrame
    milestones: pd.DataFrame
    statements: pd.DataFrame
    coverage: pd.DataFrame
    sources: pd.DataFrame
    stories: tuple[Story, ...] = ()

    @property
    def number(self) -> int:
        """The revision's number, which its name begins with."""
        return int(self.revision.partition("-")[0])

    @cached_property
    def first_day(self) -> date:
        """The first day that was searched or has an incident: where the date filter begins by default."""
        days = [self.incidents["date"].iloc[0]] if len(self.incidents) else []
        days += [pd.Period(month, freq="M").start_time for month in self._searched_months.head(1)]
        return min(days).date() if days else date(2019, 1, 1)

    @cached_property
    def last_day(self) -> date:
        """The last day that was searched or has an incident: where the date filter ends by default."""
        days = [self.incidents["date"].iloc[-1]] if len(self.incidents) else []
        days += [pd.Period(month, freq="M").end_time for month in self._searched_months.tail(1)]
        return max(days).date() if days else date(2019, 1, 1)

    def tables(self) -> dict[str, pd.DataFrame]:
        """The stored tables by name, without the derived columns. The stories' are not among them: see `stories`."""
        return {
            name: getattr(self, name)[[item.name for item in resource.fields]]
            for name, resource in self.schema.resources.items()
            if name not in STORY_TABLES
        }

    @cached_property
    def groups(self) -> dict[str, tuple[str, str]]:
        """Claiming groups: code -> name in English and in Arabic ("" where the data has none)."""
        claimed = self.incidents[self.incidents["claimed_by"] != ""]
        names = claimed.drop_duplicates("claimed_by_code")[["claimed_by_code", "claimed_by", "claimed_by_ar"]]
        return {code: (name_en, name_ar) for code, name_en, name_ar in names.itertuples(index=False)}

    @cached_property
    def occurring(self) -> dict[str, frozenset[str]]:
        """The values of each vocabulary that some incident has."""
        names = ("weapon", "outcome", "verification")
        return {name: frozenset(self.incidents[name].astype(str).unique()) for name in names}

    @cached_property
    def source_uses(self) -> Counter[str]:
        """How many rows of all tables rest on each source."""
        lists = (self.sites, self.troop_counts, self.incidents, self.milestones, self.statements)
        uses = Counter(identifier for frame in lists for cell in frame["source_ids"] for identifier in cell)
        uses.update(self.claims["source_id"])
        uses.update(self.sites["coordinate_source_id"])
        return uses

    @cached_property
    def _searched_months(self) -> pd.Series:
        return self.coverage.loc[self.coverage["searched"] != "not_available", "month"].sort_values()

    @cached_property
    def positions(self) -> dict[str, int]:
        """Row position of each incident id."""
        return {identifier: row for row, identifier in enumerate(self.incidents["incident_id"])}

    @cached_property
    def source_rows(self) -> dict[str, dict[str, Any]]:
        """Each source's cells by its id."""
        return {str(row["source_id"]): row for row in records(self.sources)}

    @cached_property
    def site_rows(self) -> dict[str, dict[str, Any]]:
        """Each site's cells by its id, in the file's order."""
        return {str(row["site_id"]): row for row in records(self.sites)}


def digest(directory: Path) -> str:
    """SHA-256 over the descriptor and every table that it names, as 64 hex digits."""
    total = hashlib.sha256()
    schema = load_schema(directory)
    for name in (DESCRIPTOR, *sorted(resource.path for resource in schema.resources.values())):
        total.update(name.encode())
        total.update((directory / name).read_bytes())
    return total.hexdigest()


def load_dataset(directory: Path | None = None) -> Dataset:
    """Read and check a data directory. Raises SchemaError or TableError, which names every faulty cell."""
    directory = directory or data_directory()
    schema = load_schema(directory)
    frames = {name: read_table(resource, directory) for name, resource in schema.resources.items()}
    dataset = assemble(schema, frames, f"{BASE_REVISION}-{digest(directory)[:8]}")
    if not set(STORY_TABLES) <= set(frames):
        return dataset
    stories, steps = (frames[name] for name in STORY_TABLES)
    if problems := story_problems(stories, steps, known_codes(dataset), dataset.positions):
        raise TableError(problems)
    return replace(dataset, stories=read_stories(stories, steps))


def assemble(
    schema: Schema,
    frames: dict[str, pd.DataFrame],
    revision: str,
    edition: str = "",
    stories: tuple[Story, ...] = (),
) -> Dataset:
    """Typed tables -> data set: references checked, incidents by date, derived columns added. Raises TableError.

    The stories' tables are checked if they are there, and left out: stories come as `stories`.
    """
    if problems := reference_problems(schema, frames):
        raise TableError(problems)
    order = frames["incidents"].sort_values(["date", "incident_id"], kind="stable", ignore_index=True)
    contested = contested_fields(order, frames["claims"])
    incidents = enrich(order, frames["sites"], frames["sources"], contested, schema)
    return Dataset(
        schema=schema,
        revision=revision,
        edition=edition or revision,
        spreads=numeric_spreads(order, frames["claims"]),
        stories=stories,
        **{**{name: frame for name, frame in frames.items() if name not in STORY_TABLES}, "incidents": incidents},
    )


@cache
def base_dataset() -> Dataset:
    """The data's own files, revision 0, read once in this process. Raises SchemaError or TableError for faulty ones."""
    return load_dataset()
