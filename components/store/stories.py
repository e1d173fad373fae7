"""Briefings among the published rows: a story is one row, named `story:<its id>`, which no incident's id can be.

Its cells are flat, so that a text of it can be redacted like any field: `title_en`, `summary_ar`, `steps` (the steps'
names in order), and for each step `<name>.heading_en`, `<name>.text_ar`, `<name>.query`, `<name>.incidents` and so on.
A step keeps its name where it is moved, so that a redaction reaches its text in every revision.
"""

from __future__ import annotations

from collections.abc import Mapping

from components.domain.stories import LANGUAGES, Step, Story
from components.domain.story_edits import named
from components.domain.story_rules import ROW_IDS
from components.domain.text import without_overrides
from components.store.texts import storable

PREFIX = "story:"
TITLES = tuple(f"title_{language}" for language in LANGUAGES)
STEPS = "steps"


def row_id(story_id: str) -> str:
    """The name of a story's row."""
    return PREFIX + story_id


def is_story(name: str) -> bool:
    """Whether a row is a story's."""
    return name.startswith(PREFIX)


def cells_of_story(story: Story) -> dict[str, object]:
    """A story as a row's cells, empty ones left out."""
    whole = named(story)
    cells: dict[str, object] = {
        **_texts("", title=whole.title, summary=whole.summary),
        STEPS: [step.step_id for step in whole.steps],
    }
    for step in whole.steps:
        start = f"{step.step_id}."
        cells |= _texts(start, heading=step.heading, text=step.text)
        cells |= {f"{start}query": storable(step.query)}
        cells |= {f"{start}{kind}": [storable(row) for row in getattr(step, kind)] for kind in ROW_IDS}
    return {name: value for name, value in cells.items() if value}


def story_of(name: str, cells: Mapping[str, object]) -> Story:
    """The story of a row, from its name and cells. What was redacted is empty text."""
    return Story(
        story_id=name.removeprefix(PREFIX),
        title=_by_language(cells, "title"),
        summary=_by_language(cells, "summary"),
        steps=tuple(
            Step(
                query=_text(cells, f"{step}.query"),
                heading=_by_language(cells, f"{step}.heading"),
                text=_by_language(cells, f"{step}.text"),
                step_id=step,
                **{kind: _list(cells, f"{step}.{kind}") for kind in ROW_IDS},
            )
            for step in _list(cells, STEPS)
        ),
    )


def stays(field: str) -> bool:
    """Whether a field of a story cannot be redacted by itself: a story without it is none."""
    part = field.rpartition(".")[2]
    return field in (*TITLES, STEPS) or part in ROW_IDS


def _texts(start: str, **texts: Mapping[str, str]) -> dict[str, object]:
    return {
        f"{start}{name}_{language}": storable(without_overrides(by_language.get(language, "")).strip())
        for name, by_language in texts.items()
        for language in LANGUAGES
    }


def _by_language(cells: Mapping[str, object], name: str) -> dict[str, str]:
    return {language: _text(cells, f"{name}_{language}") for language in LANGUAGES}


def _text(cells: Mapping[str, object], name: str) -> str:
    return str(cells.get(name, ""))


def _list(cells: Mapping[str, object], name: str) -> tuple[str, ...]:
    found = cells.get(name, ())
    return tuple(str(part) for part in found) if isinstance(found, (list, tuple)) else ()
