"""What stands beside a site on the map: its name, its troop count, how many of its incidents are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.domain.filters import effective_range
from components.domain.troops import as_of
from components.i18n.phrases import troop_line
from components.i18n.translator import Translator

if TYPE_CHECKING:
    from components.domain.dataset import Dataset
    from components.domain.filters import Filter
    from components.domain.masks import Mask


@dataclass(frozen=True)
class SiteLabel:
    """A site's position (degrees WGS 84), short name, and the lines under it: troop count, then incidents shown."""

    id: str
    lat: float
    lon: float
    name: str
    lines: list[str]


def site_labels(t: Translator, dataset: Dataset, view: Filter, mask: Mask) -> list[SiteLabel]:
    """The label of every site, in the file's order, with the troop count as of the end of the range looked at."""
    _, end = effective_range(dataset, view)
    incidents = dataset.incidents
    shown = incidents.loc[mask, "site_id"].value_counts()
    total = incidents["site_id"].value_counts()
    labels = []
    for code, row in dataset.site_rows.items():
        known = as_of(dataset.troop_counts, code, end)
        troops = troop_line(t, known.figure) if known else t("troops.none_published")
        counted = some_of(t, int(shown.get(code, 0)), int(total.get(code, 0)))
        name = str(row[f"short_name_{t.code}"])
        labels.append(SiteLabel(code, float(row["latitude"]), float(row["longitude"]), name, [troops, counted]))
    return labels


def some_of(t: Translator, shown: int, total: int) -> str:
    """`25 incidents`, or `3 of 25 incidents` where a filter hides some."""
    if shown == total:
        return t.count("noun.incident", total)
    return t.count("map.some", total, shown=t.format.number(shown))
