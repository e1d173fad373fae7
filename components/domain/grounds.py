"""The rows that a step of a story stands on, looked up in one revision of the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from components.domain.tables import records
from components.domain.troops import TroopFigure, figures

if TYPE_CHECKING:
    import pandas as pd

    from components.domain.dataset import Dataset
    from components.domain.stories import Step


@dataclass(frozen=True)
class Grounds:
    """Rows as dicts from column to cell, in the order in which the step names them; `incidents` are row positions.

    `gone` holds the ids that this revision lacks: incidents that an editor withdrew since.
    """

    milestones: tuple[dict[str, Any], ...]
    statements: tuple[dict[str, Any], ...]
    incidents: tuple[int, ...]
    troop_counts: tuple[TroopFigure, ...]
    gone: tuple[str, ...]


def grounds(dataset: Dataset, step: Step) -> Grounds:
    milestones = _rows(dataset.milestones, "milestone_id", step.milestones)
    statements = _rows(dataset.statements, "statement_id", step.statements)
    counts = {figure.record_id: figure for figure in figures(dataset.troop_counts)} if step.troop_counts else {}
    named = (
        (step.milestones, milestones),
        (step.statements, statements),
        (step.incidents, dataset.positions),
        (step.troop_counts, counts),
    )
    return Grounds(
        milestones=tuple(milestones.values()),
        statements=tuple(statements.values()),
        incidents=tuple(dataset.positions[name] for name in step.incidents if name in dataset.positions),
        troop_counts=tuple(counts[name] for name in step.troop_counts if name in counts),
        gone=tuple(name for names, found in named for name in names if name not in found),
    )


def _rows(frame: pd.DataFrame, key: str, names: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """The rows of these ids by id, in the order of the ids."""
    found = {str(row[key]): row for row in records(frame[frame[key].isin(names)])}
    return {name: found[name] for name in names if name in found}
