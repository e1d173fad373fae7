"""Explore, the first screen: filters, map, key figures, selection, timeline, table."""

from __future__ import annotations

import streamlit as st

from components.incident_layer.view import MapView
from components.mapping.show import Selection, show
from components.views import state
from components.views.context import Run
from components.views.figures_panel import figures_panel
from components.views.filter_bar import filter_bar
from components.views.incident_table import incident_table
from components.views.selection_panel import selection_panel
from components.views.storyboard.add_view import add_view
from components.views.timeline_panel import timeline_panel


def explore(run: Run) -> None:
    bar = st.container(key="bar")
    with st.container(key="stage"):
        # The map first: it is what the reader looks at while the rest is still on its way.
        with st.container(key="map-cell"):
            map_panel(run)
        with bar:
            filter_bar(run)
            adding = st.container(key="add-view", horizontal=True, vertical_alignment="center")
        with st.container(key="side"):
            figures_panel(run)
            selection_panel(run)
        with st.container(key="time"):
            timeline_panel(run)
        with st.container(key="table"):
            incident_table(run)
    add_view(run, adding)


def map_panel(run: Run) -> None:
    incidents = run.dataset.incidents

    def select(chosen: Selection) -> None:
        if chosen.incident is not None and chosen.incident < len(incidents):
            state.update(incident=str(incidents["incident_id"].iloc[chosen.incident]))
        elif chosen.site in run.dataset.site_rows:
            state.update(dossier=chosen.site)
        else:
            state.touch()  # the map's first word says only that it is there, and may come with an older address

    show(
        MapView(
            dataset=run.dataset,
            filter=run.state.filter,
            mask=run.mask,
            translator=run.t,
            mode=run.mode,
            selected=run.dataset.positions.get(run.state.incident, -1),
            selected_site=run.state.dossier,
            highlight=run.state.highlight,
            camera=run.state.camera,
        ),
        select,
    )
