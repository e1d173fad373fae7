"""The timeline under the map: attacks by month and weapon, the US troop level, milestones, and how well we searched.

Time runs left to right in both languages, as the map and every source's chart do; only texts change.
The chart does not depend on the date range, so that brushing never redraws it. What no filter changes (troop counts,
milestones, coverage) is fetched by the browser once per revision and language: see `backdrop`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from components.charts.backdrop import LABELS_HEIGHT, Extent, extent, reported_us_counts
from components.charts.style import configured, weapon_scale
from components.domain.facets import monthly_counts
from components.i18n import Translator
from components.theme.symbols import PAPER, Mode

if TYPE_CHECKING:
    from components.domain.dataset import Dataset
    from components.domain.filters import Filter

BRUSH = "brush"
# The plot from top to bottom, in CSS pixels: milestone labels (see `backdrop`), data, coverage strip.
DATA_HEIGHT = 96
STRIP_HEIGHT = 5
STRIP_GAP = 3
HEIGHT = LABELS_HEIGHT + DATA_HEIGHT + STRIP_GAP + STRIP_HEIGHT
AXIS_HEIGHT = 24
# Streamlit fits the chart into its height, axis included, so that the plot's bottom is known only to the browser.
BOTTOM = alt.value(alt.expr("height"))
STRIP_TOP = alt.value(alt.expr(f"height - {STRIP_HEIGHT}"))
X_FIELD = "utcyearmonth_month"
_MONTHS = "months_on"  # since January of the axis's first year
_SOME_YEAR = 2000
_BROAD = "width > 900"  # on narrower screens the labels are left out, the rules stay


def timeline(
    dataset: Dataset, view: Filter, t: Translator, mode: Mode, brush: tuple[date, date] | None
) -> alt.VConcatChart | alt.LayerChart:
    """The chart. `brush` is the range drawn as brushed when the chart is first shown."""
    span = extent(dataset)
    x = alt.X(
        "month:T",
        timeUnit="utcyearmonth",
        scale=_time_scale(span),
        axis=alt.Axis(
            format="%Y", tickCount={"interval": "year", "step": 1}, title=None, grid=False, labelAlign="left"
        ),
    )
    layers = [
        _bars(dataset, view, t, mode, x, brush),
        _troop_line(dataset, t, mode),
        *_milestones(dataset, t, mode),
        _coverage(dataset, t, mode),
    ]
    chart = alt.layer(*layers).resolve_scale(y="independent").properties(height=HEIGHT + AXIS_HEIGHT, width="container")
    return configured(chart, mode)


def brushed_range(event: Any, span: Extent) -> tuple[date, date] | None:
    """The range that a brush event stands for, clipped to the axis; None when the brush was cleared."""
    selection = (event or {}).get("selection", {}).get(BRUSH) or {}
    bounds = next((value for value in selection.values() if isinstance(value, list) and len(value) == 2), None)  # noqa: PLR2004
    if bounds is None:
        return None
    first, last = (pd.Timestamp(min(max(value, 0), 4e12), unit="ms").date() for value in sorted(bounds))
    first, last = max(first, span.start), min(last, span.end)
    return (first, last) if first <= last else None


def _time_scale(span: Extent) -> alt.Scale:
    return alt.Scale(type="utc", domain=[_utc(span.start), _utc(span.end)], nice=False)


def _value_scale(peak: float) -> alt.Scale:
    """A linear scale that leaves room above the data for the milestone labels and below it for the coverage strip."""
    unit = peak / DATA_HEIGHT
    return alt.Scale(domain=[-unit * (STRIP_GAP + STRIP_HEIGHT), peak + unit * LABELS_HEIGHT], nice=False, zero=False)


def _ticks(peak: float) -> list[int]:
    """Three or so round values from 0 up to the peak."""
    step = next(size for size in _steps() if peak / size <= 4)  # noqa: PLR2004
    return list(range(0, int(peak) + 1, step))


def _steps() -> Iterator[int]:
    for power in range(9):
        for digit in (1, 2, 5):
            yield digit * 10**power


def _utc(day: date) -> dict[str, Any]:
    return {"year": day.year, "month": day.month, "date": day.day, "utc": True}


def _bars(
    dataset: Dataset, view: Filter, t: Translator, mode: Mode, x: alt.X, brush: tuple[date, date] | None
) -> alt.Chart:
    # One list of months and one of counts a weapon, inside the spec: the browser unfolds them, so that little travels
    # when a range set elsewhere makes the chart be sent again. (Not as CSV: Vega reads that by eval, which the
    # Content-Security-Policy forbids.)
    counts = (
        monthly_counts(dataset, view).pivot_table("incidents", "month", "weapon", "sum", fill_value=0).astype("int32")
    )
    present = [str(code) for code in counts.columns]
    peak = float(counts.sum(axis=1).max()) if len(counts) else 1.0
    start = extent(dataset).start.year
    lists = {_MONTHS: [(day.year - start) * 12 + day.month - 1 for day in counts.index]}
    lists |= {code: counts[code].tolist() for code in present}
    labels = {code: dataset.schema.label("incidents", "weapon", code, t.code) for code in present}
    selection = alt.selection_interval(
        name=BRUSH,
        encodings=["x"],
        value={"x": [_utc(day) for day in brush]} if brush else alt.Undefined,
        mark=alt.BrushConfig(fill=PAPER[mode].accent, fillOpacity=0.12, stroke=PAPER[mode].accent, strokeOpacity=0.6),
    )
    return (
        # Named, so that Altair leaves it in its place.
        alt.Chart(alt.InlineData(values=[lists], name="months"))
        .transform_flatten([_MONTHS, *present])
        .transform_calculate(month=f"utc({start}, datum.{_MONTHS})")
        .transform_fold(present, ["weapon", "incidents"])
        .transform_filter("datum.incidents > 0")
        .transform_calculate(label=f"({json.dumps(labels)})[datum.weapon]", when=_when(t))
        .mark_bar(binSpacing=0.5)
        .encode(
            x=x,
            y=alt.Y(
                "incidents:Q",
                scale=_value_scale(peak),
                axis=alt.Axis(title=t("timeline.incidents"), values=_ticks(peak), format="d", titlePadding=6),
            ),
            color=alt.Color("weapon:N", scale=weapon_scale(mode, present), legend=None),
            tooltip=[
                alt.Tooltip("when:N", title=t("timeline.month")),
                alt.Tooltip("label:N", title=t("filters.weapon")),
                alt.Tooltip("incidents:Q", title=t("timeline.incidents")),
            ],
        )
        .add_params(selection)
    )


def _when(t: Translator) -> str:
    """A Vega expression for a row's month in words."""
    names = [t.format.month(date(_SOME_YEAR, month, 1)).removesuffix(f" {_SOME_YEAR}") for month in range(1, 13)]
    return f"({json.dumps(names)})[utcmonth(datum.month)] + ' ' + utcyear(datum.month)"


