"""Briefing: the stories in a quiet list, or the one that the address names as a presentation."""

from __future__ import annotations

from components.domain.links import Place
from components.domain.stories import find_story
from components.views.briefing.presentation import presentation
from components.views.briefing.story_list import story_list
from components.views.context import Run


def briefing(run: Run, place: Place) -> None:
    story = find_story(run.dataset.stories, place.story)
    if story is None:
        story_list(run)
    else:
        presentation(run, story, max(place.step, 1))
