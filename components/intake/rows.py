"""One row of cells -> one incident as it would be stored, and everything that is wrong with it, all at once.

pydantic runs the field validators and names every fault by field and code. Two fields take more than one cell: `place`
(a known site, or coordinates) and `summaries` (at least one language).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, cast

from pydantic import TypeAdapter, ValidationError, ValidationInfo
from pydantic.functional_validators import BeforeValidator
from pydantic_core import PydanticCustomError

from components.intake.dates import DateProblem, parse_date
from components.intake.limits import Limits
from components.intake.nearest import Nearest
from components.intake.problems import Problem, shorten
from components.intake.reference import LINKS_FIELD, NEAR_KM, Reference, distance_km
from components.intake.values import (
    DECIMALS,
    ValueProblem,
    is_link,
    parse_code,
    parse_coordinate,
    parse_count,
    parse_id,
    parse_time,
)

COUNTS = ("munitions_count", "us_killed", "us_injured", "other_killed", "other_injured")
TEXTS = (
    "place_en",
    "place_ar",
    "claimed_by",
    "claimed_by_ar",
    "attributed_to",
    "attributed_to_ar",
    "notes",
    "notes_ar",
)


@dataclass(frozen=True)
class Rules:
    """What the validators need besides the cell."""

    reference: Reference
    limits: Limits
    today: date
    serial_dates: bool
    citation: str = ""
    nearest: Nearest = field(default_factory=Nearest)


@dataclass(frozen=True)
class _Fault:
    code: str
    details: dict[str, Any]


@dataclass(frozen=True)
class Place:
    """Where: a site id, or coordinates in degrees WGS 84 with two decimals. `coarsened` where finer ones were given."""

    site_id: str
    latitude: float | None
    longitude: float | None
    coarsened: bool


_COORDINATE_CODES = frozenset(
    {"coordinate_incomplete", "coordinate_outside", "coordinate_unreadable", "coordinates_swapped"}
)


def _raising(parse: Callable[[Any, Rules], Any]) -> BeforeValidator:
    """A validator whose own problems become pydantic errors with our codes."""

    def validate(value: Any, info: ValidationInfo) -> Any:
        try:
            return parse(value, cast("Rules", info.context))
        except (ValueProblem, DateProblem) as problem:
            raise PydanticCustomError(problem.code, "{code}", {"code": problem.code, **problem.details}) from problem

    return BeforeValidator(validate)


def _coded(name: str) -> BeforeValidator:
    return _raising(lambda text, rules: parse_code(text, rules.reference.vocabularies[name], rules.nearest))


def _weapon(text: str, rules: Rules) -> str:
    if not text.strip():
        raise ValueProblem("weapon_missing")
    return parse_code(text, rules.reference.vocabularies["weapon"], rules.nearest, "weapon_unknown")


def _place(cells: tuple[str, str, str], rules: Rules) -> Place:
    site = cells[0].strip()
    latitude, longitude = parse_coordinate(cells[1], "latitude"), parse_coordinate(cells[2], "longitude")
    if (latitude is None) != (longitude is None):
        raise ValueProblem("coordinate_incomplete")
    point: tuple[float, float] | None = None
    coarsened = False
    if latitude is not None and longitude is not None:
        _check_region(latitude, longitude, rules.reference)
        point = (round(latitude, DECIMALS), round(longitude, DECIMALS))
        coarsened = not (math.isclose(point[0], latitude) and math.isclose(point[1], longitude))
    if not site:
        if point is None:
            raise ValueProblem("site_missing", sites=rules.reference.sites_known)
        return Place("", *point, coarsened)
    site_id = rules.reference.find_site(site)
    if site_id is not None:
        _check_near(site_id, point, rules.reference)
        return Place(site_id, None, None, coarsened)
    called = rules.reference.sites_called
    close = rules.reference.near_site(*point) if point else None
    if close:
        raise ValueProblem("site_near", site=close[0], name=called[close[0]], km=f"{close[1]:.1f}")
    alike = rules.nearest.find(site, rules.reference.site_aliases)
    raise ValueProblem("site_unknown", sites=rules.reference.sites_known, **({"near": called[alike]} if alike else {}))


def _check_region(latitude: float, longitude: float, reference: Reference) -> None:
    lat, lon = (reference.resource.by_name[name] for name in ("latitude", "longitude"))

    def inside(one: float, other: float) -> bool:
        return (lat.minimum or -90) <= one <= (lat.maximum or 90) and (lon.minimum or -180) <= other <= (
            lon.maximum or 180
        )

    if inside(latitude, longitude):
        return
    if inside(longitude, latitude):
        raise ValueProblem("coordinates_swapped")
    raise ValueProblem(
        "coordinate_outside",
        south=str(lat.minimum),
        north=str(lat.maximum),
        west=str(lon.minimum),
        east=str(lon.maximum),
    )


def _check_near(site_id: str, point: tuple[float, float] | None, reference: Reference) -> None:
    """Coordinates beside a known site must be the site's own: the site's point is what is stored."""
    if point is None:
        return
    site = reference.sites[site_id]
    away = distance_km(*point, site.latitude, site.longitude)
    if away > NEAR_KM:
        raise ValueProblem("site_far", site=reference.sites_called[site_id], km=f"{away:.0f}")


def _summaries(cells: tuple[str, str], _: Rules) -> tuple[str, str]:
    if not any(cell.strip() for cell in cells):
        raise ValueProblem("summary_missing")
    return cells


def _links(text: str, rules: Rules) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Good links or known source ids, and the bad ones among them. A recognised layout's citation stands as it is."""
    if rules.citation and text.startswith(rules.citation):
        return (text,), ()
    parts = (
        [part.strip() for part in text.split(" | ")] if " | " in text else [part.strip() for part in text.split("|")]
    )
    parts = [part for part in parts if part]
    if not parts:
        raise ValueProblem("links_missing")
    taken = [part in rules.reference.source_ids or is_link(part) for part in parts]
    known = rules.reference.sources_by_url
    good = tuple(dict.fromkeys(known.get(part, part) for part, ok in zip(parts, taken, strict=True) if ok))
    bad = tuple(part for part, ok in zip(parts, taken, strict=True) if not ok)
    if not good:
        raise ValueProblem("links_none_left")
    return good, bad


