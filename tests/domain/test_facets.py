"""Counts beside filter options, monthly counts, presets."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from components.domain.dataset import Dataset
from components.domain.facets import facet_counts, monthly_counts
from components.domain.filters import CODED, Filter, known_codes
from components.domain.presets import presets

VIEWS = [
    Filter(),
    Filter(weapon=("drone",), start=date(2023, 10, 7)),
    Filter(site=("harir",), casualties="any", q="drone"),
]


@pytest.mark.parametrize("view", VIEWS)
def test_each_option_shows_how_many_it_would_leave(view: Filter, dataset: Dataset) -> None:
    known = known_codes(dataset)
    counts = facet_counts(dataset, view, known)
    for name in CODED:
        for code in known[name]:
            assert counts[name][code] == view.with_codes(name, [code]).mask(dataset.incidents).sum()


def test_monthly_counts_ignore_the_date_range_only(dataset: Dataset) -> None:
    narrow = Filter(start=date(2024, 1, 1), end=date(2024, 1, 31), weapon=("drone",))
    counts = monthly_counts(dataset, narrow)
    assert counts["incidents"].sum() == Filter(weapon=("drone",)).mask(dataset.incidents).sum()
    assert set(counts["weapon"]) == {"drone"}


def test_presets_cover_all_years_of_the_data(dataset: Dataset) -> None:
    found = presets(dataset)
    years = [found[code] for code in found if code.isdigit()]
    assert years[0][0] == dataset.first_day
    assert years[-1][1] == dataset.last_day
    for (_, end), (start, _) in pairwise(years):
        assert end
        assert start
        assert (start - end).days == 1


def test_the_last_90_days_end_with_the_newest_incident(dataset: Dataset) -> None:
    start, end = presets(dataset)["last-90-days"]
    assert end == dataset.incidents["date"].iloc[-1].date()
    assert start
    assert (end - start).days == 89
