"""Hue and shape say the weapon and nothing else; size says people hurt, a hollow outline says doubt.

Hues are of the Okabe-Ito family, which readers with the common colour-vision deficiencies can tell apart; shape is the
second channel for the same meaning (WCAG 2.2, 1.4.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mode = Literal["light", "dark"]


@dataclass(frozen=True)
class Symbol:
    """A weapon's shape and its colour (CSS hex) on light and on dark paper."""

    shape: str
    light: str
    dark: str

    def colour(self, mode: Mode) -> str:
        return self.dark if mode == "dark" else self.light


WEAPON_SYMBOLS: dict[str, Symbol] = {
    "rocket": Symbol("circle", "#d55e00", "#ff8a3d"),
    "drone": Symbol("triangle", "#0072b2", "#56b4e9"),
    "ballistic_missile": Symbol("diamond", "#7a3e9d", "#bf95e6"),
    "cruise_missile": Symbol("pentagon", "#b0487f", "#e59ac3"),
    "mortar": Symbol("wedge", "#a87400", "#e6b84c"),
    "ied": Symbol("octagon", "#3b4048", "#c9cdd4"),
    "small_arms": Symbol("plus", "#3b4048", "#c9cdd4"),
    "mixed": Symbol("hexagon", "#3b4048", "#c9cdd4"),
    "unknown": Symbol("square", "#9aa1ab", "#7b838f"),
}

HURT_STEPS: tuple[int, ...] = (1, 5, 20)
"""A dot grows at each of these numbers of people reported killed or injured."""

HURT_SCALES: tuple[float, ...] = (1, 1.4, 1.8, 2.3)
"""How large a dot is below the first of `HURT_STEPS`, and from each on."""

DOUBTED = ("claimed_only", "disputed")
"""Verifications that are drawn hollow."""


@dataclass(frozen=True)
class Paper:
    """Surface colours of the map and the charts in one mode."""

    ground: str
    abroad: str
    water: str
    border: str
    line: str
    ink: str
    muted: str
    halo: str
    disc: str
    accent: str


PAPER: dict[Mode, Paper] = {
    "light": Paper(
        ground="#fbfaf4",
        abroad="#efe9db",
        water="#cddfe6",
        border="#c2b8a2",
        line="#ddd6c6",
        ink="#171c26",
        muted="#5c6470",
        halo="#fffdf8",
        disc="#fffdf8",
        accent="#0b5d7a",
    ),
    "dark": Paper(
        ground="#1f2632",
        abroad="#161b23",
        water="#10303c",
        border="#485262",
        line="#313a48",
        ink="#f3f4f6",
        muted="#a7afbb",
        halo="#141922",
        disc="#141922",
        accent="#7cc4de",
    ),
}
