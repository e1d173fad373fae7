"""The whole picture: title, map, legend, credit. The usual sheet for a report or a slide, and one for link previews."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from components.domain.filters import effective_range
from components.export.extract import LICENCE
from components.export.picture.drawing import drawn_map
from components.export.picture.legend import Column, legend, weapon_rows
from components.export.picture.lettering import Lettering, xml_text
from components.export.picture.svg import tag
from components.export.stamp import stamp
from components.i18n.direction import LEFT_TO_RIGHT, POP
from components.theme.symbols import PAPER, Mode, Paper

if TYPE_CHECKING:
    from components.export.extract import Extract

NO_BREAK = "\u00a0"
AT_A_LINES_END = " \u2066\u2067\u2068\u2069"
"""What the address leaves at the ends of the lines around it: spaces, and the marks that isolated it."""
TITLE_LINES = 5
"""In a preview; more of them are set smaller."""
WEAPON_SCALE = 2.0
SMALL_PRINT_SIZES = (14.0, 12.5, 11.0)
SMALL_PRINT_GAP = 11
"""Least distance of the small print from the map and from the lower edge of the sheet."""
LINE = 1.3
"""Distance of two baselines, as a share of the size of the letters."""


@dataclass(frozen=True)
class Area:
    """A rectangle of the sheet in pixels, as laid out for left-to-right writing."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Sheet:
    """One layout. `scale` is how much larger than on the page the map and the legend are drawn."""

    width: int
    height: int
    margin: int
    map: Area
    legend: Area
    scale: float


USUAL = Sheet(1600, 1000, 44, map=Area(344, 172, 1212, 722), legend=Area(44, 172, 272, 722), scale=1.36)
PREVIEW = Sheet(1200, 630, 40, map=Area(490, 0, 710, 630), legend=Area(40, 392, 410, 160), scale=1.5)


def draw(extract: Extract, sheet: Sheet = USUAL, mode: Mode = "light") -> str:
    """The picture as an SVG document, set in the packaged fonts."""
    lettering, paper = Lettering(extract.translator.direction), PAPER[mode]
    words = _preview_words if sheet is PREVIEW else _usual_words
    parts = [
        tag("title", escape(xml_text(_title(extract)))),
        tag("desc", escape(xml_text(" ".join(_small_print(extract))))),
        tag("rect", width=sheet.width, height=sheet.height, fill=paper.halo),
        _map(extract, sheet, mode),
        *words(extract, sheet, lettering, mode),
    ]
    return str(
        tag(
            "svg",
            *(part for part in parts if part),
            xmlns="http://www.w3.org/2000/svg",
            width=sheet.width,
            height=sheet.height,
            viewBox=f"0 0 {sheet.width} {sheet.height}",
            role="img",
            direction="ltr",
            font_family=lettering.family,
            xml_lang=extract.translator.code,
        )
    ).replace(' xml-lang="', ' xml:lang="', 1)


def _map(extract: Extract, sheet: Sheet, mode: Mode) -> Markup:
    width, height = sheet.map.width / sheet.scale, sheet.map.height / sheet.scale
    left = _left(sheet.map, sheet, extract)
    frame = {"x": left, "y": sheet.map.y, "width": sheet.map.width, "height": sheet.map.height}
    edge = tag("rect", **frame, fill="none", stroke=PAPER[mode].border)
    drawn = drawn_map(extract, width, height, mode)
    return tag("svg", drawn, **frame, viewBox=f"0 0 {width:.2f} {height:.2f}") + edge


def _usual_words(extract: Extract, sheet: Sheet, lettering: Lettering, mode: Mode) -> list[Markup]:
    t, paper = extract.translator, PAPER[mode]
    writer = _Writer(extract, sheet, lettering, paper)
    room = sheet.width - 2 * sheet.margin
    wordmark = t("picture.wordmark")
    writer.line(52, wordmark, 21, paper.accent, 600)
    offset = lettering.width(wordmark, 21, 600) + 14
    writer.line(52, t("app.tagline"), 17, paper.muted, offset=offset)
    sentence = _sentence(extract)
    size = next((size for size in (36, 31, 26) if lettering.width(sentence, size, 600) <= room), 26)
    rows = lettering.wrap(sentence, size, room, 2, 600)
    y = 100 if len(rows) == 1 else 88
    for row in rows:
        writer.line(y, row, size, paper.ink, 600)
        y += 32
    writer.line(y + (6 if len(rows) == 1 else 0), _as_of(extract), 17, paper.muted)
    column = legend(extract, sheet.legend.width / sheet.scale, mode)
    writer.block(column, sheet.legend)
    _write_small_print(writer, room)
    return writer.parts


