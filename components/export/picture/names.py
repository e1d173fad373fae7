"""Names of countries, towns and governorates on the map, where they have room (`incident_layer/labels.js`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from components.export.picture.discs import Box, Node
from components.export.picture.ground import Name, place_names
from components.export.picture.lettering import Lettering
from components.export.picture.mercator import Frame
from components.export.picture.room import meet
from components.export.picture.svg import join, tag
from components.theme.symbols import Paper

TOWN_ZOOM, CAPITAL_ZOOM, GOVERNORATE_ZOOM = 7.5, 5.25, 7.75
FAINT_RANK = 3


@dataclass(frozen=True)
class _Wanted:
    text: str
    name: Name
    rank: int
    size: int
    weight: int = 400
    dot: bool = False


def drawn_names(frame: Frame, nodes: list[Node], lang: str, lettering: Lettering, paper: Paper) -> Markup:
    """The names that meet neither a disc, nor a square, nor a label, nor each other; the weightier first."""
    taken = [box for node in nodes for box in _boxes(node)]
    drawn = []
    for wanted in sorted(_wanted(frame.zoom, lang), key=lambda item: item.rank):
        x, y = frame.point(wanted.name.lat, wanted.name.lon)
        half = lettering.width(wanted.text, wanted.size, wanted.weight) / 2 + 3
        box = (x - half, y - (20 if wanted.dot else 9), x + half, y + (4 if wanted.dot else 7))
        if box[0] < 0 or box[2] > frame.width or box[1] < 0 or box[3] > frame.height:
            continue
        if any(meet(box, other) for other in taken):
            continue
        taken.append(box)
        baseline = y - 7 if wanted.dot else y + 4
        text = lettering.text(x, baseline, wanted.text, wanted.size, paper.muted, wanted.weight, "middle", paper.halo)
        parts = [text, *([tag("circle", cx=x, cy=y, r=2, fill=paper.muted)] if wanted.dot else [])]
        drawn.append(tag("g", *parts, fill_opacity=0.75 if wanted.rank >= FAINT_RANK else ""))
    return join(drawn)


def _wanted(zoom: float, lang: str) -> Iterator[_Wanted]:
    for name in place_names():
        text = name.names[lang]
        if not text:
            continue
        if name.layer == "country" and name.rank < FAINT_RANK:
            yield _Wanted(text.upper(), name, name.rank - 1, 12, 500)
        elif name.layer == "city" and zoom >= (CAPITAL_ZOOM if name.rank == 1 else TOWN_ZOOM):
            yield _Wanted(text, name, name.rank, 12, dot=True)
        elif name.layer == "governorate_label" and zoom >= GOVERNORATE_ZOOM:
            yield _Wanted(text.upper(), name, FAINT_RANK, 11)


def _boxes(node: Node) -> list[Box]:
    square = (node.x - 8, node.y - 8, node.x + 8, node.y + 8)
    disc = (node.cx - node.radius, node.cy - node.radius, node.cx + node.radius, node.cy + node.radius)
    return [square, disc, *([node.label] if node.place.site and not node.crowded else [])]
