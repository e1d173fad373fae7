"""What stands behind the timeline's bars and no filter changes: troop counts, milestones, how months were searched.

It is the same for everybody at one revision, so the browser fetches it once and no filter change sends it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from components.charts.labels import place_labels
from components.domain.tables import records
from components.domain.troops import COUNTRY, TroopFigure, figures
from components.i18n import Translator
from components.i18n.phrases import troop_count

if TYPE_CHECKING:
    from components.domain.dataset import Dataset

LABEL_ROWS = 3
ROW_HEIGHT = 14
LABELS_HEIGHT = LABEL_ROWS * ROW_HEIGHT
DRAWN_WIDTH = 1300  # CSS pixels that labels are placed for
_LABEL_TOP = 2
_SEARCHED_OPACITY = {"well": 0.9, "partial": 0.5, "thin": 0.22, "not_available": 0.0}


@dataclass(frozen=True)
class Extent:
    """First and last day of the time axis."""

    start: date
    end: date


def extent(dataset: Dataset) -> Extent:
    """From the first searched month to the end of the last one, in whole months."""
    return Extent(dataset.first_day.replace(day=1), dataset.last_day)


def backdrop(dataset: Dataset, t: Translator) -> dict[str, list[dict[str, Any]]]:
    """Rows for the chart: `troops`, `milestones`, `labels` (the milestones that have room for one), `coverage`.

    Field names are those of the tooltips; days are ISO dates, `top` is in CSS pixels from the plot's upper edge.
    """
    milestones = _milestones(dataset, t)
    return {
        "troops": _troops(dataset, t),
        "milestones": [{name: row[name] for name in ("day", "date", "milestone")} for row in milestones],
        "labels": [row for row in milestones if row["top"] is not None],
        "coverage": _coverage(dataset, t),
    }


def reported_us_counts(dataset: Dataset) -> list[tuple[TroopFigure, float]]:
    """The reported US head counts for the country inside the axis, each with the number to draw: its best, else middle.

    The latest figure before the axis begins is the first: it is carried on.
    """
    span = extent(dataset)
    known = [
        (figure, count)
        for figure in figures(dataset.troop_counts, COUNTRY)
        if figure.kind == "reported" and figure.force == "us" and figure.as_of.last <= span.end
        if (count := _middle(figure.values)) is not None
    ]
    before = [item for item in known if item[0].as_of.last <= span.start]
    return [*before[-1:], *(item for item in known if item[0].as_of.last > span.start)]


def _troops(dataset: Dataset, t: Translator) -> list[dict[str, Any]]:
    span = extent(dataset)
    rows: list[dict[str, Any]] = [
        {
            "day": max(figure.as_of.last, span.start).isoformat(),
            "count": count,
            "as_of": t.format.reported(figure.as_of),
            "said": True,
            "troops": troop_count(t, figure),
            "claimant": figure.claimant(t.code),
        }
        for figure, count in reported_us_counts(dataset)
    ]
    # The line is carried on to the axis' end without a dot there: nobody said so on that day.
    return [*rows, {**rows[-1], "day": span.end.isoformat(), "said": False}] if rows else []


def _middle(values: tuple[int | None, int | None, int | None]) -> float | None:
    low, best, high = values
    if best is not None:
        return best
    known = [value for value in (low, high) if value is not None]
    return sum(known) / len(known) if known else None


def _milestones(dataset: Dataset, t: Translator) -> list[dict[str, Any]]:
    span = extent(dataset)
    rows = dataset.milestones.sort_values("date", kind="stable")
    rows = rows[(rows["date"] >= pd.Timestamp(span.start)) & (rows["date"] <= pd.Timestamp(span.end))]
    titles = [str(title) for title in rows[f"title_{t.code}"]]
    days = [day.date() for day in rows["date"]]
    placed = place_labels(days, titles, span.start, span.end, DRAWN_WIDTH, LABEL_ROWS)
    return [
        {
            "day": day.isoformat(),
            "date": t.format.day(day),
            "milestone": title,
            "label": label.text,
            "top": label.tier * ROW_HEIGHT + _LABEL_TOP if label.tier >= 0 else None,
        }
        for day, title, label in zip(days, titles, placed, strict=True)
    ]


def _coverage(dataset: Dataset, t: Translator) -> list[dict[str, Any]]:
    span = extent(dataset)
    rows = []
    for row in records(dataset.coverage):
        month = pd.Period(row["month"], freq="M")
        if not span.start <= month.start_time.date() <= span.end:
            continue
        rows.append(
            {
                "start": month.start_time.date().isoformat(),
                "end": (month + 1).start_time.date().isoformat(),
                "opacity": _SEARCHED_OPACITY[str(row["searched"])],
                "month": t.format.month(month.start_time),
                "searched": dataset.schema.label("coverage", "searched", str(row["searched"]), t.code),
                "notes": row["note_ar" if t.code == "ar" else "note"],
            }
        )
    return rows
