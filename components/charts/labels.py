"""Placing labels on a time axis so that none runs into another."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

CHARACTER = 5.7  # mean advance of a character of IBM Plex Sans at 10.5 px, in CSS pixels
LONGEST = 30
GAP = 10
ELLIPSIS = "…"
RIGHT_TO_LEFT_MARK = "\u200f"


@dataclass(frozen=True)
class Label:
    """A label's text (shortened) and the row it stands in; row -1 means there was no room for it."""

    text: str
    tier: int


def place_labels(
    days: Sequence[date], texts: Sequence[str], start: date, end: date, width: float, rows: int
) -> list[Label]:
    """Put each label in the first row where it fits, from left to right. Lengths in CSS pixels."""
    length = max((end - start).days, 1)
    occupied = [float("-inf")] * rows
    placed = []
    for day, text in zip(days, texts, strict=True):
        shown = shorten(text)
        left = (day - start).days / length * width
        right = left + len(shown) * CHARACTER
        tier = next((row for row in range(rows) if occupied[row] + GAP <= left), -1)
        if tier >= 0 and right > width:
            tier = -1
        if tier >= 0:
            occupied[tier] = right
        placed.append(Label(shown, tier))
    return placed


def shorten(text: str) -> str:
    """The text cut to `LONGEST` characters, with an ellipsis that keeps to the end of the reading direction."""
    if len(text) <= LONGEST:
        return text
    cut = text[: LONGEST - 1].rstrip() + ELLIPSIS
    arabic = any(unicodedata.bidirectional(char) == "AL" for char in cut)
    return cut + RIGHT_TO_LEFT_MARK if arabic else cut
