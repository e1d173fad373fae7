"""A step of a story on the whole screen: map and text side by side, what the text stands on, the way to the others."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from markupsafe import Markup

from components.domain.grounds import grounds
from components.domain.stories import Step, Story
from components.domain.view import View
from components.i18n.phrases import describe
from components.incident_layer.view import MapView
from components.mapping.show import BRIEFING, Selection, show
from components.markup.grounds import grounds_markup
from components.views import state
from components.views.briefing.controls import foot, head
from components.views.briefing.print_sheet import print_sheet
from components.views.context import Run
from components.views.figures_panel import figures_panel


def presentation(run: Run, story: Story, number: int) -> None:
    """`number` counts the steps from 1. The page's own filters stay what they were: a step brings its own."""
    step = story.steps[number - 1]
    view = step.view(run.t.code, run.known, run.dataset.positions)
    shown = replace(run, state=view, mask=view.filter.mask(run.dataset.incidents))
    with st.container(key="presentation"):
        head(run, story, number, view)
        with st.container(key="map-cell"):
            _map(shown, view, f"{story.story_id}/{number}")
        with st.container(key="briefing-text"):
            st.html(_text(shown, story, number))
        with st.container(key="briefing-figures"):
            figures_panel(shown)
        foot(run, story, number)
    st.html(print_sheet(run, story))


def _map(run: Run, view: View, flight: str) -> None:
    show(
        MapView(
            dataset=run.dataset,
            filter=view.filter,
            mask=run.mask,
            translator=run.t,
            mode=run.mode,
            selected=run.dataset.positions.get(view.incident, -1),
            selected_site=view.dossier,
            highlight=view.highlight,
            camera=view.camera,
            flight=flight,
        ),
        _nothing_to_select,
        key=BRIEFING,
    )


def _nothing_to_select(_: Selection) -> None:
    state.touch()  # the map's first word says only that it is there, and may come with an older address


def _text(run: Run, story: Story, number: int) -> Markup:
    t = run.t
    step: Step = story.steps[number - 1]
    sentence = describe(t, run.dataset, run.state.filter, int(run.mask.sum()))
    return Markup(
        '<span data-marsad-story="{}" data-marsad-step="{}" data-marsad-steps="{}" hidden></span>'
        '<article class="m-step" aria-live="polite"><h1>{}</h1><p class="m-step-text">{}</p>'
        '<p class="m-step-view">{}: {}</p></article>{}'
    ).format(
        story.story_id,
        number,
        len(story.steps),
        step.heading[t.code],
        step.text[t.code],
        t("briefing.on_the_map"),
        sentence,
        grounds_markup(run, grounds(run.dataset, step)),
    )
