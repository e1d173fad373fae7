"""The legend, in the page's words and pixels, as wide as it is asked to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup

from components.export.picture.lettering import Lettering
from components.export.picture.marks import ink
from components.export.picture.shapes import shape_path
from components.export.picture.svg import Attributes, join, tag
from components.i18n.phrases import hurt_labels
from components.theme.symbols import HURT_SCALES, HURT_STEPS, PAPER, WEAPON_SYMBOLS, Mode, Paper

if TYPE_CHECKING:
    from components.export.extract import Extract

SIZE, HEADING = 12.0, 11.5
SWATCH, ROW, GAP = 20, 19, 9
TEXT = SWATCH + 6
"""Pixels from the start side to a row's text."""
LIFT = 5.5
"""Pixels from a row's foot up to its baseline."""
RADIUS = 3.6
ALL_LINES = 20


@dataclass
class Column:
    """Rows written from the top down, from the start side of the writing direction; `y` is how far it got (pixels)."""

    lettering: Lettering
    paper: Paper
    width: float
    y: float = 0.0
    parts: list[Markup] = field(default_factory=list)

    @property
    def drawn(self) -> Markup:
        return join(self.parts)

    def x(self, distance: float) -> float:
        """A distance from the start side, from the left."""
        return self.width - distance if self.lettering.direction == "rtl" else distance

    @property
    def start(self) -> str:
        return "end" if self.lettering.direction == "rtl" else "start"

    @property
    def end(self) -> str:
        return "start" if self.lettering.direction == "rtl" else "end"

    def heading(self, text: str) -> None:
        self.y += GAP if self.y else 0
        self.paragraph(text, HEADING, weight=600)
        self.y += 2

    def paragraph(self, text: str, size: float = HEADING, weight: int = 400, lines: int = ALL_LINES) -> None:
        for line in self.lettering.wrap(text, size, self.width, lines, weight):
            self.y += size * 1.3
            self._write(0, self.y - size * 0.3, line, size, self.paper.muted, weight)

    def row(self, shape: str, text: str, look: Attributes, scale: float = 1, count: str = "") -> None:
        """A symbol, what it means, and a count at the end side."""
        room = self.width - TEXT - (self.lettering.width(count, SIZE) + 8 if count else 0)
        symbol = shape_path(shape, self.x(SWATCH / 2), self.y + ROW / 2, RADIUS * scale)
        self.parts.append(tag("path", d=symbol, **look))
        if count:
            x, y = self.x(self.width), self.y + ROW - LIFT
            self.parts.append(self.lettering.text(x, y, count, SIZE, self.paper.muted, anchor=self.end))
        for number, line in enumerate(self.lettering.wrap(text, SIZE, room, 2)):
            self.y += ROW if number == 0 else ROW - 4
            self._write(TEXT, self.y - LIFT, line, SIZE, self.paper.ink)

    def _write(self, distance: float, y: float, line: str, size: float, fill: str, weight: int = 400) -> None:
        self.parts.append(self.lettering.text(self.x(distance), y, line, size, fill, weight, self.start))


def weapon_rows(column: Column, extract: Extract, mode: Mode, most: int | None = None) -> None:
    """The data's weapons with the number of the view's incidents; with `most`, so many, the most frequent first."""
    t, schema = extract.translator, extract.dataset.schema
    counts = extract.incidents["weapon"].astype(str).value_counts()
    codes = [code for code in WEAPON_SYMBOLS if code in extract.dataset.occurring["weapon"]]
    if most is not None:
        codes = sorted((code for code in codes if counts.get(code, 0)), key=lambda code: -counts[code])[:most]
    for code in codes:
        symbol = WEAPON_SYMBOLS[code]
        label = schema.label("incidents", "weapon", code, t.code)
        count = t.format.number(int(counts.get(code, 0)))
        column.row(symbol.shape, label, ink(symbol.colour(mode), False, column.paper), count=count)


def legend(extract: Extract, width: float, mode: Mode) -> Column:
    """The whole legend of a picture."""
    t, paper = extract.translator, PAPER[mode]
    column = Column(Lettering(t.direction), paper, width)
    solid, hollow = ink(paper.muted, False, paper), ink(paper.muted, True, paper)
    column.heading(t("map.legend_weapon"))
    weapon_rows(column, extract, mode)
    column.heading(t("map.legend_size"))
    for text, scale in zip(hurt_labels(t, HURT_STEPS), HURT_SCALES, strict=True):
        column.row("circle", text, solid, scale)
    column.heading(t("map.legend_doubt"))
    column.row("circle", t("map.legend_solid"), solid)
    column.row("circle", t("map.legend_hollow"), hollow)
    column.heading(t("map.legend_place"))
    column.row("square", t("map.legend_square"), ink(paper.ink, False, paper), 0.9)
    incidents = extract.dataset.incidents
    if bool(np.any((incidents["site_id"] == "") & incidents["place_latitude"].notna())):
        column.row("square", t("map.legend_approximate"), ink(paper.ink, True, paper), 0.9)
    column.y += GAP
    column.paragraph(t("map.legend_order"))
    column.y += GAP
    column.paragraph(t("picture.incomplete"))
    return column
