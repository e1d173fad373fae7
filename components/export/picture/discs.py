"""Which place is drawn how, and where its disc stands: the page's own rules (`incident_layer/layout.js`)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from components.export.picture.lettering import Lettering
from components.export.picture.mercator import Frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from components.i18n.site_labels import SiteLabel

DISC_LIMIT = 300
OVERVIEW_ZOOM = 4.75
CROWD = 40
REFERENCE_ZOOM = 6.75
LABEL_GAP = 5
NARROW = 560
NAME_SIZE, LINE_SIZE = 14, 12
ROUNDS = 30
TOUCHING = 0.5
"""Pixels of overlap that are none."""
STEEP = 0.05
"""A direction whose share along an axis is smaller does not part two discs along it."""
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


@dataclass(frozen=True)
class Place:
    """Incidents that share one position: their rows in the data set, oldest first. `site` is None for no known site."""

    site: SiteLabel | None
    lat: float
    lon: float
    rows: npt.NDArray[np.int64]


@dataclass
class Node:
    """One place while the map is laid out. (x, y) is its true pixel, (cx, cy) the middle of its disc.

    `form` is `disc`, `ring` (shares of weapons), `square` (the place alone) or `mark` (one of a crowd of places).
    The label stands left (-1) or right (1) of the disc, or below it (0), or above it.
    """

    place: Place
    x: float
    y: float
    cx: float
    cy: float
    dot: float
    spacing: float
    form: str = "square"
    radius: float = 6.0
    lines: list[str] = field(default_factory=list)
    width: float = 0.0
    height: float = 0.0
    beside: int = 0
    above: bool = False
    nudge: float = 0.0
    settled: bool = False
    crowded: bool = False

    @property
    def total(self) -> int:
        return len(self.place.rows)

    @property
    def label(self) -> Box:
        """The box of the label."""
        if self.beside == 0:
            top = self.cy - self.radius - self.height if self.above else self.cy + self.radius
            left = self.cx + self.nudge - self.width / 2
            return left, top, left + self.width, top + self.height + (0 if self.above else LABEL_GAP)
        near = self.cx + self.beside * (self.radius + LABEL_GAP)
        far = near + self.beside * self.width
        return min(near, far), self.cy - self.height / 2, max(near, far), self.cy + self.height / 2

    def say(self, lines: Sequence[str], lettering: Lettering) -> None:
        """Give the label these lines under the site's name."""
        name = self.place.site.name if self.place.site else ""
        self.lines = [name, *lines]
        widths = [lettering.width(name, NAME_SIZE, 600), *(lettering.width(line, LINE_SIZE) for line in lines)]
        self.width = max(widths) + 8
        self.height = 20 + 16 * len(lines)

    def spot(self, order: int) -> tuple[float, float]:
        """Where the dot of the place's incident number `order` stands: on a sunflower spiral, oldest inside."""
        distance = self.spacing * math.sqrt(order + 1.6)
        angle = order * math.pi * (3 - math.sqrt(5))
        return self.cx + distance * math.cos(angle), self.cy + distance * math.sin(angle)


def places(incidents: pd.DataFrame, sites: Sequence[SiteLabel]) -> list[Place]:
    """The sites, then every other place that has incidents."""
    pinned = incidents[incidents["place_latitude"].notna() & incidents["place_longitude"].notna()]
    positions = np.flatnonzero(incidents.index.isin(pinned.index)).tolist()
    columns = (pinned[name].tolist() for name in ("site_id", "place_latitude", "place_longitude"))
    gathered: dict[tuple[str, float, float], list[int]] = {}
    for row, site, lat, lon in zip(positions, *columns, strict=True):
        gathered.setdefault((str(site), float(lat), float(lon)), []).append(row)
    rows = {key: np.array(found, dtype=np.int64) for key, found in gathered.items()}
    of_site = {site: found for (site, _, _), found in rows.items() if site}
    nothing = np.array([], dtype=np.int64)
    known = [Place(site, site.lat, site.lon, of_site.get(site.id, nothing)) for site in sites]
    names = {site.id for site in sites}
    return known + [Place(None, lat, lon, found) for (site, lat, lon), found in rows.items() if site not in names]


