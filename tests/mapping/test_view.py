"""The view that the layer's script is told, the Folium map that carries it, and what a click says back."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import date

import folium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit_folium import _get_feature_group_string, _get_map_string

from components.domain.dataset import Dataset
from components.domain.filters import Filter
from components.domain.view import HOME
from components.i18n import translator
from components.incident_layer.view import Draft, MapView
from components.mapping.layer import IncidentLayer, base_map, encode
from components.mapping.show import Selection, parse_selection


def view_of(dataset: Dataset, lang: str = "en", **filters: object) -> MapView:
    chosen = Filter(**filters)  # type: ignore[arg-type]
    return MapView(dataset, chosen, chosen.mask(dataset.incidents), translator(lang), "light")


def lines(view: MapView, site: str) -> list[str]:
    found: list[str] = next(item["lines"] for item in view.payload()["sites"] if item["id"] == site)
    return found


def test_a_site_shows_the_count_as_of_the_end_of_the_range(dataset: Dataset) -> None:
    assert lines(view_of(dataset, end=date(2020, 12, 31)), "ain-al-asad")[0] == "≈1,500 US and coalition · Jan 2020"
    assert lines(view_of(dataset), "ain-al-asad")[0] == "0 US · Jan 2026"
    assert lines(view_of(dataset, end=date(2024, 1, 1)), "harir")[0] == "no published figure"
    assert lines(view_of(dataset, "ar", end=date(2024, 1, 1)), "harir")[0] == "لا رقم منشور"


def test_a_site_says_how_many_of_its_incidents_are_shown(dataset: Dataset) -> None:
    assert lines(view_of(dataset), "harir")[1] == "25 incidents"
    assert lines(view_of(dataset, end=date(2021, 1, 1)), "harir")[1] == "0 of 25 incidents"


def test_incidents_without_a_place_are_counted_beside_the_map(dataset: Dataset) -> None:
    moved = dataset.incidents.copy()
    moved.loc[[0, 1, 2], ["place_latitude", "place_longitude"]] = None
    without = MapView(
        replace(dataset, incidents=moved),
        Filter(), Filter().mask(moved), translator("en"), "light",
    )  # fmt: skip
    assert without.payload()["unplaced"] == "3 more without a place"
    assert view_of(dataset).payload()["unplaced"] == ""


def test_the_base_map_is_the_same_on_every_run() -> None:
    assert _get_map_string(base_map()) == _get_map_string(base_map())


def test_the_same_view_gives_the_same_layer(dataset: Dataset) -> None:
    def script() -> str:
        view = view_of(dataset, weapon=("drone",))
        group = folium.FeatureGroup(name="view", control=False)
        group.add_child(IncidentLayer(view.payload(), view.bits))
        return str(_get_feature_group_string(group, base_map()))

    assert script() == script()
    assert "Marsad.show(window.map" in script()


def test_every_asset_of_the_map_comes_from_this_server() -> None:
    stage = base_map()
    links = [
        url
        for element in [stage, *stage._children.values()]
        for _, url in [*getattr(element, "default_js", []), *getattr(element, "default_css", [])]
    ]
    assert links
    assert all(url.startswith("/assets/") for url in links)


@given(st.dictionaries(st.text(), st.text()))
def test_no_text_can_leave_the_layers_string(texts: dict[str, str]) -> None:
    clean = {key: value.encode("utf-8", "ignore").decode() for key, value in texts.items() if key.isprintable()}
    clean = {key: value for key, value in clean.items() if key.encode("utf-8", "ignore").decode() == key}
    encoded = encode(clean)
    assert set(encoded) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
    assert json.loads(base64.b64decode(encoded)) == clean


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"last_object_clicked_tooltip": "incident:12"}, Selection(incident=12)),
        ({"last_object_clicked_tooltip": "site:harir"}, Selection(site="harir")),
        ({"last_object_clicked_tooltip": "incident:-1"}, Selection()),
        ({"last_object_clicked_tooltip": "incident:٣"}, Selection()),
        ({"last_object_clicked_tooltip": "<b>"}, Selection()),
        ({"last_object_clicked_tooltip": None}, Selection()),
        ({}, Selection()),
        (None, Selection()),
    ],
)
def test_a_click_selects_only_what_it_names(value: object, expected: Selection) -> None:
    assert parse_selection(value) == expected


def test_a_drafts_opening_view_holds_its_places_and_the_usual_view(dataset: Dataset) -> None:
    moved = dataset.incidents.copy()
    moved.loc[0, ["place_latitude", "place_longitude"]] = [30.51, 47.80]
    moved.loc[1, ["place_latitude", "place_longitude"]] = None
    new, unplaced, other = (str(moved.at[row, "incident_id"]) for row in (0, 1, 2))
    merged = replace(dataset, incidents=moved)
    (south, west), (north, east) = Draft(frozenset({new, unplaced}), frozenset()).home(merged)
    assert (south, west, north) == (30.11, HOME[0][1], HOME[1][0])
    assert east == 48.2
    assert Draft(frozenset(), frozenset({other, unplaced})).home(merged) == [[*corner] for corner in HOME]


def test_only_a_draft_has_an_opening_view_of_its_own(dataset: Dataset) -> None:
    assert "home" not in view_of(dataset).payload()
    view = replace(view_of(dataset), draft=Draft(frozenset(), frozenset()))
    assert view.payload()["home"] == [[*corner] for corner in HOME]
