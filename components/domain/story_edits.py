"""What an editor does to a briefing: pure functions from a story to the next one. A step is named by its `step_id`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from components.domain.stories import LANGUAGES, Step, Story
from components.domain.story_rules import ROW_IDS

EMPTY = Story(story_id="", title={}, summary={}, steps=())


def named(story: Story) -> Story:
    """The story with a name for each step: its place, for those that had none."""
    steps = (step if step.step_id else replace(step, step_id=str(number)) for number, step in enumerate(story.steps, 1))
    return replace(story, steps=tuple(steps))


def with_text(story: Story, name: str, language: str, text: str) -> Story:
    """Another title or summary in one language."""
    return replace(story, **{name: _with(getattr(story, name), language, text)})  # type: ignore[arg-type]


def with_step_text(story: Story, step_id: str, name: str, language: str, text: str) -> Story:
    """Another heading or text of a step in one language."""
    return _changed(story, step_id, lambda step: {name: _with(getattr(step, name), language, text)})


def with_rows(story: Story, step_id: str, kind: str, ids: Iterable[str]) -> Story:
    """Other rows of one kind (a key of `ROW_IDS`) under a step, each once, in the order given."""
    if kind not in ROW_IDS:
        raise KeyError(kind)
    return _changed(story, step_id, lambda _: {kind: tuple(dict.fromkeys(ids))})


def with_step(story: Story, step: Step, at: int | None = None) -> Story:
    """One more step, at a place counted from 0 or at the end. One whose name is there already is not added again."""
    if any(own.step_id == step.step_id for own in story.steps):
        return story
    place = len(story.steps) if at is None else max(0, min(at, len(story.steps)))
    return replace(story, steps=(*story.steps[:place], step, *story.steps[place:]))


def without_step(story: Story, step_id: str) -> Story:
    return replace(story, steps=tuple(step for step in story.steps if step.step_id != step_id))


def moved(story: Story, step_id: str, by: int) -> Story:
    """The step so many places further on, no further than either end."""
    place = place_of(story, step_id)
    if place is None:
        return story
    steps = [*story.steps]
    step = steps.pop(place)
    steps.insert(max(0, min(place + by, len(steps))), step)
    return replace(story, steps=tuple(steps))


def duplicated(story: Story, step_id: str, new_id: str) -> Story:
    """The same step once more, after itself, under another name."""
    place = place_of(story, step_id)
    return story if place is None else with_step(story, replace(story.steps[place], step_id=new_id), place + 1)


def place_of(story: Story, step_id: str) -> int | None:
    """The step's place, counted from 0; None where there is no such step."""
    return next((place for place, step in enumerate(story.steps) if step.step_id == step_id), None)


def _with(texts: Mapping[str, str], language: str, text: str) -> dict[str, str]:
    if language not in LANGUAGES:
        raise KeyError(language)
    return {**texts, language: text}


def _changed(story: Story, step_id: str, change: Callable[[Step], Mapping[str, Any]]) -> Story:
    steps = (replace(step, **change(step)) if step.step_id == step_id else step for step in story.steps)
    return replace(story, steps=tuple(steps))