def lay_out(found: Sequence[Place], frame: Frame, lettering: Lettering) -> list[Node]:
    """Every place with its form, discs set apart. Labels are given their lines, not yet their room."""
    dot = min(6.5, max(2.0, 3.6 * 2 ** ((frame.zoom - REFERENCE_ZOOM) * 0.35)))
    nodes = []
    for place in found:
        x, y = frame.point(place.lat, place.lon)
        if place.site or frame.holds(x, y, margin=0.25 * max(frame.width, frame.height)):
            nodes.append(Node(place, x, y, x, y, dot, dot * 1.36))
    crowded = len(nodes) > CROWD
    for node in nodes:
        _choose_form(node, frame.zoom, crowded)
        if node.place.site:
            lines = node.place.site.lines[-1:] if frame.zoom < OVERVIEW_ZOOM else node.place.site.lines
            node.say(short_lines(lines) if frame.width < NARROW else lines, lettering)
    _separate([node for node in nodes if node.form != "mark"], frame, lettering)
    return nodes


def short_lines(lines: Sequence[str]) -> list[str]:
    return [part for line in lines for part in line.split(" · ")]


def _choose_form(node: Node, zoom: float, crowded: bool) -> None:
    if not node.place.site and crowded:
        node.form = "mark"
        node.radius = node.dot if node.total == 1 else 3 + 1.6 * math.log2(node.total)
    elif zoom < OVERVIEW_ZOOM or node.total == 0:
        node.form = "square"
    elif node.total > DISC_LIMIT:
        node.form = "ring"
        node.radius = 14 + 8 * math.log10(node.total)
    else:
        node.form = "disc"
        node.radius = node.spacing * math.sqrt(node.total + 1.6) + node.dot + 3


def _separate(nodes: list[Node], frame: Frame, lettering: Lettering) -> None:
    """Push overlapping discs (with their labels) apart along the line between their true places."""
    for _ in range(ROUNDS):
        moved = [
            _push_apart(node, other, frame, lettering)
            for position, node in enumerate(nodes)
            for other in nodes[position + 1 :]
        ]
        if not any(moved):
            return


def _push_apart(one: Node, other: Node, frame: Frame, lettering: Lettering) -> bool:
    upper, lower = (one, other) if one.cy <= other.cy else (other, one)
    need_x = sum(node.radius if node.beside else max(node.radius, node.width / 2) for node in (upper, lower)) + 6
    below = 0 if upper.beside else LABEL_GAP + upper.height
    over_x = need_x - abs(one.cx - other.cx)
    over_y = upper.radius + below + lower.radius + 12 - (lower.cy - upper.cy)
    if over_x <= TOUCHING or over_y <= TOUCHING:
        return False
    if upper.beside == 0 and not upper.settled and upper.width:
        # A label between the two discs would hide their true places.
        side = 1 if upper.x >= lower.x else -1
        upper.say(short_lines(upper.lines[1:]), lettering)
        upper.beside = next((way for way in (side, -side) if _has_room(upper, way, lower, frame)), 0)
        upper.settled = True
        return True
    ux, uy = lower.x - upper.x, lower.y - upper.y
    length = math.hypot(ux, uy)
    ux, uy = (0.6, 0.8) if length < 1 else (ux / length, uy / length)
    if uy < 0:
        ux, uy = -ux, -uy
    along_x = over_x / abs(ux) if abs(ux) > STEEP else math.inf
    along_y = over_y / uy if uy > STEEP else math.inf
    step = min(along_x, along_y) / 2
    upper.cx -= ux * step
    upper.cy -= uy * step
    lower.cx += ux * step
    lower.cy += uy * step
    return True


def _has_room(node: Node, way: int, other: Node, frame: Frame) -> bool:
    """Whether a label fits on one side of its disc: inside the map, clear of the other disc."""
    edge = frame.width - node.cx if way > 0 else node.cx
    if edge < node.radius + node.width + 20:
        return False
    before, node.beside = node.beside, way
    left, top, right, bottom = node.label
    node.beside = before
    x, y, radius = other.cx, other.cy, other.radius
    return x + radius < left or x - radius > right or y + radius < top or y - radius > bottom
