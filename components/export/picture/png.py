"""The picture as PNG, rasterised without a browser and with the packaged fonts only."""

from __future__ import annotations

from functools import cache

import resvg_py

from components.export.picture.lettering import LATIN
from components.theme.fonts import FONT_FILES, font_file


def rasterise(document: str) -> bytes:
    """An SVG document as PNG, at its own size. Raises ValueError for what is no SVG."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=document, skip_system_fonts=True, font_files=list(_files()), font_family=LATIN, sans_serif_family=LATIN
        )
    )


@cache
def _files() -> tuple[str, ...]:
    return tuple(str(font_file(name)) for name in FONT_FILES)
