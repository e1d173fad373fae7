"""The editor's draft of a briefing. It lives in the store, for the browser that began it, and outlives a reload."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import streamlit as st

from components.domain.stories import Step, Story
from components.domain.story_edits import EMPTY, place_of, with_step, without_step
from components.store import story_drafts as stored
from components.store.catalog import catalog
from components.store.errors import StoreError
from components.store.history import published_as
from components.store.story_drafts import StoryDraft
from components.views import identity, state
from components.views.desk import outcome

NEWS = timedelta(minutes=10)
"""So long a browser that lost the answer to its last publication is told it."""
_OPEN = "story_open_step"
_DELETED = "story_deleted"
_LOOKED = "story_looked"


def current() -> StoryDraft | None:
    """This browser's draft; None where it has none, or the store does not answer."""
    try:
        store, owner = catalog().writable(), identity.browser()
        found = stored.draft_of(store, owner)
        if found is None and _LOOKED not in st.session_state:
            key = stored.last_key(store, owner)
            done = published_as(store, key) if key else None
            if done and datetime.now(UTC) - datetime.fromisoformat(done.at) < NEWS:
                outcome.put(done, outcome.STORY)
    except StoreError:
        return None
    st.session_state[_LOOKED] = True
    return found


def begin(revision: int, story: Story = EMPTY) -> None:
    """A draft of a new story, or of a published one as it is at the revision of a number."""
    state.touch()
    outcome.clear(outcome.STORY)
    forget()
    _tried(lambda: stored.start(catalog().writable(), identity.browser(), revision, story))


def edit(key: str, change: Callable[[Story], Story]) -> bool:
    """Change the draft; False where that could not be kept, which is said."""
    state.touch()
    outcome.clear(outcome.STORY)
    return _tried(lambda: stored.change(catalog().writable(), key, identity.browser(), change))


def discard(key: str) -> None:
    state.touch()
    outcome.clear(outcome.STORY)
    forget()
    _tried(lambda: stored.discard(catalog().writable(), key, identity.browser()))


def forget() -> None:
    """Let go of what the session knows of the draft: which step is open, which was deleted last."""
    st.session_state.pop(_OPEN, None)
    st.session_state.pop(_DELETED, None)


def open_step() -> str:
    """The step whose fields are shown, by name, "" for none."""
    return str(st.session_state.get(_OPEN, ""))


def show_step(step_id: str) -> None:
    state.touch()
    st.session_state[_OPEN] = step_id


def delete_step(draft: StoryDraft, step: Step) -> None:
    place = place_of(draft.story, step.step_id)
    if edit(draft.key, lambda story: without_step(story, step.step_id)):
        st.session_state[_DELETED] = (draft.key, step, place)


def deleted(key: str) -> tuple[Step, int] | None:
    """The step of a draft that was deleted last in this session, and its place."""
    kept: tuple[str, Step, int] | None = st.session_state.get(_DELETED)
    return kept[1:] if kept is not None and kept[0] == key else None


def put_back(key: str) -> None:
    found = deleted(key)
    if found is not None and edit(key, lambda story: with_step(story, *found)):
        st.session_state.pop(_DELETED, None)


def _tried(act: Callable[[], object]) -> bool:
    try:
        act()
    except StoreError as error:
        outcome.put(error, outcome.STORY)
        return False
    return True
