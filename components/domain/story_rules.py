"""What a briefing must be before it may be published: whole in both languages, and standing on rows of the data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.domain.stories import LANGUAGES, Story, query_problems

if TYPE_CHECKING:
    from components.domain.dataset import Dataset

MAX_STEPS = 40
MAX_ROWS = 64
"""Of one kind, that one step may stand on."""
LONGEST = {"title": 120, "summary": 600, "heading": 120, "text": 1_200, "query": 4_000}
"""Characters."""
ROW_IDS = {
    "milestones": "milestone_id",
    "statements": "statement_id",
    "troop_counts": "record_id",
    "incidents": "incident_id",
}
"""The tables whose rows a step may stand on, by the step's field, and the column of their ids."""


@dataclass(frozen=True)
class StoryFault:
    """What keeps a story from being published. `step` counts from 1; 0 is the story itself.

    `code` is a text's name (`title`, `summary`, `heading`, `text`) where it is missing in `language`; or `no_steps`,
    `many_steps`, `no_rows`, `many_rows`, `long` (`value`: the text's name), `gone` (`value`: the row's id), or `query`
    (`value`: the parameter that makes no sense).
    """

    code: str
    step: int = 0
    language: str = ""
    value: str = ""


def story_faults(story: Story) -> list[StoryFault]:
    """What can be seen without the data."""
    found = [*_text_faults("title", story.title), *_text_faults("summary", story.summary)]
    if not story.steps:
        found.append(StoryFault("no_steps"))
    if len(story.steps) > MAX_STEPS:
        found.append(StoryFault("many_steps"))
    for number, step in enumerate(story.steps, 1):
        found += _text_faults("heading", step.heading, number)
        found += _text_faults("text", step.text, number)
        if len(step.query) > LONGEST["query"]:
            found.append(StoryFault("long", number, value="query"))
        rows = [getattr(step, kind) for kind in ROW_IDS]
        if not any(rows):
            found.append(StoryFault("no_rows", number))
        if any(len(ids) > MAX_ROWS for ids in rows):
            found.append(StoryFault("many_rows", number))
    return found


def data_faults(story: Story, dataset: Dataset, known: Mapping[str, Iterable[str]]) -> list[StoryFault]:
    """What can be seen only beside the data: rows that are not there, and parts of a view that make no sense."""
    ids = {kind: set(getattr(dataset, kind)[column]) for kind, column in ROW_IDS.items()}
    found = []
    for number, step in enumerate(story.steps, 1):
        found += [
            StoryFault("gone", number, value=row)
            for kind in ROW_IDS
            for row in getattr(step, kind)
            if row not in ids[kind]
        ]
        found += [
            StoryFault("query", number, value=f"{parameter}={value}")
            for parameter, value in query_problems(step.query, known, dataset.positions)
        ]
    return found


def _text_faults(name: str, texts: Mapping[str, str], step: int = 0) -> list[StoryFault]:
    found = []
    for language in LANGUAGES:
        text = texts.get(language, "").strip()
        if not text:
            found.append(StoryFault(name, step, language))
        elif len(text) > LONGEST[name]:
            found.append(StoryFault("long", step, language, name))
    return found
