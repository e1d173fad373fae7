"""A filter means the same as a naive loop, and survives the trip through a link."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlencode

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.domain.dataset import Dataset, load_dataset
from components.domain.filters import (
    CASUALTIES,
    CODED,
    COLUMNS,
    MAX_TEXT,
    PARAMETERS,
    Filter,
    QueryProblem,
    known_codes,
)
from components.domain.tables import records
from components.domain.text import fold

DATASET = load_dataset()
KNOWN = known_codes(DATASET)
DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))
TEXTS = st.sampled_from(["", "drone", "Ain al-Asad", "عين الاسد", "كتائب", "2024-08", "nothing at all", "مسيّرة أربيل"])


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    start, end = draw(st.none() | DAYS), draw(st.none() | DAYS)
    if start and end and start > end:
        start, end = end, start
    coded = {name: tuple(sorted(draw(st.sets(st.sampled_from(KNOWN[name]), max_size=3)))) for name in CODED}
    casualties = draw(st.none() | st.sampled_from(CASUALTIES))
    return Filter(start=start, end=end, casualties=casualties, q=draw(TEXTS), **coded)


def keeps(view: Filter, row: dict[str, Any]) -> bool:
    """The filter's meaning, spelt out for one incident."""
    day = row["date"].date()
    if (view.start and day < view.start) or (view.end and day > view.end):
        return False
    if any(view.codes(name) and str(row[COLUMNS[name]]) not in view.codes(name) for name in CODED):
        return False

    def total(*names: str) -> int:
        return sum(
            int(row[name])
            for name in names
            if row[name] is not None and row[name] == row[name] and str(row[name]) != "<NA>"
        )

    killed, injured = total("us_killed", "other_killed"), total("us_injured", "other_injured")
    wanted = {None: True, "any": killed + injured > 0, "killed": killed > 0, "injured": injured > 0}
    return wanted[view.casualties] and all(word in row["search_text"] for word in fold(view.q).split())


@given(filters())
@settings(max_examples=120, deadline=None)
def test_the_mask_equals_a_naive_loop(view: Filter) -> None:
    rows = records(DATASET.incidents)
    expected = np.array([keeps(view, row) for row in rows])
    assert (view.mask(DATASET.incidents) == expected).all()


@given(filters())
@settings(max_examples=300, deadline=None)
def test_a_link_brings_the_same_filter_back(view: Filter) -> None:
    link = urlencode(view.to_query())
    again, problems = Filter.from_query(parse_qs(link), KNOWN)
    assert problems == ()
    assert again == view


@given(
    st.dictionaries(
        st.sampled_from(["from", "to", "q", "site", "weapon", "casualties", "claimed_by", "x"]), st.text(max_size=300)
    )
)
@settings(max_examples=300, deadline=None)
def test_no_query_crashes_and_what_is_kept_is_known(query: dict[str, str]) -> None:
    view, _ = Filter.from_query(query, KNOWN)
    assert all(set(view.codes(name)) <= set(KNOWN[name]) for name in CODED)
    view.mask(DATASET.incidents)


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ({"weapon": "catapult"}, QueryProblem("weapon", "catapult", "unknown")),
        ({"from": "05/08/2024"}, QueryProblem("from", "05/08/2024", "date")),
        ({"to": "2024-02-30"}, QueryProblem("to", "2024-02-30", "date")),
        ({"from": "2024-02-02", "to": "2024-02-01"}, QueryProblem("from", "2024-02-02 > 2024-02-01", "order")),
        ({"casualties": "many"}, QueryProblem("casualties", "many", "unknown")),
        ({"q": "x" * (MAX_TEXT + 1)}, QueryProblem("q", "x" * 20 + "…", "long")),
        ({"site": ",".join(f"s{k}" for k in range(65))}, QueryProblem("site", "65", "many")),
    ],
)
def test_nonsense_is_dropped_and_named(query: dict[str, str], problem: QueryProblem) -> None:
    view, problems = Filter.from_query(query, KNOWN)
    assert problems == (problem,)
    assert view == Filter()


def test_repeated_and_comma_separated_values_mean_the_same() -> None:
    repeated, _ = Filter.from_query({"weapon": ["rocket", "drone"]}, KNOWN)
    joined, _ = Filter.from_query({"weapon": "drone,rocket"}, KNOWN)
    assert repeated == joined == Filter(weapon=("drone", "rocket"))


@pytest.mark.parametrize("text", ["عَيْن الأَسَد", "عين الاسد", "عــيــن الأسد"])
def test_arabic_search_ignores_signs_hamza_and_tatweel(text: str, dataset: Dataset) -> None:
    plain = Filter(q="عين الأسد").mask(dataset.incidents)
    assert plain.any()
    assert (Filter(q=text).mask(dataset.incidents) == plain).all()


def test_a_search_finds_a_site_by_its_other_languages_name(dataset: Dataset) -> None:
    english, arabic = Filter(q="harir").mask(dataset.incidents), Filter(q="حرير").mask(dataset.incidents)
    at_harir = (dataset.incidents["site_id"] == "harir").to_numpy()
    assert (english & arabic)[at_harir].all()


def test_lifting_a_code_leaves_the_others() -> None:
    view = Filter(weapon=("drone", "rocket"), q="x")
    assert view.without("weapon", "drone") == Filter(weapon=("rocket",), q="x")
    assert view.without("weapon") == Filter(q="x")
    assert view.without("q") == Filter(weapon=("drone", "rocket"))
    assert Filter(start=date(2024, 1, 1)).without("date") == Filter()


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_parameter_without_a_value_is_named_and_never_means_everything_in_silence(name: str) -> None:
    view, problems = Filter.from_query({name: " , "} if name != "q" else {name: ""}, KNOWN)
    assert view == Filter()
    assert [(item.parameter, item.code) for item in problems if item.code == "empty"] == [(name, "empty")]


@pytest.mark.parametrize("text", ["!!!", "…", "ـ", "\x00"])
def test_a_search_without_a_word_is_named(text: str) -> None:
    view, problems = Filter.from_query({"q": text})
    assert view.q == ""
    assert [item.parameter for item in problems] == ["q"]
