"""A guided briefing: ordered steps, each a view of the map with a heading, a few sentences and what they stand on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from components.domain.filters import PARAMETERS
from components.domain.tables import HEADER_LINES, Problem, read_table, records
from components.domain.view import CAMERA, View, read_view

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from components.domain.schema import Schema

STORY_TABLES = ("stories", "steps")
LANGUAGES = ("en", "ar")
STEP_PARAMETERS = frozenset({*PARAMETERS, *CAMERA, "incident", "dossier", "highlight"})
"""What a step's query may say. The language is the reader's."""


@dataclass(frozen=True)
class Step:
    """`query` is a view's parameters without the language, `site=harir&from=2024-08-01&lat=33.8&lon=42.4&zoom=7`.

    `heading` and `text` are by language code. The rest are ids of rows that the text stands on: of milestones,
    statements and troop counts, and of incidents, with whose claims they come. They resolve in the revision that the
    step was written for; a later one may have withdrawn an incident: see `components.domain.grounds`.
    `step_id` names the step within its story, wherever it stands; "" where its place is its name.
    """

    query: str
    heading: Mapping[str, str]
    text: Mapping[str, str]
    milestones: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()
    troop_counts: tuple[str, ...] = ()
    step_id: str = ""

    def view(self, lang: str, known: Mapping[str, Iterable[str]], incidents: Mapping[str, int]) -> View:
        """What the map shows at this step, without what no longer makes sense; `known` and `incidents` as in
        `read_view`."""
        return replace(read_view(parse_qs(self.query), known, incidents)[0], lang=lang)


@dataclass(frozen=True)
class Story:
    """`title` and `summary` are by language code."""

    story_id: str
    title: Mapping[str, str]
    summary: Mapping[str, str]
    steps: tuple[Step, ...]


def load_stories(directory: Path, schema: Schema) -> tuple[Story, ...]:
    """The stories of a data directory, unchecked but for the types of their fields; none where it has no such tables.

    Raises TableError.
    """
    if not set(STORY_TABLES) <= set(schema.resources):
        return ()
    return read_stories(*(read_table(schema.resources[name], directory) for name in STORY_TABLES))


def find_story(stories: Iterable[Story], story_id: str) -> Story | None:
    """The story of an id, None where there is none such."""
    return next((story for story in stories if story.story_id == story_id), None)


def read_stories(stories: pd.DataFrame, steps: pd.DataFrame) -> tuple[Story, ...]:
    """The typed tables (see `read_table`) as stories in their order, each with its steps in theirs."""
    of_story: dict[str, list[Step]] = {}
    for row in records(steps.sort_values("step")):
        of_story.setdefault(str(row["story_id"]), []).append(_step(row))
    return tuple(
        Story(
            story_id=str(row["story_id"]),
            title=_by_language(row, "title"),
            summary=_by_language(row, "summary"),
            steps=tuple(of_story.get(str(row["story_id"]), [])),
        )
        for row in records(stories.sort_values("order"))
    )


def story_problems(
    stories: pd.DataFrame, steps: pd.DataFrame, known: Mapping[str, Iterable[str]], incidents: Mapping[str, int]
) -> list[Problem]:
    """What the descriptor cannot rule out: stories without steps, gaps in their numbers, queries that make no sense."""
    numbers = steps.groupby("story_id")["step"].agg(sorted).to_dict()
    found = []
    for line, row in enumerate(records(stories), HEADER_LINES + 1):
        counted = [int(number) for number in numbers.get(row["story_id"], [])]
        if counted != list(range(1, len(counted) + 1)) or not counted:
            rule = "its steps must be numbered from 1 without a gap"
            found.append(Problem("stories", line, "story_id", str(row["story_id"]), rule))
    for line, row in enumerate(records(steps), HEADER_LINES + 1):
        for parameter, value in query_problems(str(row["query"]), known, incidents):
            rule = f"the parameter {parameter} makes no sense"
            found.append(Problem("steps", line, "query", value, rule))
    return found


def query_problems(
    query: str, known: Mapping[str, Iterable[str]], incidents: Mapping[str, int]
) -> list[tuple[str, str]]:
    """The parameters of a step's query that do not hold, each with its value."""
    given = parse_qs(query, keep_blank_values=True)
    strange = [(name, ",".join(values)) for name, values in given.items() if name not in STEP_PARAMETERS]
    return strange + [(problem.parameter, problem.value) for problem in read_view(given, known, incidents)[1]]


def _step(row: Mapping[str, Any]) -> Step:
    return Step(
        query=str(row["query"]),
        heading=_by_language(row, "heading"),
        text=_by_language(row, "text"),
        milestones=row["milestone_ids"],
        statements=row["statement_ids"],
        incidents=row["incident_ids"],
        troop_counts=row["troop_count_ids"],
    )


def _by_language(row: Mapping[str, Any], name: str) -> dict[str, str]:
    return {lang: str(row[f"{name}_{lang}"]) for lang in LANGUAGES}
