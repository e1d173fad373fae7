"""The base map: countries, governorates, lakes and rivers, cut to the frame and thinned to what can be seen."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from markupsafe import Markup

from components.domain.directory import DATA_DIRECTORY
from components.export.picture.mercator import Floats, Frame, unit
from components.export.picture.svg import Attributes, join, tag
from components.theme.symbols import Paper

BASEMAP = DATA_DIRECTORY / "basemap.geojson"
HOME_COUNTRY = "IRQ"
_MARGIN = 4.0
_THIN = 0.35
"""Pixels below which a step along a line cannot be seen."""


@dataclass(frozen=True)
class Line:
    """A ring or a line of the base map in unit coordinates, shape (n, 2)."""

    points: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Feature:
    """One feature of the base map: its properties, and its rings or lines; `area` where it is filled."""

    properties: dict[str, Any]
    lines: tuple[Line, ...]
    area: bool


@dataclass(frozen=True)
class Name:
    """A name on the base map, by language, at a position in degrees; `layer` and `rank` as in the file."""

    layer: str
    rank: int
    names: dict[str, str]
    lat: float
    lon: float


@cache
def features() -> tuple[Feature, ...]:
    """What is drawn, in the file's order."""
    drawn = []
    for item in _raw():
        kind = item["geometry"]["type"]
        if kind == "Point":
            continue
        coordinates = item["geometry"]["coordinates"]
        parts = coordinates if kind.startswith("Multi") else [coordinates]
        area = kind.endswith("Polygon")
        lines = [_line(ring) for part in parts for ring in (part if area else [part])]
        drawn.append(Feature(item["properties"], tuple(lines), area))
    return tuple(drawn)


@cache
def place_names() -> tuple[Name, ...]:
    """Names of countries, towns and governorates."""
    found = []
    for item in _raw():
        properties = item["properties"]
        point = item["geometry"]["type"] == "Point"
        at = item["geometry"]["coordinates"] if point else properties.get("label")
        if not at:
            continue
        names = {"en": properties["name_en"] or "", "ar": properties["name_ar"] or ""}
        found.append(Name(properties["layer"], int(properties.get("rank", 3)), names, float(at[1]), float(at[0])))
    return tuple(found)


def ground(frame: Frame, paper: Paper) -> Markup:
    """The base map of a frame, one path a feature."""
    drawn = ((feature, _path(feature, frame)) for feature in features())
    return join([tag("path", d=data, **_style(feature.properties, paper)) for feature, data in drawn if data])


def _style(properties: dict[str, Any], paper: Paper) -> Attributes:
    layer = properties["layer"]
    if layer == "country":
        own = properties["iso"] == HOME_COUNTRY
        fill, width = (paper.ground, 1.6) if own else (paper.abroad, 0.8)
        return {"fill": fill, "stroke": paper.border, "stroke_width": width, "stroke_linejoin": "round"}
    if layer == "lake":
        return {"fill": paper.water}
    stroke, width = (paper.water, 1.3) if layer == "river" else (paper.line, 0.9)
    return {"fill": "none", "stroke": stroke, "stroke_width": width, "stroke_linejoin": "round"}


def _path(feature: Feature, frame: Frame) -> str:
    corner = np.array([frame.left, frame.top])
    low = (corner - _MARGIN) / frame.scale
    high = (corner + _MARGIN + np.array([frame.width, frame.height])) / frame.scale
    parts = []
    for line in feature.lines:
        if (line.high < low).any() or (line.low > high).any():
            continue
        whole = (line.low >= low).all() and (line.high <= high).all()
        pieces = [line.points] if whole else _cut(line.points, low, high, feature.area)
        parts += [_data(frame.pixels(piece[:, 0], piece[:, 1]), feature.area) for piece in pieces]
    return "".join(parts)


def _cut(points: Floats, low: Floats, high: Floats, area: bool) -> list[Floats]:
    if not area:
        return _runs_inside(points, low, high)
    for axis, bound, sign in ((0, low[0], 1), (0, high[0], -1), (1, low[1], 1), (1, high[1], -1)):
        points = _half_plane(points, axis, bound, sign)
        if len(points) == 0:
            return []
    return [points]


def _half_plane(ring: Floats, axis: int, bound: float, sign: int) -> Floats:
    """The part of a ring on one side of a line (one step of Sutherland and Hodgman)."""
    following = np.roll(ring, -1, axis=0)
    inside = (ring[:, axis] - bound) * sign >= 0
    crossing = inside != np.roll(inside, -1)
    span = np.where(crossing, following[:, axis] - ring[:, axis], 1)
    met = ring + ((bound - ring[:, axis]) / span)[:, None] * (following - ring)
    both = np.stack([ring, met], axis=1).reshape(-1, 2)
    kept: Floats = both[np.stack([inside, crossing], axis=1).reshape(-1)]
    return kept


def _runs_inside(points: Floats, low: Floats, high: Floats) -> list[Floats]:
    """The runs of a line whose steps may touch the rectangle; the frame itself cuts their ends."""
    first, second = points[:-1], points[1:]
    apart = (np.maximum(first, second) < low).any(axis=1) | (np.minimum(first, second) > high).any(axis=1)
    near = np.flatnonzero(~apart)
    if len(near) == 0:
        return []
    return [points[run[0] : run[-1] + 2] for run in np.split(near, np.flatnonzero(np.diff(near) > 1) + 1)]


def _data(pixels: Floats, area: bool) -> str:
    """Path data in relative steps of a tenth of a pixel, without steps too small to see."""
    seen = np.rint(pixels / _THIN)
    kept = pixels[np.concatenate([[True], (np.diff(seen, axis=0) != 0).any(axis=1)])]
    tenths = np.rint(kept * 10).astype(np.int64)
    steps = np.diff(tenths, axis=0)
    steps = steps[(steps != 0).any(axis=1)]
    text = " ".join(f"{x / 10:g} {y / 10:g}" for x, y in steps.tolist())
    x, y = tenths[0].tolist()
    return f"M{x / 10:g} {y / 10:g}l{text}{'z' if area else ''}" if text else ""


def _line(coordinates: list[list[float]]) -> Line:
    lon, lat = np.array(coordinates, dtype=float).T
    points = np.column_stack(unit(lon, lat))
    return Line(points, points.min(axis=0), points.max(axis=0))


@cache
def _raw() -> list[dict[str, Any]]:
    collection = json.loads(BASEMAP.read_text(encoding="utf-8"))
    return list(collection["features"])
