"""GeoParquet: the metadata of version 1.1, typed columns, and geopandas opens it."""

from __future__ import annotations

import io
import json

import geopandas
import numpy as np
import pyarrow.parquet as pq
import shapely

from components.domain.dataset import Dataset
from components.export.geoparquet import wkb_points, write_geoparquet
from tests.export.extracts import HOSTILE, TEXT_FIELDS, extract, hostile, made_up, record, with_published


def test_geopandas_opens_it(dataset: Dataset) -> None:
    made = extract(dataset, weapon=("drone",))
    frame = geopandas.read_parquet(io.BytesIO(write_geoparquet(made)))
    assert frame.crs.equals("OGC:CRS84")
    assert list(frame["incident_id"]) == list(made.incidents["incident_id"])
    assert list(frame.geometry.x) == list(made.incidents["place_longitude"])
    assert list(frame.geometry.y) == list(made.incidents["place_latitude"])


def test_columns_have_the_types_of_their_fields(dataset: Dataset) -> None:
    schema = pq.read_schema(io.BytesIO(write_geoparquet(extract(dataset))))
    kinds = {name: str(schema.field(name).type) for name in ("date", "us_killed", "summary_ar", "geometry")}
    assert kinds == {"date": "date32[day]", "us_killed": "int64", "summary_ar": "string", "geometry": "binary"}


def test_what_is_not_reported_is_null(dataset: Dataset) -> None:
    table = pq.read_table(io.BytesIO(write_geoparquet(extract(dataset))))
    assert table["us_killed"].null_count == dataset.incidents["us_killed"].isna().sum() > 0
    assert table["claimed_by"].null_count == (dataset.incidents["claimed_by"] == "").sum() > 0


def test_sources_and_claims_are_lists_of_structures(dataset: Dataset) -> None:
    table = pq.read_table(io.BytesIO(write_geoparquet(extract(dataset))))
    assert sum(len(cell) for cell in table["claims"].to_pylist()) == len(dataset.claims)
    first = table["sources"].to_pylist()[0][0]
    assert first["url"] == dataset.source_rows[dataset.incidents["source_ids"].iloc[0][0]]["url"]


def test_the_metadata_say_where_and_what(dataset: Dataset) -> None:
    made = extract(dataset, weapon=("drone",))
    metadata = pq.read_schema(io.BytesIO(write_geoparquet(made))).metadata
    geo, said = json.loads(metadata[b"geo"]), json.loads(metadata[b"marsad"])
    assert (geo["version"], geo["primary_column"]) == ("1.1.0", "geometry")
    column = geo["columns"]["geometry"]
    assert (column["encoding"], column["geometry_types"]) == ("WKB", ["Point"])
    assert column["bbox"][0] == made.incidents["place_longitude"].min()
    assert (said["view"], said["parameters"]) == (made.sentence, "weapon=drone")
    assert (said["revision"], said["made"], said["licence"]) == (dataset.revision, "2026-11-28", "CC BY 4.0")
    assert made.link in said["citation"]


def test_an_incident_without_a_place_has_no_geometry() -> None:
    made = made_up(with_published([record(0, site_id=""), record(1)]))
    frame = geopandas.read_parquet(io.BytesIO(write_geoparquet(made)))
    assert list(frame.geometry.isna()) == [True, False]


def test_an_empty_view_opens_too(dataset: Dataset) -> None:
    assert len(geopandas.read_parquet(io.BytesIO(write_geoparquet(extract(dataset, q="no such words"))))) == 0


def test_points_are_those_that_shapely_writes() -> None:
    x, y = np.array([44.0, np.nan, -1.25]), np.array([33.5, 1.0, 0.0])
    assert wkb_points(x, y).to_pylist() == [
        shapely.to_wkb(shapely.Point(44, 33.5)),
        None,
        shapely.to_wkb(shapely.Point(-1.25, 0)),
    ]


def test_R20_hostile_texts_stay_text_in_geoparquet() -> None:
    table = pq.read_table(io.BytesIO(write_geoparquet(made_up(hostile()))))
    for name in TEXT_FIELDS:
        assert table[name].to_pylist() == HOSTILE
