"""The stories that can be presented: title, summary, the days that they span, their steps."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from components.domain.filters import effective_range
from components.domain.stories import Story
from components.markup.pieces import join
from components.views.briefing.place import go
from components.views.context import Run


def story_list(run: Run) -> None:
    t = run.t
    with st.container(key="briefing-list"):
        st.html(
            Markup('<h1 class="m-briefing-title">{}</h1><p class="m-lead">{}</p>').format(
                t("briefing.title"), t("briefing.lead") if run.dataset.stories else t("briefing.none")
            )
        )
        for story in run.dataset.stories:
            with st.container(key=f"story-{story.story_id}"):
                st.html(_story(run, story))
                with st.container(key=f"take-{story.story_id}", horizontal=True, vertical_alignment="center"):
                    st.button(
                        t("briefing.start"),
                        key=f"start-{story.story_id}",
                        type="primary",
                        on_click=go,
                        kwargs={"story": story.story_id, "step": 1},
                    )
                    st.html(_offline(run, story), width="stretch")


def _story(run: Run, story: Story) -> Markup:
    t = run.t
    headings = join(Markup("<li>{}</li>").format(step.heading[t.code]) for step in story.steps)
    return Markup(
        '<article class="m-story"><h2>{}</h2><p class="m-where">{} · {}</p><p>{}</p><ol>{}</ol></article>'
    ).format(
        story.title[t.code],
        t.count("briefing.steps", len(story.steps)),
        _span(run, story),
        story.summary[t.code],
        headings,
    )


def _offline(run: Run, story: Story) -> Markup:
    query = urlencode({"story": story.story_id, "lang": run.t.code, "rev": run.dataset.revision})
    return Markup(
        '<p class="m-take"><a href="/export/html?{}" download>{}</a> <span class="m-where">{}</span></p>'
    ).format(query, run.t("offline.story"), run.t("offline.story_help"))


def _span(run: Run, story: Story) -> str:
    """The days between the first and the last that the story's steps look at."""
    views = [step.view(run.t.code, run.known, run.dataset.positions) for step in story.steps]
    ranges = [effective_range(run.dataset, view.filter) for view in views]
    return run.t.format.range(min(first for first, _ in ranges), max(end for _, end in ranges))
