"""Briefings at the data desk: those that are published, and the draft of this browser."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from components.domain.links import BRIEFING, Place, link_to
from components.domain.stories import Story
from components.domain.story_rules import data_faults, story_faults
from components.domain.view import View
from components.i18n import Translator
from components.store.editors import Editor
from components.store.story_drafts import StoryDraft
from components.views.context import Run
from components.views.desk.outcome import STORY, outcome
from components.views.storyboard import add_view
from components.views.storyboard import draft as drafts
from components.views.storyboard.fields import title_of
from components.views.storyboard.publishing import go_on, publishing
from components.views.storyboard.step_form import story_fields
from components.views.storyboard.step_list import step_list


def storyboard(run: Run, editor: Editor | None) -> None:
    t = run.t
    with st.container(key="storyboard"):
        go_on(t)
        draft = drafts.current()
        add_view.remember(draft is not None or editor is not None)
        st.html(Markup('<h3>{}</h3><p class="m-fine">{}</p>').format(t("storyboard.title"), t("storyboard.lead")))
        outcome(t, STORY)
        _published(run, draft)
        if draft is None:
            number = run.dataset.number
            st.button(t("storyboard.new"), key="storyboard-new", on_click=drafts.begin, args=(number,))
        else:
            _draft(run, draft, editor)


def _published(run: Run, draft: StoryDraft | None) -> None:
    """The published briefings; each can be taken into a draft while there is none."""
    t = run.t
    for story in run.dataset.stories:
        with st.container(key=f"storyboard-published-{story.story_id}", horizontal=True, vertical_alignment="center"):
            st.html(_summary(t, story))
            st.button(
                t("storyboard.edit_copy"),
                key=f"storyboard-edit-{story.story_id}",
                disabled=draft is not None,
                help=t("storyboard.one_draft") if draft is not None else None,
                on_click=drafts.begin,
                args=(run.dataset.number, story),
            )


def _summary(t: Translator, story: Story) -> Markup:
    address = link_to("", View(lang=t.code), Place(BRIEFING, story.story_id, 1))
    return Markup(
        '<p><a href="{}" target="_blank" rel="noopener noreferrer"><b><bdi>{}</bdi></b></a> · {}</p>'
        '<p class="m-fine" dir="auto">{}</p>'
    ).format(address, title_of(t, story), t.count("storyboard.steps", len(story.steps)), story.summary.get(t.code, ""))


def _draft(run: Run, draft: StoryDraft, editor: Editor | None) -> None:
    t, story = run.t, draft.story
    faults = [*story_faults(story), *data_faults(story, run.dataset, run.known)]
    with st.container(key="storyboard-draft", border=True):
        with st.container(key="storyboard-draft-head", horizontal=True, vertical_alignment="center"):
            said = t("storyboard.changing", title=title_of(t, story)) if story.story_id else t("storyboard.making")
            st.html(Markup("<h4><bdi>{}</bdi></h4>").format(said))
            with st.popover(t("storyboard.discard"), key="storyboard-discard"):
                st.html(Markup("<p>{}</p>").format(t("storyboard.discard_help")))
                st.button(
                    t("storyboard.discard_now"),
                    key="storyboard-discard-now",
                    on_click=drafts.discard,
                    args=(draft.key,),
                )
        st.html(Markup('<p class="m-fine">{}</p>').format(t("storyboard.kept")))
        story_fields(t, draft)
        step_list(run, draft, {fault.step for fault in faults})
        publishing(t, draft, faults, editor)
