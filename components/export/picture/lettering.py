"""Text on the picture: measured with the packaged fonts, ordered right in both directions, safe as XML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

import uharfbuzz as hb
from markupsafe import Markup, escape

from components.export.picture.svg import Attributes, tag
from components.i18n.direction import isolate_codes
from components.theme.fonts import font_file

LATIN, ARABIC = "IBM Plex Sans", "IBM Plex Sans Arabic"
FAMILIES = {
    "ltr": f"{LATIN}, {ARABIC}, sans-serif",
    "rtl": f"{ARABIC}, {LATIN}, sans-serif",
}
ELLIPSIS = "…"
_RIGHT_TO_LEFT, _POP = "\u2067", "\u2069"
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PIECES = re.compile(r".+?(?:[ \t\n\r]+|&(?=\S)|,(?=[a-z]|\d{4}-)|$)", re.DOTALL)
"""A text in pieces between which a line may end: after a space; in an address after a parameter or a code."""


@dataclass(frozen=True)
class Lettering:
    """Sets text in one writing direction, `ltr` or `rtl`. Sizes and positions are pixels, weights 400, 500 or 600."""

    direction: str

    @property
    def family(self) -> str:
        """The value of `font-family` for the whole picture."""
        return FAMILIES[self.direction]

    def width(self, text: str, size: float, weight: int = 400) -> float:
        return advance(text, self._family_of(text), weight) * size

    def missing(self, text: str) -> int:
        """How many glyphs of a text the packaged fonts lack."""
        return absent(text, self._family_of(text), 400)

    def wrap(self, text: str, size: float, room: float, lines: int, weight: int = 400) -> list[str]:
        """The text in lines of at most `room` pixels; what does not fit in so many `lines` ends in an ellipsis."""
        pieces = _PIECES.findall(text.strip())
        wrapped: list[str] = []
        while pieces and len(wrapped) < lines:
            count = 1
            while count < len(pieces) and self.width("".join(pieces[: count + 1]).rstrip(), size, weight) <= room:
                count += 1
            line, pieces = "".join(pieces[:count]).rstrip(), pieces[count:]
            wrapped.append(line)
        if pieces:
            wrapped[-1] += ELLIPSIS
        return [self._cut(line, size, room, weight) for line in wrapped]

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        fill: str,
        weight: int = 400,
        anchor: str = "start",
        halo: str = "",
    ) -> Markup:
        """One line with its baseline at `y`. `anchor`: whether `x` is its left end (`start`), `middle` or right `end`.

        Right-to-left text is isolated as such, which both browsers and resvg understand; `anchor` stays left to right.
        """
        look: Attributes = {"font_size": size, "font_weight": weight, "text_anchor": anchor, "fill": fill}
        if halo:
            look |= {"stroke": halo, "stroke_width": 3, "stroke_linejoin": "round", "paint_order": "stroke"}
        family = "" if self.direction == "rtl" or self._family_of(text) == LATIN else FAMILIES["rtl"]
        written = xml_text(text)
        if self.direction == "rtl":
            written = _RIGHT_TO_LEFT + isolate_codes(written) + _POP
        return tag("text", escape(written), x=x, y=y, font_family=family, **look)

    def _family_of(self, text: str) -> str:
        """The font that sets a text whole: the Arabic one holds the Latin letters too."""
        return ARABIC if self.direction == "rtl" or _ARABIC.search(text) else LATIN

    def _cut(self, line: str, size: float, room: float, weight: int) -> str:
        if self.width(line, size, weight) <= room:
            return line
        kept = line.removesuffix(ELLIPSIS)
        while kept and self.width(kept + ELLIPSIS, size, weight) > room:
            kept = kept[:-1].rstrip()
        return kept + ELLIPSIS


def xml_text(text: str) -> str:
    """The text without the characters that XML 1.0 has no place for."""
    return _NOT_XML.sub("", text)


@lru_cache(maxsize=4096)
def advance(run: str, family: str, weight: int) -> float:
    """The width of a run of text at size 1."""
    face, font = _font(family, weight)
    return float(sum(position.x_advance for position in _shaped(run, font).glyph_positions or ())) / float(face.upem)


def absent(run: str, family: str, weight: int) -> int:
    """How many glyphs of a run the font lacks."""
    _, font = _font(family, weight)
    return sum(info.codepoint == 0 for info in _shaped(run, font).glyph_infos or ())


def _shaped(run: str, font: hb.Font) -> hb.Buffer:
    buffer = hb.Buffer()
    buffer.add_str(run)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    return buffer


@cache
def _font(family: str, weight: int) -> tuple[hb.Face, hb.Font]:
    name = "plex-sans.ttf" if family == LATIN else f"plex-sans-arabic-{weight}.ttf"
    face = hb.Face(hb.Blob.from_file_path(str(font_file(name))))
    font = hb.Font(face)
    if family == LATIN:
        font.set_variations({"wght": weight})
    return face, font
