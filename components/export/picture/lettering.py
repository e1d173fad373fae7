"""Text on the picture: measured with the packaged fonts, ordered right in both directions, safe as XML."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache

import uharfbuzz as hb
from markupsafe import Markup, escape

from components.export.picture.svg import Attributes, join, tag
from components.i18n.direction import POP, RIGHT_TO_LEFT, isolate_codes, isolate_lines
from components.theme.fonts import FONT_FILES, font_file

LATIN, ARABIC = "IBM Plex Sans", "IBM Plex Sans Arabic"
FAMILIES = {
    "ltr": f"{LATIN}, {ARABIC}, sans-serif",
    "rtl": f"{ARABIC}, {LATIN}, sans-serif",
}
ELLIPSIS = "…"
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PIECES = re.compile(r".+?(?:[ \t\n\r]+|&(?=\S)|,(?=[a-z]|\d{4}-)|$)", re.DOTALL)
"""A text in pieces between which a line may end: after a space; in an address after a parameter or a code."""
_INVISIBLE = r"\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"


@dataclass(frozen=True)
class Lettering:
    """Sets text in one writing direction, `ltr` or `rtl`. Sizes and positions are pixels, weights 400, 500 or 600."""

    direction: str

    @property
    def family(self) -> str:
        """The value of `font-family` for the whole picture."""
        return FAMILIES[self.direction]

    def width(self, text: str, size: float, weight: int = 400) -> float:
        return sum(advance(run, family, weight) for run, family in self._runs(legible(text))) * size

    def missing(self, text: str) -> int:
        """How many glyphs of a text the packaged fonts lack."""
        return absent(text, self._family_of(text), 400)

    def wrap(self, text: str, size: float, room: float, lines: int, weight: int = 400) -> list[str]:
        """The text in lines of at most `room` pixels; what does not fit in so many `lines` ends in an ellipsis.

        A piece that is wider than a line by itself goes on in the next one.
        """
        pieces = [part for piece in _PIECES.findall(text.strip()) for part in self._parts(piece, size, room, weight)]
        wrapped: list[str] = []
        while pieces and len(wrapped) < lines:
            count = 1
            while count < len(pieces) and self.width("".join(pieces[: count + 1]).rstrip(), size, weight) <= room:
                count += 1
            line, pieces = "".join(pieces[:count]).rstrip(), pieces[count:]
            wrapped.append(line)
        if pieces:
            wrapped[-1] += ELLIPSIS
        return isolate_lines(self._cut(line, size, room, weight) for line in wrapped)

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
        (written,) = isolate_lines([legible(xml_text(text))])
        if self.direction == "rtl":
            written = RIGHT_TO_LEFT + isolate_codes(written) + POP
        set_text = join(
            [
                escape(run) if own == self._family_of(text) else tag("tspan", escape(run), font_family=own)
                for run, own in self._runs(written)
            ]
        )
        return tag("text", set_text, x=x, y=y, font_family=family, **look)

    def _family_of(self, text: str) -> str:
        """The font that sets a text whole: the Arabic one holds the Latin letters too."""
        return ARABIC if self.direction == "rtl" or _ARABIC.search(text) else LATIN

    def _runs(self, text: str) -> list[tuple[str, str]]:
        """The text in runs with the font of each: what the Arabic font has no letters for, the Latin one sets.

        resvg finds another font by itself only where no letters of the text are joined into one.
        """
        if self._family_of(text) == LATIN:
            return [(text, LATIN)]
        pieces = _outside(("plex-sans-arabic-400.ttf",)).split(text)
        return [(run, LATIN if place % 2 else ARABIC) for place, run in enumerate(pieces) if run]

    def _parts(self, piece: str, size: float, room: float, weight: int) -> list[str]:
        """The piece, where it is wider than `room` in parts that are not."""
        parts = []
        while self.width(piece.rstrip(), size, weight) > room and len(piece) > 1:
            lengths = range(1, len(piece))
            fitting = bisect_right(lengths, room, key=lambda length: self.width(piece[:length], size, weight))
            parts.append(piece[: max(1, fitting)])
            piece = piece[max(1, fitting) :]
        return [*parts, piece]

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


def legible(text: str) -> str:
    """The text with an ellipsis for whatever the packaged fonts have no letters for: not a row of empty boxes."""
    return _outside(tuple(FONT_FILES)).sub(ELLIPSIS, text)


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
def _outside(names: tuple[str, ...]) -> re.Pattern[str]:
    """Runs of visible characters that none of the font files `names` has, with the joiners between them."""
    fonts = (hb.Face(hb.Blob.from_file_path(str(font_file(name)))) for name in names)
    known = "".join(sorted({chr(code) for face in fonts for code in face.unicodes}))
    without = rf"[^{re.escape(known)}{_INVISIBLE}\s]"
    return re.compile(rf"({without}+(?:[\u200d\ufe0f]+{without}*)*)")


@cache
def _font(family: str, weight: int) -> tuple[hb.Face, hb.Font]:
    name = "plex-sans.ttf" if family == LATIN else f"plex-sans-arabic-{weight}.ttf"
    face = hb.Face(hb.Blob.from_file_path(str(font_file(name))))
    font = hb.Font(face)
    if family == LATIN:
        font.set_variations({"wght": weight})
    return face, font
