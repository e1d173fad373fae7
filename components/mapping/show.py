"""The one place where the page meets streamlit-folium, so that a successor of it can be put in its stead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import folium
import streamlit as st
from streamlit_folium import st_folium

from components.incident_layer.view import MapView
from components.mapping.layer import IncidentLayer, base_map

EXPLORE, DESK, BRIEFING = "map", "desk-map", "briefing-map"
HEIGHT = 470
_RETURNED = ["last_object_clicked_count", "last_object_clicked_tooltip"]


@dataclass(frozen=True)
class Selection:
    """What was clicked last: the row position of an incident, or a site's id, or neither."""

    incident: int | None = None
    site: str | None = None


def show(view: MapView, on_select: Callable[[Selection], None], key: str = EXPLORE) -> None:
    """Draw the view; a click on a dot or a site calls `on_select` before the page of its run is built."""
    group = folium.FeatureGroup(name="view", control=False)
    group.add_child(IncidentLayer(view.payload(), view.bits))
    st_folium(
        base_map(),
        key=key,
        height=HEIGHT,
        use_container_width=True,
        returned_objects=_RETURNED,
        feature_group_to_add=group,
        on_change=lambda: on_select(parse_selection(st.session_state.get(key))),
    )


def parse_selection(value: Any) -> Selection:
    """Read what the layer sent: `incident:<row>` or `site:<id>`. Anything else selects nothing."""
    text = value.get("last_object_clicked_tooltip") if isinstance(value, dict) else None
    kind, _, rest = text.partition(":") if isinstance(text, str) else ("", "", "")
    if kind == "incident" and rest.isascii() and rest.isdigit():
        return Selection(incident=int(rest))
    if kind == "site" and rest:
        return Selection(site=rest)
    return Selection()
