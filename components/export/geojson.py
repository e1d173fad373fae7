"""GeoJSON (RFC 7946): a feature an incident, one without a place too, with its sources and the claims on it."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from components.export.accounts import claims_of, sources_of
from components.export.extract import Extract
from components.export.stamp import stamp
from components.export.table import derived_columns

_NOT_PROPERTIES = frozenset({"incident_id", "latitude", "longitude", "source_ids"})


def write_geojson(extract: Extract) -> bytes:
    """UTF-8. What is not reported is null; positions are degrees WGS 84, longitude first, two decimals.

    The stamp is the collection's member `metadata`, which RFC 7946 allows and readers that do not know it leave out.
    """
    head = {"type": "FeatureCollection", "metadata": stamp(extract).as_dict()}
    opened = _encoded(head)[:-1] + ',"features":['
    return (opened + ",\n".join(_encoded(item) for item in features(extract)) + "]}\n").encode("utf-8", "replace")


def features(extract: Extract) -> list[dict[str, Any]]:
    """The features, in the view's order."""
    incidents, derived = extract.incidents, derived_columns(extract)
    fields = [item.name for item in extract.dataset.schema.resources["incidents"].fields]
    columns = {name: plain(incidents[name]) for name in fields if name not in _NOT_PROPERTIES}
    columns["site"] = plain(derived["marsad_site"])
    columns["standing"] = plain(derived["marsad_standing"])
    columns["contested_fields"] = [list(cell) for cell in incidents["contested_fields"]]
    columns["sources"] = sources_of(extract)
    columns["claims"] = claims_of(extract)
    names = list(columns)
    places = zip(plain(incidents["place_longitude"]), plain(incidents["place_latitude"]), strict=True)
    return [
        {
            "type": "Feature",
            "id": identifier,
            "geometry": None if place[0] is None else {"type": "Point", "coordinates": place},
            "properties": {"incident_id": identifier, **dict(zip(names, cells, strict=True))},
        }
        for identifier, place, cells in zip(
            incidents["incident_id"], places, zip(*columns.values(), strict=True), strict=True
        )
    ]


def plain(cells: pd.Series) -> list[Any]:
    """A column's cells as JSON has them: days as text, numbers as numbers, None for what is not reported."""
    if pd.api.types.is_datetime64_any_dtype(cells):
        return [text if isinstance(text, str) else None for text in cells.dt.strftime("%Y-%m-%d")]
    if pd.api.types.is_numeric_dtype(cells):
        return cells.astype(object).where(cells.notna(), None).tolist()
    return [text if isinstance(text, str) and text else None for text in cells.astype(object)]


def _encoded(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), check_circular=False, allow_nan=False)
