"""The rows that a step can stand on: those of its view, in words that tell them apart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from components.domain.dataset import Dataset
from components.domain.dates import ReportedDate
from components.domain.filters import Filter, effective_range
from components.domain.stories import Step
from components.domain.tables import records
from components.domain.troops import COUNTRY, TroopFigure, figures
from components.i18n import Translator
from components.i18n.phrases import option_label, site_name, troop_line
from components.markup.pieces import isolated

OFFERED = 200
"""Rows of one kind, the newest; a narrower view offers the others."""
_WORDS = 60


def offered(t: Translator, dataset: Dataset, step: Step, view: Filter) -> dict[str, dict[str, str]]:
    """For each kind of rows, id -> label: the rows of the view, newest first, and those that the step stands on.

    Troop counts of any time before the end of the view are offered: the latest of them is what the view shows.
    """
    start, end = effective_range(dataset, view)
    found = {
        "milestones": _milestones(t, dataset, start, end),
        "statements": _statements(t, dataset, start, end),
        "troop_counts": _troop_counts(t, dataset, view, end),
        "incidents": _incidents(t, dataset, view, step.incidents),
    }
    return {kind: {**labels, **_others(getattr(step, kind), labels)} for kind, labels in found.items()}


def _others(chosen: tuple[str, ...], offered: Mapping[str, str]) -> dict[str, str]:
    """Rows that the step stands on though its view, or the data, lacks them: by their id."""
    return {row: row for row in chosen if row not in offered}


def _milestones(t: Translator, dataset: Dataset, start: date, end: date) -> dict[str, str]:
    rows = dataset.milestones.sort_values("date", ascending=False)
    return {
        str(row["milestone_id"]): f"{row['date']:%Y-%m-%d} · {row[f'title_{t.code}']}"
        for row in records(rows)
        if start <= row["date"].date() <= end
    }


def _statements(t: Translator, dataset: Dataset, start: date, end: date) -> dict[str, str]:
    rows = dataset.statements.sort_values("date", ascending=False)
    return {
        str(row["statement_id"]): f"{row['date']} · {row[f'speaker_{t.code}']}: {_short(row[f'position_{t.code}'])}"
        for row in records(rows)
        if _within(row["date"], start, end)
    }


def _troop_counts(t: Translator, dataset: Dataset, view: Filter, end: date) -> dict[str, str]:
    scopes = {COUNTRY, *view.site}
    rows = [
        figure
        for figure in reversed(figures(dataset.troop_counts))
        if figure.as_of.first <= end and (not view.site or figure.scope in scopes)
    ]
    return {figure.record_id: _troop_label(t, dataset, figure) for figure in rows}


def _troop_label(t: Translator, dataset: Dataset, figure: TroopFigure) -> str:
    where = "" if figure.scope == COUNTRY else f" · {site_name(t, dataset, figure.scope)}"
    kind = (
        "" if figure.kind == "reported" else f" · {dataset.schema.label('troop_counts', 'kind', figure.kind, t.code)}"
    )
    return f"{troop_line(t, figure)}{where}{kind} · {figure.claimant(t.code)} {isolated(f'({figure.record_id})')}"


def _incidents(t: Translator, dataset: Dataset, view: Filter, chosen: tuple[str, ...]) -> dict[str, str]:
    shown = dataset.incidents[view.mask(dataset.incidents)].tail(OFFERED).iloc[::-1]
    others = dataset.incidents[dataset.incidents["incident_id"].isin(set(chosen) - set(shown["incident_id"]))]
    return {str(row["incident_id"]): _incident_label(t, dataset, row) for row in [*records(shown), *records(others)]}


def _incident_label(t: Translator, dataset: Dataset, row: dict[str, Any]) -> str:
    where = site_name(t, dataset, row["site_id"]) if row["site_id"] else row[f"place_{t.code}"]
    weapon = option_label(t, dataset, "weapon", str(row["weapon"]))
    return " · ".join(
        part for part in (f"{row['date']:%Y-%m-%d}", where, weapon, isolated(f"({row['incident_id']})")) if part
    )


def _within(text: str, start: date, end: date) -> bool:
    day = ReportedDate.parse(text)
    return day is not None and day.last >= start and day.first <= end


def _short(text: str) -> str:
    return text if len(text) <= _WORDS else text[:_WORDS].rsplit(" ", 1)[0] + "…"
