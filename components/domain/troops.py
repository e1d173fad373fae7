"""Troop counts as of a date: the latest *reported* figure, who gave it, how old it is, and who says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from components.domain.dates import ReportedDate
from components.domain.tables import records

COUNTRY = "iraq"
HEADLINE_FORCES = ("us", "total")
RIVAL_WINDOW = timedelta(days=31)


@dataclass(frozen=True)
class TroopFigure:
    """One published figure. Counts are None where the report gives none; 0 means "reported as none"."""

    record_id: str
    scope: str
    force: str
    as_of: ReportedDate
    low: int | None
    high: int | None
    best: int | None
    precision: str
    kind: str
    claimant_en: str
    claimant_ar: str
    source_ids: tuple[str, ...]

    def claimant(self, lang: str) -> str:
        return self.claimant_ar if lang == "ar" and self.claimant_ar else self.claimant_en

    def age_days(self, on: date) -> int:
        """Days from the end of the period that the figure speaks of to `on`."""
        return (on - self.as_of.last).days

    @property
    def values(self) -> tuple[int | None, int | None, int | None]:
        return (self.low, self.best, self.high)


@dataclass(frozen=True)
class AsOf:
    """The figure to show at a date, and the differing ones published shortly before it."""

    figure: TroopFigure
    rivals: tuple[TroopFigure, ...]


def figures(troop_counts: pd.DataFrame, scope: str | None = None) -> list[TroopFigure]:
    """All figures (of one scope), oldest first."""
    rows = troop_counts if scope is None else troop_counts[troop_counts["scope"] == scope]
    found = [_figure(row) for row in records(rows)]
    return sorted(found, key=lambda figure: (figure.as_of.last, figure.as_of.first, figure.record_id))


def as_of(troop_counts: pd.DataFrame, scope: str, on: date, forces: tuple[str, ...] = HEADLINE_FORCES) -> AsOf | None:
    """The latest reported head count of a scope at a date, None where nothing was published by then.

    Only `kind == "reported"` counts: a ceiling, a plan or a forecast is never a head count. A figure for a month is not
    shown before that month is over. Counts of one nation's contingent (`force == "coalition"`) are not the headline.
    Rivals are differing reported figures for the same scope within `RIVAL_WINDOW` before the chosen one.
    """
    known = [
        figure
        for figure in figures(troop_counts, scope)
        if figure.kind == "reported" and figure.force in forces and figure.as_of.last <= on
    ]
    if not known:
        return None
    latest = known[-1]
    rivals = tuple(
        figure
        for figure in known[:-1]
        if latest.as_of.last - figure.as_of.last <= RIVAL_WINDOW and figure.values != latest.values
    )
    return AsOf(latest, rivals)


def _figure(row: dict[str, Any]) -> TroopFigure:
    reported = ReportedDate.parse(str(row["as_of"]))
    if reported is None:
        message = f"troop count {row['record_id']} has no date"
        raise ValueError(message)
    return TroopFigure(
        record_id=str(row["record_id"]),
        scope=str(row["scope"]),
        force=str(row["force"]),
        as_of=reported,
        low=_count(row["count_low"]),
        high=_count(row["count_high"]),
        best=_count(row["count_best"]),
        precision=str(row["precision"]),
        kind=str(row["kind"]),
        claimant_en=str(row["claimant"]),
        claimant_ar=str(row["claimant_ar"]),
        source_ids=tuple(row["source_ids"]),
    )


def _count(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)
