"""The packaged fonts cut to the letters of one text, for files that must look right where they are not installed."""

from __future__ import annotations

import base64
from collections.abc import Iterable

import uharfbuzz as hb
from markupsafe import Markup

from components.theme.fonts import FONT_FILES, font_file

LATIN = "plex-sans.ttf"
RULE = Markup('@font-face{{font-family:"{}";font-weight:{};src:url(data:font/ttf;base64,{}) format("truetype")}}')
WEIGHTS = (400.0, 600.0)
"""The lightest and the heaviest weight that is set."""


def font_faces(text: str, names: Iterable[str] = FONT_FILES) -> Markup:
    """`@font-face` rules with those of the fonts `names` inside that have letters of the text, cut to these."""
    return Markup("\n").join(
        Markup(
            '@font-face{{font-family:"{}";font-weight:{};src:url(data:font/ttf;base64,{}) format("truetype")}}'
        ).format(
            "IBM Plex Sans" if name == LATIN else "IBM Plex Sans Arabic",
            f"{WEIGHTS[0]:g} {WEIGHTS[1]:g}" if name == LATIN else name.removesuffix(".ttf")[-3:],
            base64.b64encode(data).decode("ascii"),
        )
        for name in names
        if (data := _cut(name, text))
    )


def _cut(name: str, text: str) -> bytes:
    """A font file with the glyphs of a text only, with all forms that these take; empty where it has none of them."""
    face = hb.Face(hb.Blob.from_file_path(str(font_file(name))))
    wanted = {ord(char) for char in text} & set(face.unicodes)
    if not wanted:
        return b""
    asked = hb.SubsetInput()
    asked.unicode_set.update(wanted)
    if name == LATIN:
        asked.set_axis_range(face, "wght", *WEIGHTS)
        asked.pin_axis_location(face, "wdth", 100.0)
    return bytes(hb.subset(face, asked).blob.data)
