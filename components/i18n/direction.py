"""Right-to-left text with codes in it."""

from __future__ import annotations

import re
from collections.abc import Iterable

LEFT_TO_RIGHT, RIGHT_TO_LEFT, POP = "\u2066", "\u2067", "\u2069"
_OPENING = f"{LEFT_TO_RIGHT}{RIGHT_TO_LEFT}\u2068"
_CODE = re.compile(r"https?://\S+|[!-~]*[=&][!-~]*|\b\d\w*-[\w-]+", re.ASCII)


def isolate_codes(text: str) -> str:
    """Addresses and codes with hyphens (`0-50079b96`) isolated, lest right-to-left text turn them around."""
    return _CODE.sub(rf"{LEFT_TO_RIGHT}\g<0>{POP}", text)


def isolate_lines(lines: Iterable[str]) -> list[str]:
    """The lines of one text that are laid out each by itself: what is isolated across a line's end is so in both lines.

    A mark that closes what nothing opened is left out, as it would end the direction of the whole line.
    """
    closed: list[str] = []
    still_open: list[str] = []
    for line in lines:
        written = "".join(still_open)
        for char in line:
            if char in _OPENING:
                still_open.append(char)
            elif char == POP:
                if not still_open:
                    continue
                still_open.pop()
            written += char
        closed.append(written + POP * len(still_open))
    return closed
