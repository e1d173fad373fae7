"""The incidents' symbols, one mark an incident, as the page draws them (`incident_layer/drawing.js`, `marks.js`)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from markupsafe import Markup

from components.export.picture.discs import Node
from components.export.picture.lettering import Lettering, xml_text
from components.export.picture.mercator import Frame
from components.export.picture.shapes import shape_path
from components.export.picture.svg import EMPTY, Attributes, join, tag
from components.theme.symbols import DOUBTED, HURT_SCALES, HURT_STEPS, PAPER, WEAPON_SYMBOLS, Mode, Paper

if TYPE_CHECKING:
    from components.export.extract import Extract

APPROXIMATE_METRES = 800
DIMMED = 0.22
"""Opacity of what a highlight does not name."""


@dataclass(frozen=True)
class Dot:
    """One incident's mark: its row in the data set, its middle and radius in pixels."""

    row: int
    x: float
    y: float
    r: float


@dataclass(frozen=True)
class Symbols:
    """Draws the incidents of an extract in one colour mode."""

    extract: Extract
    mode: Mode
    lettering: Lettering

    @property
    def paper(self) -> Paper:
        return PAPER[self.mode]

    @cached_property
    def weapon(self) -> npt.NDArray[np.str_]:
        codes = self.extract.dataset.incidents["weapon"].astype(str)
        return codes.where(codes.isin(WEAPON_SYMBOLS), "unknown").to_numpy(dtype=str)

    @cached_property
    def scale(self) -> npt.NDArray[np.float64]:
        """How large each incident is drawn, by the people hurt."""
        incidents = self.extract.dataset.incidents
        hurt = (incidents["killed"].fillna(0) + incidents["injured"].fillna(0)).to_numpy(dtype=np.int64)
        scales: npt.NDArray[np.float64] = np.array(HURT_SCALES)[np.searchsorted(HURT_STEPS, hurt, side="right")]
        return scales

    @cached_property
    def hollow(self) -> npt.NDArray[np.bool_]:
        return self.extract.dataset.incidents["verification"].isin(DOUBTED).to_numpy(dtype=bool)

    @cached_property
    def bright(self) -> npt.NDArray[np.bool_]:
        """Which incidents are drawn in full: those of the highlight, all where there is none."""
        chosen = self.extract.view.highlight
        if not chosen:
            return np.ones(len(self.weapon), dtype=bool)
        found: npt.NDArray[np.bool_] = self.extract.dataset.incidents["incident_id"].isin(chosen).to_numpy(dtype=bool)
        return found

    def shown(self, node: Node) -> npt.NDArray[np.int64]:
        """The rows of a place that the view leaves."""
        rows = node.place.rows
        return rows[self.extract.mask[rows]]

    def dots(self, node: Node) -> list[Dot]:
        """The marks of a place whose incidents are drawn one by one. What a filter hides leaves its spot empty."""
        mask = self.extract.mask
        if node.form == "disc":
            spots = ((row, node.spot(order)) for order, row in enumerate(node.place.rows.tolist()) if mask[row])
            return [Dot(row, x, y, node.dot * float(self.scale[row])) for row, (x, y) in spots]
        if node.form == "mark" and node.total == 1:
            return [
                Dot(row, node.cx, node.cy, node.dot * 0.8 * float(self.scale[row])) for row in self.shown(node).tolist()
            ]
        return []

    def drawn(self, dots: Iterable[Dot]) -> Markup:
        """The dots in groups of equal ink, those that a highlight leaves back below the others."""
        groups: dict[tuple[bool, int, bool], list[Dot]] = {}
        order = list(WEAPON_SYMBOLS)
        for dot in dots:
            key = (bool(self.bright[dot.row]), order.index(self.weapon[dot.row]), bool(self.hollow[dot.row]))
            groups.setdefault(key, []).append(dot)
        return join(
            [
                tag(
                    "g",
                    *(self._dot(dot, order[weapon], hollow) for dot in members),
                    fill_opacity="" if bright else DIMMED,
                    stroke_opacity="" if bright else DIMMED,
                    **ink(WEAPON_SYMBOLS[order[weapon]].colour(self.mode), hollow, self.paper),
                )
                for (bright, weapon, hollow), members in sorted(groups.items(), key=lambda item: item[0])
            ]
        )

    def disc(self, node: Node) -> Markup:
        """The ground on which the dots of a place lie, or its ring of shares."""
        if node.form not in ("disc", "ring"):
            return EMPTY
        chosen = node.place.site is not None and node.place.site.id == self.extract.view.dossier
        line: Attributes = {
            "stroke": self.paper.accent if chosen else self.paper.muted,
            "stroke_width": 2.5 if chosen else 1,
        }
        ground = tag("circle", cx=node.cx, cy=node.cy, r=node.radius, fill=self.paper.disc, fill_opacity=0.92, **line)
        return ground + self._ring(node) if node.form == "ring" else ground

    def crowd(self, node: Node) -> Markup:
        """One of very many places, with several incidents: a circle in the hue of most of those shown."""
        shown = self.shown(node)
        if node.form != "mark" or node.total == 1 or len(shown) == 0:
            return EMPTY
        weapons, counts = np.unique(self.weapon[shown], return_counts=True)
        most = WEAPON_SYMBOLS[str(weapons[counts.argmax()])].colour(self.mode)
        radius = 3 + 1.6 * math.log2(len(shown))
        return tag("circle", cx=node.cx, cy=node.cy, r=radius, fill=self.paper.disc, stroke=most, stroke_width=2)

    def leader(self, node: Node) -> Markup:
        """A dotted line from the exact place to a disc that was moved away from it."""
        if node.form == "mark" or math.hypot(node.cx - node.x, node.cy - node.y) < node.radius * 0.5:
            return EMPTY
        line: Attributes = {"stroke": self.paper.ink, "stroke_width": 1.2, "stroke_dasharray": "2 3"}
        return tag("line", x1=node.x, y1=node.y, x2=node.cx, y2=node.cy, **line)

    def exact(self, node: Node, frame: Frame) -> Markup:
        """The exact place: a solid square for a known base, a hollow one with its radius for an approximate place."""
        if node.form == "mark":
            return EMPTY
        half = 4.5 if node.form == "square" else 3.5
        box = {"x": node.x - half, "y": node.y - half, "width": 2 * half, "height": 2 * half, "stroke_width": 1.5}
        if node.place.site:
            return tag("rect", **box, fill=self.paper.ink, stroke=self.paper.halo)
        square = tag("rect", **box, fill="none", stroke=self.paper.ink)
        radius = APPROXIMATE_METRES / frame.metres_per_pixel(node.place.lat)
        if radius < half * 1.5:
            return square
        dashed: Attributes = {"stroke": self.paper.ink, "stroke_width": 1.5, "stroke_dasharray": "3 3"}
        return square + tag("circle", cx=node.x, cy=node.y, r=radius, fill="none", **dashed)

    def forward(self, dots: Iterable[Dot]) -> Markup:
        """The rings around what a highlight brings forward."""
        if not self.extract.view.highlight:
            return EMPTY
        rings = ((self.paper.disc, 4), (self.paper.ink, 1.6))
        return join(
            [
                tag("circle", cx=dot.x, cy=dot.y, r=dot.r + 3, fill="none", stroke=hue, stroke_width=width)
                for dot in dots
                if self.bright[dot.row]
                for hue, width in rings
            ]
        )

    def selected(self, dots: Iterable[Dot]) -> Markup:
        """The ring around the selected incident."""
        row = self.extract.dataset.positions.get(self.extract.view.incident)
        dot = next((dot for dot in dots if dot.row == row), None)
        if dot is None:
            return EMPTY
        middle = {"cx": dot.x, "cy": dot.y, "r": dot.r + 5}
        rings = ((self.paper.disc, 5), (self.paper.accent, 2.5))
        return join([tag("circle", **middle, fill="none", stroke=hue, stroke_width=width) for hue, width in rings])

    def _dot(self, dot: Dot, weapon: str, hollow: bool) -> Markup:
        data = shape_path(WEAPON_SYMBOLS[weapon].shape, dot.x, dot.y, dot.r * (0.92 if hollow else 1))
        return tag("path", data_incident=xml_text(self._identifiers[dot.row]), d=data)

    @cached_property
    def _identifiers(self) -> list[str]:
        return [str(identifier) for identifier in self.extract.dataset.incidents["incident_id"]]

    def _ring(self, node: Node) -> Markup:
        shown = self.shown(node)
        if len(shown) == 0:
            return self.lettering.text(node.cx, node.cy + 5, "0", 13, self.paper.ink, 600, "middle")
        order = {weapon: number for number, weapon in enumerate(WEAPON_SYMBOLS)}
        weapons, counts = np.unique(self.weapon[shown], return_counts=True)
        shares = sorted(zip(weapons.tolist(), counts.tolist(), strict=True), key=lambda share: order[share[0]])
        arcs, angle = [], -math.pi / 2
        for weapon, count in shares:
            following = angle + 2 * math.pi * count / len(shown)
            line: Attributes = {"fill": "none", "stroke": WEAPON_SYMBOLS[weapon].colour(self.mode), "stroke_width": 7.0}
            arcs.append(_arc(node.cx, node.cy, node.radius - 6, angle, following, line))
            angle = following
        number = self.extract.translator.format.number(len(shown))
        return join(arcs) + self.lettering.text(node.cx, node.cy + 5, number, 13, self.paper.ink, 600, "middle")


def ink(colour: str, hollow: bool, paper: Paper) -> Attributes:
    """Fill and outline of marks in one colour, as attributes."""
    fill, stroke, width = (paper.disc, colour, 1.5) if hollow else (colour, paper.disc, 0.6)
    return {"fill": fill, "stroke": stroke, "stroke_width": width, "stroke_linejoin": "round"}


def _arc(x: float, y: float, r: float, start: float, end: float, line: Attributes) -> Markup:
    """A piece of a circle from one angle to another (radians); the whole circle where they are a turn apart."""
    if end - start > 2 * math.pi - 1e-6:
        return tag("circle", cx=x, cy=y, r=r, **line)
    (x1, y1), (x2, y2) = ((x + r * math.cos(angle), y + r * math.sin(angle)) for angle in (start, end))
    large = int(end - start > math.pi)
    return tag("path", d=f"M{x1:.1f} {y1:.1f}A{r:.1f} {r:.1f} 0 {large} 1 {x2:.1f} {y2:.1f}", **line)
