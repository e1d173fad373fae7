"""The page's state in a link."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from components.domain.dataset import load_dataset
from components.domain.filters import Filter, QueryProblem, known_codes
from components.domain.view import Camera, View
from components.views.state import read_state

DATASET = load_dataset()
KNOWN = known_codes(DATASET)


def read(query: dict[str, str], locale: str | None = "en-GB") -> tuple[View, tuple[QueryProblem, ...]]:
    return read_state(query, KNOWN, DATASET.positions, locale)


@given(
    st.sampled_from(["en", "ar"]),
    st.sampled_from([Filter(), Filter(weapon=("drone",)), Filter(start=date(2024, 1, 1), q="عين")]),
    st.sampled_from([("2024-08-05-ain-al-asad-1", ""), ("", "harir"), ("", "")]),
)
def test_a_link_brings_the_same_state_back(lang: str, view: Filter, selection: tuple[str, str]) -> None:
    state = View(filter=view, lang=lang, incident=selection[0], dossier=selection[1])
    assert read(state.to_query()) == (state, ())


def test_the_language_is_always_in_the_link_because_its_default_is_the_browsers() -> None:
    assert View().to_query() == {"lang": "en"}
    assert read({}, "ar-IQ")[0].lang == "ar"
    assert read({"lang": "en"}, "ar-IQ")[0].lang == "en"


def test_one_thing_is_selected_at_a_time() -> None:
    state, _ = read({"incident": "2024-08-05-ain-al-asad-1", "dossier": "harir"})
    assert (state.incident, state.dossier) == ("2024-08-05-ain-al-asad-1", "")


def test_the_map_position_comes_from_the_link_with_two_decimals() -> None:
    state, problems = read({"lat": "33.12345", "lon": "44.5", "zoom": "7.25"})
    assert state.camera == Camera(33.12, 44.5, 7.25)
    assert problems == ()


def test_nonsense_is_named_parameter_by_parameter() -> None:
    _, problems = read({"lang": "fr", "incident": "x", "dossier": "y", "lat": "nan", "lon": "1e9", "zoom": "7"})
    assert {item.parameter for item in problems} == {"lang", "incident", "dossier", "lat", "lon"}


@given(
    st.dictionaries(
        st.sampled_from(["lang", "incident", "dossier", "view", "lat", "lon", "zoom", "from"]), st.text(max_size=60)
    )
)
def test_no_link_crashes(query: dict[str, str]) -> None:
    state, _ = read(query)
    assert state.lang in ("en", "ar")
    assert not (state.incident and state.dossier)


def one_run(broken_off: bool = False) -> AppTest:
    """A session on Explore that filters, turns to another page and back; the last run may be broken off."""

    def script() -> None:
        import streamlit as st  # noqa: PLC0415

        from components.domain.dataset import load_dataset  # noqa: PLC0415
        from components.domain.filters import known_codes  # noqa: PLC0415
        from components.views import state  # noqa: PLC0415

        data = load_dataset()
        page = st.session_state["page"]
        st.session_state["seen"] = state.open_state(state.new_address(page), known_codes(data), data.positions)
        if not st.session_state["broken off"]:
            state.write_url(page)

    session = AppTest.from_function(script)
    session.session_state["page"] = "explore"
    session.session_state["broken off"] = False
    session.query_params["lang"] = "en"
    session.query_params["site"] = "harir"
    session.run()
    session.session_state["page"] = "method"
    session.query_params.clear()
    session.run()
    session.session_state["page"] = "explore"
    session.session_state["broken off"] = broken_off
    session.query_params.clear()
    session.query_params["lang"] = "en"
    session.run()
    session.session_state["broken off"] = False
    return session


def test_turning_a_page_keeps_the_view_and_writes_it_into_the_address() -> None:
    session = one_run()
    assert session.session_state["seen"].filter == Filter(site=("harir",))
    assert session.query_params["site"] in ("harir", ["harir"])


def test_a_run_broken_off_while_a_page_is_turned_does_not_lose_the_view() -> None:
    session = one_run(broken_off=True)
    session.query_params.clear()
    session.query_params["lang"] = "en"
    session.run()
    assert session.session_state["seen"].filter == Filter(site=("harir",))
    assert session.query_params["site"] in ("harir", ["harir"])


def test_a_run_that_still_carries_the_empty_address_of_a_turned_page_keeps_the_view() -> None:
    session = one_run()
    session.query_params.clear()
    session.run()
    assert session.session_state["seen"].filter == Filter(site=("harir",))


def test_another_address_is_another_view() -> None:
    session = one_run()
    session.query_params.clear()
    session.query_params["lang"] = "en"
    session.query_params["weapon"] = "drone"
    session.run()
    assert session.session_state["seen"].filter == Filter(weapon=("drone",))
