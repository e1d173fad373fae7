"""The view inside another site's frame: map, key figures, and a credit that leads to the whole page. Nothing else."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from components.domain.links import link_to
from components.domain.tables import records
from components.domain.view import CAMERA
from components.i18n.phrases import describe, incident_head, incident_summary
from components.markup.pieces import EMPTY, join, revision_in
from components.views import revision
from components.views.context import Run
from components.views.explore import map_panel
from components.views.figures_panel import figure_cards, figures_of


def embed(run: Run) -> None:
    with st.container(key="embed", gap=None):
        st.html(_sentence(run))
        with st.container(key="map-cell"):
            map_panel(run)
        st.html(join([_selected(run), figure_cards(run, figures_of(run)), _credit(run)]))


def _sentence(run: Run) -> Markup:
    shown = int(run.mask.sum())
    sentence = describe(run.t, run.dataset, run.state.filter, shown, len(run.state.highlight))
    return Markup('<p class="m-sentence" role="status">{}</p>').format(sentence)


def _selected(run: Run) -> Markup:
    """The incident that was pressed, in a line: the frame has no room for its card."""
    if not run.state.incident:
        return EMPTY
    position = run.dataset.positions[run.state.incident]
    (row,) = records(run.dataset.incidents.iloc[position : position + 1])
    return Markup('<p class="m-embed-incident"><b>{}</b> <bdi>{}</bdi></p>').format(
        incident_head(run.t, run.dataset, row), incident_summary(run.t, row)
    )


def _credit(run: Run) -> Markup:
    """Where this comes from; the link opens the same view, where the frame's map looks at the time of pressing it."""
    t, rev = run.t, revision.pinned()
    link = link_to("", run.state, rev=rev)
    said = join([t("embed.credit"), revision_in(t("embed.pinned", revision="{}"), rev) if rev else ""], " ")
    return Markup(
        '<p class="m-credit"><a href="{link}" data-marsad-link="{link}" data-marsad-bar="{bar}" target="_blank"'
        ' rel="noopener">{open}</a> <span>{said}</span></p>'
    ).format(link=link, bar=" ".join(CAMERA), open=t("embed.open"), said=said)
