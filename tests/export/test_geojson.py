"""GeoJSON: RFC 7946, every field with its type, sources and claims, and what the file is."""

from __future__ import annotations

import io
import json
from typing import Any

import geopandas
import pytest

from components.domain.dataset import Dataset
from components.export.geojson import write_geojson
from tests.export.extracts import HOSTILE, TEXT_FIELDS, extract, hostile, made_up, record, with_published


def collection(data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(data)
    return found


def test_a_feature_an_incident_with_its_position_to_two_decimals(dataset: Dataset) -> None:
    made = extract(dataset, weapon=("drone",))
    features = collection(write_geojson(made))["features"]
    assert [item["id"] for item in features] == list(made.incidents["incident_id"])
    for item, row in zip(features, made.incidents.itertuples(), strict=True):
        longitude, latitude = item["geometry"]["coordinates"]
        assert (longitude, latitude) == (row.place_longitude, row.place_latitude)
        assert (round(longitude, 2), round(latitude, 2)) == (longitude, latitude)


def test_an_incident_without_a_place_is_a_feature_without_geometry() -> None:
    made = made_up(with_published([record(0, site_id="")]))
    (feature,) = collection(write_geojson(made))["features"]
    assert feature["geometry"] is None
    assert feature["properties"]["site_id"] is None


def test_what_is_not_reported_is_null_and_none_is_zero(dataset: Dataset) -> None:
    found = {item["id"]: item["properties"] for item in collection(write_geojson(extract(dataset)))["features"]}
    reported = dataset.incidents.set_index("incident_id")["us_killed"]
    assert {name for name, cells in found.items() if cells["us_killed"] is None} == set(reported[reported.isna()].index)
    assert {name for name, cells in found.items() if cells["us_killed"] == 0} == set(reported[reported == 0].index)


def test_sources_and_claims_stand_in_their_incident(dataset: Dataset) -> None:
    claim = dataset.claims.iloc[0]
    found = {item["id"]: item["properties"] for item in collection(write_geojson(extract(dataset)))["features"]}
    properties = found[claim["incident_id"]]
    row = dataset.incidents.set_index("incident_id").loc[claim["incident_id"]]
    assert [item["url"] for item in properties["sources"]] == [
        dataset.source_rows[part]["url"] for part in row["source_ids"]
    ]
    assert {"url", "publisher", "date"} <= set(properties["sources"][0])
    told = next(item for item in properties["claims"] if item["field"] == claim["field"])
    assert (told["value"], told["claimant"]) == (claim["value"], claim["claimant"])
    assert told["source"]["url"] == dataset.source_rows[claim["source_id"]]["url"]
    assert sum(len(cells["claims"]) for cells in found.values()) == len(dataset.claims)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_file_says_what_it_is(lang: str, dataset: Dataset) -> None:
    made = extract(dataset, lang, weapon=("drone",))
    metadata = collection(write_geojson(made))["metadata"]
    assert metadata["view"] == made.sentence
    assert metadata["parameters"] == "weapon=drone"
    assert (metadata["revision"], metadata["made"]) == (dataset.revision, "2026-11-28")
    assert metadata["licence"] == "CC BY 4.0"
    assert made.link in metadata["citation"]


def test_an_empty_view_is_an_empty_collection(dataset: Dataset) -> None:
    assert collection(write_geojson(extract(dataset, q="no such words")))["features"] == []


def test_geopandas_reads_it(dataset: Dataset) -> None:
    frame = geopandas.read_file(io.BytesIO(write_geojson(extract(dataset))))
    assert len(frame) == len(dataset.incidents)
    assert frame.crs == "EPSG:4326"
    assert list(frame["incident_id"]) == list(dataset.incidents["incident_id"])


def test_R20_hostile_texts_stay_text_in_geojson() -> None:
    features = collection(write_geojson(made_up(hostile())))["features"]
    for name in TEXT_FIELDS:
        assert [item["properties"][name] for item in features] == HOSTILE
