"""GeoParquet 1.1: typed columns, points as WKB, sources and claims as lists of structures."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from components.domain.export_columns import DERIVED_COLUMNS
from components.domain.schema import Field
from components.export.accounts import CLAIM_FIELDS, claims_of, sources_of
from components.export.extract import Extract
from components.export.stamp import stamp
from components.export.table import derived_columns

GEOMETRY = "geometry"
_LEFT_OUT = frozenset({"source_ids", "latitude", "longitude"})
_WKB_POINT = np.dtype([("order", "u1"), ("type", "<u4"), ("x", "<f8"), ("y", "<f8")])
_LITTLE_ENDIAN, _POINT = 1, 1
_SOURCE = pa.struct([(name, pa.string()) for name in ("url", "publisher", "date", "title")])
_CLAIM = pa.struct([*((name, pa.string()) for name in CLAIM_FIELDS), ("source", _SOURCE)])


def write_geoparquet(extract: Extract) -> bytes:
    """The file. Its metadata hold `geo` (longitude, latitude in degrees, OGC:CRS84) and, as `marsad`, the stamp."""
    incidents, derived = extract.incidents, derived_columns(extract)
    fields = [item for item in extract.dataset.schema.resources["incidents"].fields if item.name not in _LEFT_OUT]
    columns: dict[str, pa.Array] = {item.name: _column(item, incidents[item.name]) for item in fields}
    for name in DERIVED_COLUMNS:
        if name not in ("marsad_latitude", "marsad_longitude"):
            columns[name] = _texts(derived[name])
    columns["sources"] = pa.array(sources_of(extract), pa.list_(_SOURCE))
    columns["claims"] = pa.array(claims_of(extract), pa.list_(_CLAIM))
    x, y = (incidents[f"place_{axis}"].to_numpy(dtype=float, na_value=np.nan) for axis in ("longitude", "latitude"))
    columns[GEOMETRY] = wkb_points(x, y)
    metadata = {
        "geo": _geo(x, y),
        "marsad": json.dumps(stamp(extract).as_dict(), ensure_ascii=False),
    }
    out = io.BytesIO()
    pq.write_table(pa.table(columns).replace_schema_metadata(metadata), out)
    return out.getvalue()


def wkb_points(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> pa.Array:
    """Little-endian WKB points, null where a coordinate is missing."""
    known = ~(np.isnan(x) | np.isnan(y))
    points = np.empty(int(known.sum()), dtype=_WKB_POINT)
    points["order"], points["type"], points["x"], points["y"] = _LITTLE_ENDIAN, _POINT, x[known], y[known]
    ends = np.concatenate([[0], np.cumsum(known) * _WKB_POINT.itemsize]).astype(np.int32)
    valid = pa.array(known, pa.bool_()).buffers()[1]
    return pa.Array.from_buffers(
        pa.binary(), len(x), [valid, pa.py_buffer(ends.tobytes()), pa.py_buffer(points.tobytes())]
    )


def _geo(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> str:
    known = ~(np.isnan(x) | np.isnan(y))
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"]}
    if known.any():
        column["bbox"] = [float(value) for value in (x[known].min(), y[known].min(), x[known].max(), y[known].max())]
    return json.dumps({"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}})


def _column(item: Field, cells: pd.Series) -> pa.Array:
    match item.type:
        case "date":
            return pa.array(cells, pa.timestamp("us"), from_pandas=True).cast(pa.date32())
        case "integer":
            return pa.array(cells, pa.int64(), from_pandas=True)
        case "number":
            return pa.array(cells, pa.float64(), from_pandas=True)
        case _:
            return _texts(cells)


def _texts(cells: pd.Series) -> pa.Array:
    """Text; null where nothing is reported."""
    plain = cells.astype("object")
    return pa.array(plain.where(plain != "", None), pa.string(), from_pandas=True)
