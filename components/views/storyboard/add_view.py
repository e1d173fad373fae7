""" "Add this view as a step", beside the map, for whoever makes briefings; nobody else sees it."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from components.domain.story_edits import EMPTY, with_step
from components.domain.story_rules import MAX_STEPS
from components.domain.view import CAMERA, View, read_camera
from components.store import story_drafts as stored
from components.store.catalog import catalog
from components.store.editors import Editor
from components.store.errors import StoreError
from components.views import identity, state
from components.views.context import Run
from components.views.desk.said import said
from components.views.storyboard import draft as drafts
from components.views.storyboard.fields import title_of
from components.views.storyboard.new_step import step_of

_KNOWN = "story_maker"
_SAID = "story_added"
_CAMERA = "storyboard-camera"


def remember(makes_briefings: bool) -> None:
    """What the data desk knows of who sits here, so that the map need not ask the store."""
    st.session_state[_KNOWN] = makes_briefings


def add_view(run: Run, place: DeltaGenerator) -> None:
    """Fill the place beside the map. Called last in a run: the first look of a session at the store may take a while,
    and the page must be there before it.
    """
    if _KNOWN not in st.session_state and catalog().is_ready:
        remember(isinstance(identity.editor(), Editor) or drafts.current() is not None)
    if not st.session_state.get(_KNOWN):
        return
    t = run.t
    with place:
        # The map writes its position into the address bar without a run: `page_scripts/camera.js` hands it over.
        st.text_input(t("storyboard.add_view"), key=_CAMERA, label_visibility="collapsed", on_change=state.touch)
        st.button(
            t("storyboard.add_view"), key="storyboard-add-view", icon=":material/add:", on_click=_add, args=(run,)
        )
        text = _text(run)
        if text:
            st.html(Markup('<p class="m-fine" role="status">{}</p>').format(text), width="content")


def _text(run: Run) -> str:
    """What came of the last press, as long as the view is the one that was added."""
    kept: tuple[View, str] | None = st.session_state.get(_SAID)
    return kept[1] if kept is not None and kept[0] == run.state else ""


def _add(run: Run) -> None:
    state.touch()
    view, t = state.current(), run.t
    handed = str(st.session_state.get(_CAMERA) or "").split(",")
    step = step_of(run.dataset, view, read_camera(dict(zip(CAMERA, handed, strict=False)), []))
    try:
        store, owner = catalog().writable(), identity.browser()
        draft = stored.start(store, owner, run.dataset.number, EMPTY)
        if len(draft.story.steps) >= MAX_STEPS:
            text = t("storyboard.fault.many_steps", limit=t.format.number(MAX_STEPS))
        else:
            draft = stored.change(store, draft.key, owner, lambda story: with_step(story, step))
            number = t.format.number(len(draft.story.steps))
            title = title_of(t, draft.story) or t("storyboard.untitled")
            text = t("storyboard.added", number=number, title=title)
            drafts.show_step(step.step_id)
    except StoreError as error:
        text = said(t, error)
    st.session_state[_SAID] = (view, text)
