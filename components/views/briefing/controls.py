"""Around a step: a small way out above, and below it the way to the other steps. The keys press these buttons."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from components.domain.links import BRIEFING, Place, link_to
from components.domain.stories import Story
from components.domain.view import View
from components.i18n import LANGUAGES
from components.views import revision, state
from components.views.briefing.place import go
from components.views.context import Run
from components.views.sharing import sharing


def head(run: Run, story: Story, number: int, view: View) -> None:
    t = run.t
    with st.container(key="briefing-head", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(
            Markup('<p class="m-briefing-name">{}</p>').format(story.title[t.code]),
            width="stretch",
        )
        address = link_to("", view, rev=revision.pinned())
        st.html(
            Markup('<a class="m-briefing-link" href="{}">{}</a>').format(address, t("briefing.explore")),
            width="content",
        )
        sharing(run, Place(BRIEFING, story.story_id, number))
        other = "ar" if t.code == "en" else "en"
        st.button(
            LANGUAGES[other].endonym,
            key="briefing-language",
            type="tertiary",
            on_click=state.update,
            kwargs={"lang": other},
        )
        st.button(t("briefing.leave"), key="briefing-leave", type="tertiary", icon=":material/close:", on_click=go)


def foot(run: Run, story: Story, number: int) -> None:
    """Previous, a mark for every step, next. Each button leads to a step by its number, so that a key may press any."""
    t, last = run.t, len(story.steps)
    with st.container(key="briefing-foot", horizontal=True, vertical_alignment="center", gap="small"):
        _button(story, "previous", t("briefing.previous"), number - 1, disabled=number == 1)
        with st.container(key="briefing-marks", horizontal=True, gap=None, width="stretch"):
            for place, step in enumerate(story.steps, start=1):
                label = t("briefing.mark", step=t.format.number(place), heading=step.heading[t.code])
                _button(story, f"mark-{place}", label, place, current=place == number)
        st.html(
            Markup('<p class="m-briefing-progress">{}</p>').format(
                t("briefing.progress", step=t.format.number(number), n=t.format.number(last))
            ),
            width="content",
        )
        _button(story, "next", t("briefing.next"), number + 1, disabled=number == last)


def _button(story: Story, name: str, label: str, step: int, *, disabled: bool = False, current: bool = False) -> None:
    st.button(
        label,
        key=f"briefing-{name}",
        type="primary" if current else "secondary",
        disabled=disabled,
        on_click=go,
        kwargs={"story": story.story_id, "step": step},
    )
