"""Text that a spreadsheet would run as a formula, guarded with one apostrophe, and the way back.

Numbers are never guarded. The guard is reversible: text that begins with apostrophes before such a sign gets one more,
and exactly one is taken off.
"""

from __future__ import annotations

import re

STARTS = "=+-@\t\r\n\0＝＋－＠"
"""A cell that begins with one of these may be run; the last four are the full-width forms."""
_SET = re.escape(STARTS)
_NEEDS = re.compile(f"'*[{_SET}]")
_GUARDED = re.compile(f"'+[{_SET}]")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


def guard(text: str) -> str:
    """The text, safe in a cell of CSV or XLSX."""
    if _NEEDS.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def unguard(text: str) -> str:
    """The text as it was before `guard`."""
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text
