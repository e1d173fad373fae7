"""Ranges over accounts, totals that hide nothing, and what counts as contested."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from components.domain.claims import COUNT_FIELDS, Spread, contested_fields, numeric_spreads, spread_of, total_spread
from components.domain.dataset import Dataset
from components.domain.figures import key_figures
from components.domain.filters import Filter


def incident(**values: object) -> pd.DataFrame:
    row: dict[str, object] = {"incident_id": "a", **dict.fromkeys(COUNT_FIELDS), "weapon": "drone", **values}
    frame = pd.DataFrame([row])
    return frame.astype(dict.fromkeys(COUNT_FIELDS, "Int64"))


def claims(*rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [{"incident_id": "a", "field": field, "value": value} for field, value in rows],
        columns=["incident_id", "field", "value"],
    )


def test_five_wounded_in_the_article_seven_elsewhere_is_a_range(dataset: Dataset) -> None:
    row = dataset.positions["2024-08-05-ain-al-asad-1"]
    assert spread_of(dataset.spreads, row, "us_injured") == Spread(low=5, best=5, high=7)


def test_a_figure_given_only_by_a_claim_has_bounds_but_no_best() -> None:
    spreads = numeric_spreads(incident(), claims(("us_injured", "5")))
    assert spread_of(spreads, 0, "us_injured") == Spread(5, None, 5)


def test_no_account_at_all_is_not_reported_and_not_zero() -> None:
    spreads = numeric_spreads(incident(), claims())
    assert spread_of(spreads, 0, "us_killed") == Spread(None, None, None)
    total, not_reported = total_spread(spreads, np.array([True]), "killed")
    assert (total, not_reported) == (Spread(None, None, None), 1)


def test_reported_as_none_stays_zero() -> None:
    spreads = numeric_spreads(incident(us_killed=0), claims())
    assert spread_of(spreads, 0, "us_killed") == Spread(0, 0, 0)


def test_totals_add_the_lowest_and_the_highest_account_of_each_incident(dataset: Dataset) -> None:
    mask = Filter(start=date(2024, 8, 1), end=date(2024, 8, 31)).mask(dataset.incidents)
    total, _ = total_spread(dataset.spreads, mask, "injured")
    rows = [
        [spread_of(dataset.spreads, int(row), name) for name in ("us_injured", "other_injured")]
        for row in np.flatnonzero(mask)
    ]
    flat = [spread for pair in rows for spread in pair if spread.reported]
    assert total.low == sum(spread.low or 0 for spread in flat)
    assert total.high == sum(spread.high or 0 for spread in flat)


def test_a_differing_value_contests_a_field() -> None:
    found = contested_fields(incident(munitions_count=2), claims(("munitions_count", "4"), ("weapon", "drone")))
    assert found.to_dict() == {"a": ("munitions_count",)}


def test_a_claim_without_a_value_contests_nothing() -> None:
    assert contested_fields(incident(munitions_count=2), claims(("munitions_count", ""))).empty


def test_a_single_claim_on_an_unreported_field_contests_nothing() -> None:
    assert contested_fields(incident(), claims(("munitions_count", "3"))).empty


def test_two_claims_that_differ_contest_an_unreported_field() -> None:
    found = contested_fields(incident(), claims(("munitions_count", "3"), ("munitions_count", "4")))
    assert found.to_dict() == {"a": ("munitions_count",)}


def test_an_empty_view_has_no_figures_rather_than_zeros(dataset: Dataset) -> None:
    figures = key_figures(dataset, np.zeros(len(dataset.incidents), dtype=bool), date(2026, 1, 1))
    assert figures.shown == 0
    assert figures.latest is None
    assert not figures.killed.spread.reported
    assert figures.outcome_known == 0
