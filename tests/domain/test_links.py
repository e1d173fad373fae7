"""The address of a view says all that the view is."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.domain.dataset import Dataset, load_dataset
from components.domain.filters import CASUALTIES, CODED, Filter, effective_range, known_codes
from components.domain.links import BRIEFING, METHOD, PARAMETERS, Place, link_to, spelled_out, unknown_parameters
from components.domain.public_address import VARIABLE, base_address, is_loopback
from components.domain.text import fold
from components.domain.view import Camera, View, read_view

DATASET = load_dataset()
KNOWN = known_codes(DATASET)
BASE = "https://marsad.example.org"
DAYS = st.none() | st.integers(0, 2500).map(lambda number: date(2019, 5, 1) + timedelta(days=number))


def of_query(link: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(link).query, strict_parsing=True)


@st.composite
def views(draw: st.DrawFn) -> View:
    ends = draw(st.tuples(DAYS, DAYS))
    start, end = sorted(ends) if None not in ends else ends  # type: ignore[type-var]
    codes = {
        name: tuple(sorted(draw(st.sets(st.sampled_from(KNOWN[name]), max_size=4)))) for name in CODED if KNOWN[name]
    }
    text = (
        st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs")), max_size=40)
        .map(str.strip)
        .filter(lambda said: not said or fold(said))
    )
    identifiers = st.sampled_from(list(DATASET.positions))
    incident = draw(st.just("") | identifiers)
    return View(
        filter=Filter(start, end, casualties=draw(st.sampled_from([None, *CASUALTIES])), q=draw(text), **codes),
        lang=draw(st.sampled_from(["en", "ar"])),
        incident=incident,
        dossier="" if incident else draw(st.sampled_from(["", *KNOWN["site"]])),
        highlight=tuple(draw(st.lists(identifiers, max_size=5, unique=True))),
        camera=draw(
            st.none()
            | st.builds(
                Camera,
                st.integers(-8500, 8500).map(lambda number: number / 100),
                st.integers(-18000, 18000).map(lambda number: number / 100),
                st.integers(12, 64).map(lambda number: number / 4),
            )
        ),
    )


@settings(deadline=None)
@given(views(), st.sampled_from(["", DATASET.revision]), st.booleans())
def test_a_link_brings_back_exactly_the_view_that_was_shared(view: View, rev: str, embed: bool) -> None:
    shared = spelled_out(DATASET, view)
    link = link_to(BASE, shared, rev=rev, embed=embed)
    query = of_query(link)
    assert read_view(query, KNOWN, DATASET.positions) == (shared, ())
    assert unknown_parameters(query) == ()
    assert query.get("rev", [""]) == [rev]
    assert query.get("embed", [""]) == ["true" if embed else ""]


@settings(deadline=None)
@given(views())
def test_a_shared_link_names_both_days_and_shows_the_same_incidents(view: View) -> None:
    query = of_query(link_to(BASE, spelled_out(DATASET, view)))
    start, end = effective_range(DATASET, view.filter)
    assert (query["from"], query["to"]) == ([start.isoformat()], [end.isoformat()])
    shared, _ = Filter.from_query(query, KNOWN)
    assert (shared.mask(DATASET.incidents) == view.filter.mask(DATASET.incidents)).all()


def test_a_page_that_is_not_the_map_is_linked_without_what_it_does_not_show() -> None:
    view = View(Filter(weapon=("drone",)), lang="ar", incident="x", view="sources", camera=Camera(33, 44, 7))
    assert link_to(BASE, view, Place(METHOD), rev="0-ab") == f"{BASE}/method?lang=ar&view=sources&rev=0-ab"
    assert link_to("", view, Place(BRIEFING, "two-rockets", 3)) == "/briefing?lang=ar&story=two-rockets&step=3"


@pytest.mark.parametrize("name", ["wepon", "Site", "limit", "x" * 200])
def test_a_parameter_that_no_page_reads_is_named(name: str) -> None:
    (problem,) = unknown_parameters({"lang": ["en"], name: ["drone"]})
    assert (problem.parameter, problem.code) == (name[:40], "parameter")


def test_what_networks_hang_onto_a_link_is_no_mistake_of_the_reader() -> None:
    assert unknown_parameters(dict.fromkeys([*PARAMETERS, "utm_source", "fbclid"], "x")) == ()


def test_links_begin_with_the_public_address_else_with_the_browsers(
    monkeypatch: pytest.MonkeyPatch, dataset: Dataset
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert base_address("http://10.0.0.7:8501/method?x=1") == "http://10.0.0.7:8501"
    assert base_address(None) == base_address("javascript:alert(1)") == ""
    monkeypatch.setenv(VARIABLE, f"{BASE}/")
    assert base_address("http://10.0.0.7:8501/") == BASE
    assert link_to(BASE, spelled_out(dataset, View())).startswith(f"{BASE}/?lang=en&from=")


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("http://localhost:8501", True),
        ("http://127.0.0.1:8501", True),
        ("http://[::1]:8501", True),
        ("http://10.0.0.7:8501", False),
        ("https://marsad.example.org", False),
        ("", False),
    ],
)
def test_an_address_that_only_this_computer_can_open_is_known(address: str, own: bool) -> None:
    assert is_loopback(address) is own
