"""Named date ranges that an analyst reaches for first."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from components.domain.dates import clip

if TYPE_CHECKING:
    from components.domain.dataset import Dataset

WAR_BEGINS = date(2023, 10, 7)
RECENT = timedelta(days=90)

Range = tuple[date | None, date | None]


def presets(dataset: Dataset) -> dict[str, Range]:
    """Preset code -> range (inclusive): `all`, `since-2023-10-07`, each year with data, `last-90-days` of the data."""
    first, last = dataset.first_day, dataset.last_day
    latest = dataset.incidents["date"].iloc[-1].date() if len(dataset.incidents) else last
    found: dict[str, Range] = {"all": (None, None), "since-2023-10-07": (WAR_BEGINS, last)}
    for year in range(first.year, last.year + 1):
        found[str(year)] = (clip(date(year, 1, 1), first, last), clip(date(year, 12, 31), first, last))
    found["last-90-days"] = (latest - RECENT + timedelta(days=1), latest)
    return found
