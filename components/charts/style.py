"""What every chart shares: fonts, colours of the paper, the weapon scale."""

from __future__ import annotations

from typing import Any

import altair as alt

from components.theme.symbols import PAPER, WEAPON_SYMBOLS, Mode

FONT = "IBM Plex Sans, IBM Plex Sans Arabic, sans-serif"


def configured(chart: Any, mode: Mode) -> alt.LayerChart:
    """The chart in the page's type and on the page's paper."""
    paper = PAPER[mode]
    axis: dict[str, Any] = {
        "labelFont": FONT,
        "titleFont": FONT,
        "labelColor": paper.muted,
        "titleColor": paper.muted,
        "titleFontWeight": "normal",
        "labelFontSize": 11,
        "titleFontSize": 11,
        "gridColor": paper.line,
        "domainColor": paper.border,
        "tickColor": paper.border,
    }
    styled: alt.LayerChart = (
        chart.configure(background="transparent", font=FONT, padding={"left": 4, "right": 4, "top": 4, "bottom": 0})
        .configure_axis(**axis)
        .configure_view(stroke=None)
        .configure_mark(tooltip=None)  # else the brush itself would say "true"
    )
    return styled


def weapon_scale(mode: Mode, present: list[str]) -> alt.Scale:
    """The weapons that occur, in the vocabulary's order, to their colours."""
    shown = [code for code in WEAPON_SYMBOLS if code in present]
    return alt.Scale(domain=shown, range=[WEAPON_SYMBOLS[code].colour(mode) for code in shown])
