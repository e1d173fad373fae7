"""The rows of each table as JSON has them: null for what is not reported, lists as lists, days as YYYY-MM-DD."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from components.domain.dataset import Dataset
from components.domain.dates import ReportedDate
from components.domain.filters import COLUMNS, Filter
from components.domain.masks import Mask
from components.domain.schema import Resource
from components.export.accounts import sources_by_id
from components.export.extract import Extract
from components.export.geojson import features, plain

Row = dict[str, Any]
_EARLIEST, _LATEST = date.min, date.max


def incidents(extract: Extract) -> list[Row]:
    """Each incident with its place, its standing, its sources and the claims on it, as the GeoJSON has them."""
    rows = []
    for feature in features(extract):
        longitude, latitude = (feature["geometry"] or {"coordinates": (None, None)})["coordinates"]
        rows.append({**feature["properties"], "latitude": latitude, "longitude": longitude})
    return rows


def table_rows(extract: Extract, resource: Resource, frame: pd.DataFrame) -> list[Row]:
    """Rows of a table with its own fields, and `sources` beside `source_ids` where it has them."""
    columns: dict[str, list[Any]] = {
        item.name: [list(cell) for cell in frame[item.name]] if item.type == "list" else plain(frame[item.name])
        for item in resource.fields
    }
    if "source_ids" in columns:
        known = sources_by_id(extract)
        columns["sources"] = [[known[name] for name in cell] for cell in columns["source_ids"]]
    names = list(columns)
    return [dict(zip(names, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def sites_of(dataset: Dataset, view: Filter) -> pd.DataFrame:
    """The sites of a view: the chosen ones, else all."""
    chosen = view.site
    return dataset.sites[dataset.sites["site_id"].isin(chosen)] if chosen else dataset.sites


def incidents_by_site(dataset: Dataset, mask: Mask) -> dict[str, int]:
    """How many incidents of a view each site has."""
    counted = dataset.incidents.loc[mask, COLUMNS["site"]].value_counts()
    return {str(name): int(number) for name, number in counted.items()}


def troop_counts_of(dataset: Dataset, view: Filter) -> pd.DataFrame:
    """The figures that speak of a day in the view's range, of its sites where some are chosen, in the file's order."""
    table = dataset.troop_counts
    inside = within(table["as_of"], view)
    if view.site:
        inside &= table["scope"].isin(view.site).to_numpy(dtype=bool)
    return table[inside]


def milestones_of(dataset: Dataset, view: Filter) -> pd.DataFrame:
    """The milestones of the view's range."""
    table = dataset.milestones
    return table[within(table["date"].dt.strftime("%Y-%m-%d"), view)]


def sources_of(dataset: Dataset, view: Filter) -> pd.DataFrame:
    """What the incidents of a view and the claims on them rest on; without a filter every source of the data."""
    if view == Filter():
        return dataset.sources
    chosen = dataset.incidents[view.mask(dataset.incidents)]
    claims = dataset.claims["incident_id"].isin(chosen["incident_id"])
    used = {name for cell in chosen["source_ids"] for name in cell} | set(dataset.claims.loc[claims, "source_id"])
    return dataset.sources[dataset.sources["source_id"].isin(used)]


def within(dates: pd.Series, view: Filter) -> Mask:
    """Which dates, days or months as published, may lie in the view's range: bool, shape (len(dates),)."""
    low, high = view.start or _EARLIEST, view.end or _LATEST
    spans = {text: ReportedDate.parse(text) for text in dates.unique()}
    fits = {text: span is not None and span.first <= high and span.last >= low for text, span in spans.items()}
    return np.array([fits[text] for text in dates], dtype=bool)
