"""How many incidents each filter option would leave, given all the other filters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from components.domain.filters import CASUALTIES, CODED, COLUMNS, Filter
from components.domain.masks import combine

if TYPE_CHECKING:
    from components.domain.dataset import Dataset


def facet_counts(dataset: Dataset, view: Filter, known: Mapping[str, tuple[str, ...]]) -> dict[str, dict[str, int]]:
    """For each dimension, option -> number of incidents left if that option alone were chosen in it."""
    incidents = dataset.incidents
    masks = view.masks(incidents)
    counts: dict[str, dict[str, int]] = {}
    for name in CODED:
        left = combine(masks, len(incidents), leave_out=name)
        found = incidents.loc[left, COLUMNS[name]].value_counts()
        counts[name] = {code: int(found.get(code, 0)) for code in known[name]}
    left = combine(masks, len(incidents), leave_out="casualties")
    counts["casualties"] = {code: int((left & Filter(casualties=code).mask(incidents)).sum()) for code in CASUALTIES}
    return counts


def monthly_counts(dataset: Dataset, view: Filter) -> pd.DataFrame:
    """Incidents per month and weapon under every filter but the date's.

    Columns: `month` (datetime64, first of the month), `weapon` (str), `incidents` (int).
    """
    left = combine(view.masks(dataset.incidents), len(dataset.incidents), leave_out="date")
    chosen = dataset.incidents.loc[left, ["date", "weapon"]]
    month = chosen["date"].dt.to_period("M").dt.to_timestamp()
    grouped = chosen.groupby([month.rename("month"), chosen["weapon"].astype(str)]).size()
    return grouped.rename("incidents").reset_index()