_COUNT = Annotated[int | None, _raising(lambda text, _: parse_count(text))]
_FIELDS: dict[str, Any] = {
    "incident_id": Annotated[str, _raising(lambda text, _: parse_id(text))],
    "date": Annotated[date, _raising(lambda text, rules: parse_date(text, rules.today, rules.serial_dates))],
    "date_precision": Annotated[str, _coded("date_precision")],
    "time_local": Annotated[str, _raising(lambda text, _: parse_time(text))],
    "place": Annotated[Place, _raising(_place)],
    "weapon": Annotated[str, _raising(_weapon)],
    "outcome": Annotated[str, _coded("outcome")],
    "verification": Annotated[str, _coded("verification")],
    **dict.fromkeys(COUNTS, _COUNT),
    "summaries": Annotated[tuple[str, str], _raising(_summaries)],
    "links": Annotated[tuple[tuple[str, ...], tuple[str, ...]], _raising(lambda cells, rules: _links(cells[0], rules))],
}
_COMPOSED: dict[str, tuple[str, ...]] = {
    "place": ("site_id", "latitude", "longitude"),
    "summaries": ("summary_en", "summary_ar"),
    "links": (LINKS_FIELD,),
}
_UNREPEATED = frozenset({"incident_id", "summaries", "links"})
_REMEMBERED = 65_536


class RowReader:
    """Reads rows field by field through pydantic. A value that a column repeats is validated once."""

    def __init__(self, rules: Rules, column_name: Callable[[str], str]) -> None:
        self._rules = rules
        self._column_name = column_name
        self._adapters = {name: TypeAdapter(kind) for name, kind in _FIELDS.items()}
        memory: dict[str, dict[Any, tuple[Any, _Fault | None]]] = {name: {} for name in _FIELDS}
        self._plan = [(name, _COMPOSED.get(name), memory[name]) for name in _FIELDS]

    def check(self, cells: Mapping[str, str], line: int) -> tuple[dict[str, Any] | None, list[Problem]]:
        """The row's values by field, or None and a problem for every field that cannot be taken."""
        values: dict[str, Any] = {}
        found: list[Problem] = []
        for name, parts, memory in self._plan:
            cell: Any = cells.get(name, "") if parts is None else tuple([cells.get(part, "") for part in parts])
            known = memory.get(cell)
            if known is None:
                known = self._validate(name, cell)
                if name not in _UNREPEATED and len(memory) < _REMEMBERED:
                    memory[cell] = known
            value, fault = known
            if fault is None:
                values[name] = value
            else:
                found.append(self._problem(name, fault, line, cells))
        return (None, found) if found else (values, found)

    def _validate(self, name: str, cell: Any) -> tuple[Any, _Fault | None]:
        try:
            return self._adapters[name].validate_python(cell, context=self._rules), None
        except ValidationError as error:
            (item,) = error.errors(include_url=False)
            details = {key: text for key, text in item.get("ctx", {}).items() if key != "code"}
            return None, _Fault(str(item["type"]), details)

    def _problem(self, name: str, fault: _Fault, line: int, cells: Mapping[str, str]) -> Problem:
        column = _COMPOSED.get(name, (name,))[0]
        value = cells.get(column, "")
        if fault.code in _COORDINATE_CODES:
            column = "latitude"
            value = " / ".join(cells.get(axis, "") for axis in ("latitude", "longitude"))
        details = fault.details
        if fault.code == "coordinates_swapped":
            details = {"other": self._column_name("longitude")}
            details |= {axis: shorten(cells.get(axis, "")) for axis in ("latitude", "longitude")}
        return Problem(line, self._column_name(column), fault.code, shorten(value), details)
