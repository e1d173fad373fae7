"""The picture as a file: an SVG that carries its fonts, and the PNG made from it with the packaged ones."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cache, partial

import resvg_py
from markupsafe import Markup

from components.export.extract import Extract
from components.export.fonts import font_faces
from components.export.picture.sheet import PREVIEW, USUAL, Sheet, draw
from components.theme.fonts import FONT_FILES, font_file
from components.theme.symbols import Mode

LOOKS: dict[str, tuple[Sheet, Mode]] = {
    "": (USUAL, "light"),
    "dark": (USUAL, "dark"),
    "preview": (PREVIEW, "light"),
    "preview-dark": (PREVIEW, "dark"),
}
"""The variants of a picture: the usual sheet and the one for link previews, on light and on dark paper."""
KEPT = 32
_OPENING_TAG_END = ">"
_kept: OrderedDict[Hashable, bytes] = OrderedDict()
_lock = threading.Lock()


def write_svg(extract: Extract, look: str = "") -> bytes:
    """The picture as SVG with the letters that it uses inside: it looks the same where no font is installed."""
    drawn = draw(extract, *LOOKS[look])
    head, end, rest = drawn.partition(_OPENING_TAG_END)
    style = Markup("<style>{}</style>").format(font_faces(drawn))
    return f"{head}{end}{style}{rest}".encode()


def write_png(extract: Extract, look: str = "") -> bytes:
    """The picture as PNG. The last `KEPT` are kept: link previews are asked for by many at once."""
    key = (extract.dataset.edition, extract.dataset.revision, extract.view, extract.made, extract.link, look)
    with _lock:
        png = _kept.get(key)
    if png is None:
        png = rasterise(draw(extract, *LOOKS[look]))
        with _lock:
            _kept[key] = png
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
    return png


def variants(write: Callable[[Extract, str], bytes]) -> dict[str, Callable[[Extract], bytes]]:
    """`write` for every variant but the usual one, by name."""
    return {look: partial(_written, write, look) for look in LOOKS if look}


def rasterise(document: str) -> bytes:
    """An SVG document as PNG, at its own size. Raises ValueError for what is no SVG."""
    return bytes(resvg_py.svg_to_bytes(svg_string=document, skip_system_fonts=True, font_files=list(_font_files())))


def _written(write: Callable[[Extract, str], bytes], look: str, extract: Extract) -> bytes:
    return write(extract, look)


@cache
def _font_files() -> tuple[str, ...]:
    return tuple(str(font_file(name)) for name in FONT_FILES)
