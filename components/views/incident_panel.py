"""The selected incident beside the map: its card, and the way to the one before and after it."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from components.domain.filters import MAX_VALUES
from components.domain.tables import records
from components.markup.incident_card import incident_card
from components.views import state
from components.views.context import Run

_TEXT_FIELDS = ("claimed_by", "attributed_to")


def incident_panel(run: Run) -> None:
    position = run.dataset.positions[run.state.incident]
    (row,) = records(run.dataset.incidents.iloc[position : position + 1])
    claims = records(run.dataset.claims[run.dataset.claims["incident_id"] == run.state.incident])
    with st.container(key="incident"):
        _navigation(run, position)
        if not run.mask[position]:
            st.html(Markup('<p class="m-hint">{}</p>').format(run.t("incident.filtered_out")))
        st.html(incident_card(run, position, row, claims))


def _navigation(run: Run, position: int) -> None:
    """Previous and next among the incidents that the filter leaves, in order of date."""
    t = run.t
    rows = run.mask.nonzero()[0]
    before, after = rows[rows < position], rows[rows > position]
    identifiers = run.dataset.incidents["incident_id"]
    with st.container(key="incident-nav", horizontal=True, gap="small", vertical_alignment="center"):
        for name, found, pick in (("previous", before, -1), ("next", after, 0)):
            target = str(identifiers.iloc[found[pick]]) if len(found) else ""
            st.button(
                t(f"incident.{name}"),
                key=f"incident-{name}",
                disabled=not target,
                on_click=state.update,
                kwargs={"incident": target},
            )
        _bring_forward(run)
        st.button(
            t("incident.close"), key="incident-close", type="tertiary", on_click=state.update, kwargs={"incident": ""}
        )


def _bring_forward(run: Run) -> None:
    """Adds the incident to those that stand out on the map, or takes it out again."""
    chosen, identifier = run.state.highlight, run.state.incident
    stands_out = identifier in chosen
    others = tuple(other for other in chosen if other != identifier)
    st.button(
        run.t("highlight.release" if stands_out else "highlight.bring"),
        key="incident-forward",
        help=run.t("highlight.help"),
        disabled=not stands_out and len(chosen) >= MAX_VALUES,
        on_click=state.update,
        kwargs={"highlight": others if stands_out else (*chosen, identifier)},
    )
