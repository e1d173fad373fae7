"""Everything that a link to the page carries: the filter, what is selected, where the map looks, what is emphasised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from components.domain.filters import MAX_VALUES, Filter, Query, QueryProblem
from components.domain.filters import PARAMETERS as FILTER_PARAMETERS

MAX_CODE = 40
CAMERA = ("lat", "lon", "zoom")
PARAMETERS = ("lang", *FILTER_PARAMETERS, "incident", "dossier", "highlight", "view", *CAMERA)
"""Every parameter that `read_view` reads."""
HOME = ((32.2, 40.3), (37.3, 46.6))
"""South-west and north-east corner of the opening view (degrees WGS 84): every site with room for its disc."""
BOUNDS = {"lat": (-85.0, 85.0), "lon": (-180.0, 180.0), "zoom": (3.0, 16.0)}


@dataclass(frozen=True)
class Camera:
    """Map position: centre in degrees WGS 84 (two decimals) and Leaflet zoom."""

    lat: float
    lon: float
    zoom: float

    def to_query(self) -> dict[str, str]:
        return {"lat": f"{self.lat:.2f}", "lon": f"{self.lon:.2f}", "zoom": f"{self.zoom:g}"}


@dataclass(frozen=True)
class View:
    """`incident` and `dossier` are ids, "" for none; at most one is set. `view` is the section of *Sources & method*.

    `highlight` holds ids of incidents that are brought forward without hiding the rest, in the order given.
    """

    filter: Filter = field(default_factory=Filter)
    lang: str = "en"
    incident: str = ""
    dossier: str = ""
    highlight: tuple[str, ...] = ()
    view: str = ""
    camera: Camera | None = None

    def to_query(self) -> dict[str, str]:
        """The parameters, defaults left out, without the camera: that is written by the map, which moves by itself.

        The language is always there: its default is the browser's.
        """
        query = {
            "lang": self.lang,
            **self.filter.to_query(),
            "incident": self.incident,
            "dossier": self.dossier,
            "highlight": ",".join(self.highlight),
            "view": self.view,
        }
        return {name: value for name, value in query.items() if value}


def read_view(
    query: Query, known: Mapping[str, Iterable[str]], incidents: Mapping[str, int]
) -> tuple[View, tuple[QueryProblem, ...]]:
    """Read a query. What makes no sense is dropped and named in the problems; `lang` is taken as it was asked for.

    `known` gives the codes that exist for each coded parameter, `incidents` the incidents' ids.
    """
    filter_, problems = Filter.from_query(query, known)
    found = list(problems)
    incident = last(query, "incident")
    if incident and incident not in incidents:
        found.append(QueryProblem("incident", incident, "gone"))
        incident = ""
    dossier = last(query, "dossier")
    if dossier and dossier not in set(known["site"]):
        found.append(QueryProblem("dossier", dossier, "unknown"))
        dossier = ""
    view = View(
        filter=filter_,
        lang=last(query, "lang"),
        incident=incident,
        dossier="" if incident else dossier,
        highlight=_highlight(query, incidents, found),
        view=last(query, "view")[:MAX_CODE],
        camera=read_camera(query, found),
    )
    return view, tuple(found)


def read_camera(query: Query, found: list[QueryProblem]) -> Camera | None:
    """The map position of a query, where all three of its parameters make sense; what does not is added to `found`."""
    given = {name: last(query, name) for name in CAMERA}
    if not any(given.values()):
        return None
    wrong = [QueryProblem(name, text, "unknown") for name, text in given.items() if text and not inside(name, text)]
    found += wrong
    if wrong or not all(given.values()):
        return None
    return Camera(round(float(given["lat"]), 2), round(float(given["lon"]), 2), float(given["zoom"]))


def inside(name: str, text: str) -> bool:
    """Whether a camera parameter's text is a number within its bounds."""
    low, high = BOUNDS[name]
    try:
        return low <= float(text) <= high
    except ValueError:
        return False


def last(query: Query, name: str) -> str:
    """The last value given for a parameter that takes one, "" for none."""
    return next(iter(reversed(_given(query, name))), "")


def contradictions(query: Query, names: Iterable[str]) -> tuple[QueryProblem, ...]:
    """Those of the parameters `names`, of which each takes one value, that are given several different ones."""
    given = {name: list(dict.fromkeys(_given(query, name))) for name in names}
    return tuple(QueryProblem(name, " / ".join(found), "twice") for name, found in given.items() if len(found) > 1)


def _given(query: Query, name: str) -> list[str]:
    given = query.get(name, "")
    return [given] if isinstance(given, str) else list(given)


def _highlight(query: Query, incidents: Mapping[str, int], found: list[QueryProblem]) -> tuple[str, ...]:
    values = list(
        dict.fromkeys(
            value.strip() for part in _given(query, "highlight") for value in part.split(",") if value.strip()
        )
    )
    if len(values) > MAX_VALUES:
        found.append(QueryProblem("highlight", str(len(values)), "many"))
        return ()
    found += [QueryProblem("highlight", value, "gone") for value in values if value not in incidents]
    return tuple(value for value in values if value in incidents)
