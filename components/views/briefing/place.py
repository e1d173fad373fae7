"""Where in the briefings a session is: in the list, or at a step of a story. The address says it, buttons move it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components.domain.filters import Query, QueryProblem
from components.domain.links import BRIEFING, Place
from components.domain.stories import Story, find_story
from components.domain.view import last
from components.views import state

_PLACE = "briefing_place"
_PROBLEMS = "briefing_problems"


HERE = Place(BRIEFING)
"""The list of stories."""


def read_place(query: Query, stories: Sequence[Story]) -> tuple[Place, tuple[QueryProblem, ...]]:
    """The place that an address asks for; step 0 where it names none.

    An unknown story leads to the list, an unknown step to the first one.
    """
    asked, text = last(query, "story"), last(query, "step")
    story = find_story(stories, asked)
    if story is None:
        return HERE, (QueryProblem("story", asked, "story"),) if asked else ()
    if not text:
        return Place(BRIEFING, story.story_id), ()
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(len(story.steps))) else 0
    if 1 <= number <= len(story.steps):
        return Place(BRIEFING, story.story_id, number), ()
    return Place(BRIEFING, story.story_id, 1), (QueryProblem("step", text, "unknown"),)


def open_place(address: Query | None, stories: Sequence[Story]) -> Place:
    """The place of this run: what a new address says, else the session's, as far as it is still there."""
    if address is not None:
        st.session_state[_PLACE], st.session_state[_PROBLEMS] = read_place(address, stories)
    place: Place = st.session_state.get(_PLACE, HERE)
    return read_place(place.to_query(), stories)[0]


def problems() -> tuple[QueryProblem, ...]:
    """What made no sense in the address that the place was read from."""
    found: tuple[QueryProblem, ...] = st.session_state.get(_PROBLEMS, ())
    return found


def go(story: str = "", step: int = 0) -> None:
    """Move to a step, or without a story to the list: the callback of every button of the briefings."""
    state.touch()
    st.session_state[_PLACE] = Place(BRIEFING, story, step)
    st.session_state[_PROBLEMS] = ()
