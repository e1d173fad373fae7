"""As-of: the latest reported head count by a date, never a plan, never before it could be known."""

from __future__ import annotations

from datetime import date

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from components.domain.dataset import Dataset, load_dataset
from components.domain.troops import COUNTRY, as_of, figures

COUNTS = load_dataset().troop_counts
SCOPES = st.sampled_from(sorted(COUNTS["scope"].astype(str).unique()))
DAYS = st.dates(date(2014, 1, 1), date(2027, 1, 1))


@given(SCOPES, DAYS)
@settings(max_examples=200, deadline=None)
def test_the_figure_is_the_latest_reported_one_by_the_date(scope: str, on: date) -> None:
    rows = COUNTS[(COUNTS["scope"] == scope) & (COUNTS["kind"] == "reported") & COUNTS["force"].isin(["us", "total"])]
    ends = rows["as_of"].map(lambda text: pd.Period(text, freq="M" if len(text) == 7 else "D").end_time.date())
    possible = ends[ends <= on]
    found = as_of(COUNTS, scope, on)
    if possible.empty:
        assert found is None
    else:
        assert found is not None
        assert found.figure.as_of.last == possible.max()
        assert found.figure.kind == "reported"


@given(SCOPES, DAYS, DAYS)
@settings(max_examples=100, deadline=None)
def test_a_later_date_never_shows_an_older_figure(scope: str, one: date, other: date) -> None:
    early, late = as_of(COUNTS, scope, min(one, other)), as_of(COUNTS, scope, max(one, other))
    if early is not None:
        assert late is not None
        assert late.figure.as_of.last >= early.figure.as_of.last


def test_a_ceiling_a_plan_and_a_forecast_are_never_head_counts(dataset: Dataset) -> None:
    kinds = {figure.kind for figure in figures(dataset.troop_counts, COUNTRY)}
    assert {"ceiling", "plan", "forecast"} <= kinds
    for day in pd.date_range("2014-01-01", "2026-12-31", freq="7D"):
        found = as_of(dataset.troop_counts, COUNTRY, day.date())
        assert found is None or found.figure.kind == "reported"


def test_one_nations_contingent_is_not_the_headline(dataset: Dataset) -> None:
    found = as_of(dataset.troop_counts, "ain-al-asad", date(2020, 1, 31))
    assert found is not None
    assert (found.figure.force, found.figure.best) == ("total", 1500)


def test_a_figure_for_a_month_waits_for_the_months_end(dataset: Dataset) -> None:
    before = as_of(dataset.troop_counts, "erbil-airport", date(2021, 2, 27))
    after = as_of(dataset.troop_counts, "erbil-airport", date(2021, 2, 28))
    assert before is None
    assert after is not None
    assert after.figure.best == 2500


def test_a_differing_figure_of_the_same_weeks_stands_beside(dataset: Dataset) -> None:
    found = as_of(dataset.troop_counts, COUNTRY, date(2025, 9, 1), ("us",))
    assert found is not None
    assert found.figure.best == 2400
    assert {rival.best for rival in found.rivals} == {2000, 2500}


def test_reported_as_none_is_zero_not_missing(dataset: Dataset) -> None:
    found = as_of(dataset.troop_counts, "ain-al-asad", date(2026, 3, 1))
    assert found is not None
    assert found.figure.best == 0


def test_no_published_figure_is_none(dataset: Dataset) -> None:
    assert as_of(dataset.troop_counts, "harir", date(2025, 12, 31)) is None
    assert as_of(dataset.troop_counts, "camp-victory", date(2023, 1, 1)) is None