def _write_small_print(writer: _Writer, room: float) -> None:
    """Credit and citation below the map, in the largest letters that leave the address whole."""
    credit, before, address, after = _small_print(writer.extract)
    wrap = writer.lettering.wrap
    top = writer.sheet.map.y + writer.sheet.map.height + SMALL_PRINT_GAP
    for size in SMALL_PRINT_SIZES:
        most = 1 + int((writer.sheet.height - SMALL_PRINT_GAP - top - size) / (size * LINE))
        first = [*wrap(credit, size, room, 1), *wrap(before, size, room, 2)]
        last = wrap(after, size, room, 1)
        rest = most - len(first) - len(last)
        if len(wrap(address, size, room, most)) <= rest:
            break
    for place, row in enumerate([*first, *wrap(address, size, room, rest), *last]):
        writer.line(top + size * (1 + LINE * place), row, size, writer.paper.muted)


def _preview_words(extract: Extract, sheet: Sheet, lettering: Lettering, mode: Mode) -> list[Markup]:
    t, paper = extract.translator, PAPER[mode]
    writer = _Writer(extract, sheet, lettering, paper)
    room = sheet.map.x - 2 * sheet.margin
    writer.line(78, t("picture.wordmark"), 34, paper.accent, 600)
    sentence = _sentence(extract)
    sizes = (46, 42, 38, 34, 30, 26)
    rows = {size: lettering.wrap(sentence, size, room, TITLE_LINES + 1, 600) for size in sizes}
    size = next((size for size in sizes if len(rows[size]) <= TITLE_LINES), sizes[-1])
    y = 90 + size * LINE
    for row in rows[size]:
        writer.line(y, row, size, paper.ink, 600)
        y += size * LINE
    column = Column(lettering, paper, room / WEAPON_SCALE)
    weapon_rows(column, extract, mode, most=4)
    height = column.y * WEAPON_SCALE
    writer.block(column, Area(sheet.margin, max(y - size, 566 - height), room, height), WEAPON_SCALE)
    writer.line(606, t("picture.short_credit", revision=extract.dataset.revision, licence=LICENCE), 17, paper.muted)
    return writer.parts


class _Writer:
    """Sets lines and blocks from the start side of the sheet."""

    def __init__(self, extract: Extract, sheet: Sheet, lettering: Lettering, paper: Paper) -> None:
        self.extract, self.sheet, self.lettering, self.paper = extract, sheet, lettering, paper
        self.parts: list[Markup] = []

    def line(self, y: float, text: str, size: float, fill: str, weight: int = 400, offset: float = 0) -> None:
        """One line with its baseline at `y`, `offset` pixels in from the margin."""
        mirrored = self.lettering.direction == "rtl"
        distance = self.sheet.margin + offset
        x, anchor = (self.sheet.width - distance, "end") if mirrored else (distance, "start")
        self.parts.append(self.lettering.text(x, y, text, size, fill, weight, anchor))

    def block(self, column: Column, area: Area, scale: float = 0) -> None:
        """A column of the legend in its area, drawn smaller where it is taller than that."""
        wanted = scale or self.sheet.scale
        fitting = min(wanted, area.height / column.y) if column.y else wanted
        left = _left(area, self.sheet, self.extract)
        if self.lettering.direction == "rtl":
            left += area.width - column.width * fitting
        self.parts.append(tag("g", column.drawn, transform=f"translate({left:.1f} {area.y:.1f}) scale({fitting:.3f})"))


def _left(area: Area, sheet: Sheet, extract: Extract) -> float:
    """The left edge of an area: mirrored where the writing runs from the right."""
    return sheet.width - area.x - area.width if extract.translator.direction == "rtl" else area.x


def _title(extract: Extract) -> str:
    return f"{extract.translator('picture.wordmark')} · {extract.sentence}"


def _sentence(extract: Extract) -> str:
    """The sentence of the view, its days kept together at the end of a line."""
    days = [extract.translator.format.short_day(day) for day in effective_range(extract.dataset, extract.view.filter)]
    sentence = extract.sentence
    for day in days:
        sentence = sentence.replace(day, day.replace(" ", NO_BREAK))
    return sentence


def _as_of(extract: Extract) -> str:
    """What the title leaves open: when the troop counts are of, what is not on the map."""
    t, dataset = extract.translator, extract.dataset
    _, end = effective_range(dataset, extract.view.filter)
    parts = [t("picture.troops", day=t.format.short_day(end))]
    without = int(extract.incidents["place_latitude"].isna().sum())
    if without:
        parts.append(t.count("map.unplaced", without))
    return " · ".join(parts)


def _small_print(extract: Extract) -> list[str]:
    """Credit and licence; how to cite it, up to the address, the address, and what follows on it."""
    t = extract.translator
    before, link, after = t("picture.citation", citation=stamp(extract).citation).partition(extract.link)
    before, after = (part.strip(AT_A_LINES_END) for part in (before, after))
    address = f"{LEFT_TO_RIGHT}{link}{POP}" if t.direction == "rtl" else link
    return [f"{t('picture.data', licence=LICENCE)} {t('map.credit')}", before, address, after]
