"""What is derived from an incident's row and sources."""

from __future__ import annotations

import pandas as pd
import pytest

from components.domain.dataset import Dataset
from components.domain.incidents import grade
from components.domain.tables import records


@pytest.mark.parametrize(
    ("verification", "origins", "expected"),
    [
        ("official", 1, "confirmed"),
        ("disputed", 9, "contested"),
        ("media", 2, "corroborated"),
        ("media", 1, "single_origin"),
        ("claimed_only", 5, "single_origin"),
    ],
)
def test_standing_follows_from_verification_and_origins(verification: str, origins: int, expected: str) -> None:
    frame = pd.DataFrame({"verification": [verification], "origins": [origins]})
    assert list(grade(frame)) == [expected]


def test_reprints_of_one_agency_are_one_origin(dataset: Dataset) -> None:
    origins = dataset.sources.set_index("source_id")["origin"]
    for row in records(dataset.incidents):
        independent = len({origins[identifier] for identifier in row["source_ids"]})
        assert row["origins"] == (min(independent, 1) if row["verification"] == "claimed_only" else independent)
    assert (dataset.incidents["origins"] < dataset.incidents["source_ids"].map(len)).any()


def test_incidents_are_in_order_of_date(dataset: Dataset) -> None:
    assert dataset.incidents["date"].is_monotonic_increasing


def test_an_incident_at_a_site_stands_at_the_sites_point(dataset: Dataset) -> None:
    sites = dataset.sites.set_index("site_id")
    for row in records(dataset.incidents):
        assert row["place_latitude"] == sites.at[row["site_id"], "latitude"]
        assert row["place_longitude"] == sites.at[row["site_id"], "longitude"]
