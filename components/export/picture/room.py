"""Room for the labels: each gets the first place where it meets nothing else (the page's `incident_layer/room.js`)."""

from __future__ import annotations

from collections.abc import Callable

from components.export.picture.discs import Box, Node, short_lines
from components.export.picture.lettering import Lettering
from components.export.picture.mercator import Frame

EDGE = 2
PLACES = ((0, False), (1, False), (-1, False), (0, True))
"""Below the disc, right of it, left of it, above it."""


def settle_labels(nodes: list[Node], frame: Frame, lettering: Lettering) -> None:
    """Place every site's label; one that finds no room at all is marked `crowded`."""
    discs = [node for node in nodes if node.form != "mark"]
    taken: list[Box] = [(node.x - 5, node.y - 5, node.x + 5, node.y + 5) for node in discs]
    for node in nodes:
        if not node.place.site:
            continue
        node.crowded = not frame.holds(node.cx, node.cy) or not _settle(
            node, _fitting(node, discs, taken, frame), frame, lettering
        )
        if not node.crowded:
            taken.append(node.label)


def meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1]


def _fitting(node: Node, discs: list[Node], taken: list[Box], frame: Frame) -> Callable[[Box], bool]:
    def fits(box: Box) -> bool:
        inside = box[0] >= EDGE and box[1] >= EDGE and box[2] <= frame.width - EDGE and box[3] <= frame.height - EDGE
        return (
            inside
            and not any(meet(box, other) for other in taken)
            and not any(other is not node and _meets_disc(box, other) for other in discs)
        )

    return fits


def _meets_disc(box: Box, disc: Node) -> bool:
    dx = max(box[0] - disc.cx, 0, disc.cx - box[2])
    dy = max(box[1] - disc.cy, 0, disc.cy - box[3])
    return bool(dx * dx + dy * dy < (disc.radius - 1) ** 2)


def _settle(node: Node, fits: Callable[[Box], bool], frame: Frame, lettering: Lettering) -> bool:
    """Whole lines before short ones, all lines before the troop count alone. False: there is no room."""
    lines = node.lines[1:]
    short = short_lines(lines)
    ways = [(node.beside, False), *(way for way in PLACES if way[1] or way[0] != node.beside)]
    for text in (lines, short, short[:-1], short[-1:], []):
        node.say(text, lettering)
        for beside, above in ways:
            node.beside, node.above = beside, above
            node.nudge = 0 if beside else _into_map(node, frame)
            if fits(node.label):
                return True
    return False


def _into_map(node: Node, frame: Frame) -> float:
    """How far a label over or under its disc moves sideways to stay on the map."""
    half = node.width / 2 + EDGE
    wanted = max(half, min(node.cx, frame.width - half)) - node.cx
    return float(max(-node.radius, min(wanted, node.radius)))
