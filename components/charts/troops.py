"""A site's (or the country's) troop counts as published: steps, ranges and claimants, never interpolated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import pandas as pd

from components.charts.style import configured
from components.domain.troops import TroopFigure, figures
from components.i18n import Translator
from components.i18n.phrases import troop_count
from components.theme.symbols import PAPER, Mode

if TYPE_CHECKING:
    from components.domain.dataset import Dataset

HEIGHT = 150


def troop_history(dataset: Dataset, scope: str, t: Translator, mode: Mode) -> alt.LayerChart | None:
    """Step line over the reported head counts of US or all forces, with their ranges as bars. Other kinds and single
    nations' contingents are hollow marks that the line does not touch. None where nothing was published.
    """
    known = figures(dataset.troop_counts, scope)
    if not known:
        return None
    frame = pd.DataFrame([_row(dataset, figure, t) for figure in known])
    paper = PAPER[mode]
    x = alt.X("day:T", scale=alt.Scale(type="utc"), axis=alt.Axis(title=None, format="%Y", tickCount=5, grid=False))
    y = alt.Y("count:Q", axis=alt.Axis(title=None, tickCount=4, format=",d"), scale=alt.Scale(zero=True))
    tooltip = [
        alt.Tooltip("when:N", title=t("timeline.as_of")),
        alt.Tooltip("said:N", title=t("troops.count")),
        alt.Tooltip("kind:N", title=t("troops.kind")),
        alt.Tooltip("claimant:N", title=t("incident.claimant")),
    ]
    head = alt.Chart(frame[frame["headline"]])
    # US and combined counts are different things: each has a line of its own.
    line = head.mark_line(interpolate="step-after", color=paper.ink, strokeWidth=1.5).encode(x=x, y=y, detail="force:N")
    ranges = alt.Chart(frame[frame["low"].notna() & frame["high"].notna()]).mark_rule(color=paper.muted, strokeWidth=3)
    dots = head.mark_point(filled=True, size=46, color=paper.ink, opacity=1).encode(x=x, y=y, tooltip=tooltip)
    other = alt.Chart(frame[~frame["headline"]]).mark_point(size=46, color=paper.muted, opacity=1)
    chart = alt.layer(
        line,
        ranges.encode(x=x, y=alt.Y("low:Q"), y2="high:Q", tooltip=tooltip),
        dots,
        other.encode(x=x, y=y, shape=alt.value("diamond"), tooltip=tooltip),
    )
    return configured(chart.properties(height=HEIGHT, width="container"), mode)


def _row(dataset: Dataset, figure: TroopFigure, t: Translator) -> dict[str, object]:
    low, best, high = figure.values
    count = best if best is not None else high if high is not None else low
    kind = dataset.schema.label("troop_counts", "kind", figure.kind, t.code)
    force = dataset.schema.label("troop_counts", "force", figure.force, t.code)
    return {
        "day": pd.Timestamp(figure.as_of.last),
        "count": count,
        "low": low,
        "high": high,
        "headline": figure.kind == "reported" and figure.force in ("us", "total"),
        "force": figure.force,
        "said": t(f"troops.of.{figure.force}", count=troop_count(t, figure)),
        "kind": f"{kind} · {force}",
        "when": t.format.reported(figure.as_of),
        "claimant": figure.claimant(t.code),
    }