def _backdrop(dataset: Dataset, t: Translator, part: str) -> alt.Chart:
    """A chart on one part of the backdrop, fetched by the browser. Each has its own address: Vega joins equal ones."""
    return alt.Chart(alt.UrlData(url=f"/data/timeline/{dataset.revision}/{t.code}/{part}.json"))


def _troop_line(dataset: Dataset, t: Translator, mode: Mode) -> alt.LayerChart:
    counts = [count for _, count in reported_us_counts(dataset)]
    peak = float(max(counts, default=1))
    encoding = {
        "x": alt.X("day:T"),
        "y": alt.Y(
            "count:Q",
            scale=_value_scale(peak),
            axis=alt.Axis(
                title=t("timeline.troops"), orient="right", values=_ticks(peak), format=",d", grid=False, titlePadding=6
            ),
        ),
    }
    ink = PAPER[mode].ink
    base = _backdrop(dataset, t, "troops")
    line = base.mark_line(interpolate="step-after", color=ink, strokeWidth=1.4, opacity=0.75)
    dots = base.mark_point(filled=True, color=ink, size=26, opacity=0.9).transform_filter("datum.said")
    return alt.layer(
        line.encode(**encoding), dots.encode(**encoding, tooltip=_tooltip(t, "as_of", "troops", "claimant"))
    )


def _milestones(dataset: Dataset, t: Translator, mode: Mode) -> list[alt.Chart]:
    paper = PAPER[mode]
    x = alt.X("day:T")
    tooltip = _tooltip(t, "date", "milestone")
    rule = _backdrop(dataset, t, "milestones").mark_rule(
        color=paper.muted, strokeDash=[2, 3], strokeWidth=1, opacity=0.55
    )
    placed = _backdrop(dataset, t, "labels")
    stem = placed.mark_rule(color=paper.muted, strokeWidth=0.8, opacity=alt.expr(f"{_BROAD} ? 0.8 : 0"))
    text = placed.mark_text(
        align="left", dx=3, dy=5, fontSize=10.5, color=paper.ink, opacity=alt.expr(f"{_BROAD} ? 0.85 : 0")
    )
    top = alt.Y("top:Q", scale=None, axis=None)
    return [
        rule.encode(x=x, y=alt.value(LABELS_HEIGHT), y2=BOTTOM, tooltip=tooltip),
        stem.encode(x=x, y=top, y2=alt.value(LABELS_HEIGHT)),
        text.encode(x=x, y=top, text="label:N", tooltip=tooltip),
    ]


def _coverage(dataset: Dataset, t: Translator, mode: Mode) -> alt.Chart:
    strip = _backdrop(dataset, t, "coverage").mark_rect(color=PAPER[mode].ink, clip=True)
    return strip.encode(
        x=alt.X("start:T"),
        x2="end:T",
        y=STRIP_TOP,
        y2=BOTTOM,
        opacity=alt.Opacity("opacity:Q", scale=None),
        tooltip=_tooltip(t, "month", "searched", "notes"),
    )


def _tooltip(t: Translator, *fields: str) -> list[alt.Tooltip]:
    titles = {"claimant": "incident.claimant", "notes": "incident.notes"}
    return [alt.Tooltip(f"{name}:N", title=t(titles.get(name, f"timeline.{name}"))) for name in fields]
