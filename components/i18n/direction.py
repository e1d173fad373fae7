"""Right-to-left text with codes in it."""

from __future__ import annotations

import re

_LEFT_TO_RIGHT, _POP = "\u2066", "\u2069"
_CODE = re.compile(r"https?://\S+|[!-~]*[=&][!-~]*|\b\d\w*-[\w-]+", re.ASCII)


def isolate_codes(text: str) -> str:
    """Addresses and codes with hyphens (`0-50079b96`) isolated, lest right-to-left text turn them around."""
    return _CODE.sub(rf"{_LEFT_TO_RIGHT}\g<0>{_POP}", text)
