"""The draft's steps in their order: each a line, one of them opened."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st
from markupsafe import Markup

from components.domain.stories import Step
from components.domain.story_edits import moved, with_step
from components.domain.story_rules import MAX_STEPS
from components.store.story_drafts import StoryDraft
from components.views import state
from components.views.context import Run
from components.views.storyboard import draft as drafts
from components.views.storyboard.new_step import step_of
from components.views.storyboard.step_form import step_form, view_sentence


def step_list(run: Run, draft: StoryDraft, faulty: Collection[int]) -> None:
    """`faulty` are the numbers of the steps that something is missing in."""
    t, steps = run.t, draft.story.steps
    with st.container(key="storyboard-steps"):
        st.html(Markup("<h4>{}</h4>").format(t.count("storyboard.steps", len(steps))))
        for number, step in enumerate(steps, 1):
            _line(run, draft, step, number, number in faulty)
            if drafts.open_step() == step.step_id:
                step_form(run, draft, step)
        if drafts.deleted(draft.key) is not None:
            with st.container(key="storyboard-undo", horizontal=True, vertical_alignment="center"):
                st.html(
                    Markup('<p class="m-hint" role="status">{}</p>').format(t("storyboard.deleted")), width="content"
                )
                st.button(
                    t("storyboard.put_back"), key="storyboard-put-back", on_click=drafts.put_back, args=(draft.key,)
                )
        st.html(Markup('<p class="m-fine">{}</p>').format(t("storyboard.how_to_add")))
        st.button(
            t("storyboard.add_last"),
            key="storyboard-add-last",
            disabled=len(steps) >= MAX_STEPS,
            on_click=_add_last,
            args=(run, draft.key),
        )


def _line(run: Run, draft: StoryDraft, step: Step, number: int, is_faulty: bool) -> None:
    t = run.t
    view = step.view(t.code, run.known, run.dataset.positions)
    heading = step.heading.get(t.code) or next((text for text in step.heading.values() if text), "")
    is_open = drafts.open_step() == step.step_id
    with st.container(key=f"storyboard-step-{step.step_id}", horizontal=True, vertical_alignment="center"):
        mark = Markup(' · <b class="m-severity m-error">{}</b>').format(t("storyboard.to_mend")) if is_faulty else ""
        st.html(
            Markup('<p><b>{}.</b> <bdi>{}</bdi>{}</p><p class="m-fine">{}</p>').format(
                t.format.number(number), heading or t("storyboard.no_heading"), mark, view_sentence(run, view)
            )
        )
        for sign, by, name in (("↑", -1, "up"), ("↓", 1, "down")):
            st.button(
                sign,
                key=f"storyboard-{name}-{step.step_id}",
                help=t(f"storyboard.{name}", number=t.format.number(number)),
                disabled=not 0 <= number - 1 + by < len(draft.story.steps),
                on_click=_move,
                args=(draft.key, step.step_id, by),
            )
        st.button(
            t("history.close" if is_open else "storyboard.edit"),
            key=f"storyboard-open-{step.step_id}",
            on_click=drafts.show_step,
            args=("" if is_open else step.step_id,),
        )


def _move(key: str, step_id: str, by: int) -> None:
    drafts.edit(key, lambda story: moved(story, step_id, by))


def _add_last(run: Run, key: str) -> None:
    step = step_of(run.dataset, state.current(), state.current().camera)
    if drafts.edit(key, lambda story: with_step(story, step)):
        drafts.show_step(step.step_id)
