"""The table's order where a result is too large to send whole."""

from __future__ import annotations

import numpy as np

from components.domain.dataset import Dataset
from components.views.incident_table import in_order


def test_a_large_result_can_be_put_in_order_as_a_whole(dataset: Dataset) -> None:
    rows = np.arange(len(dataset.incidents))[::-1]
    assert in_order(dataset.incidents, rows, "newest").tolist() == rows.tolist()
    assert in_order(dataset.incidents, rows, "oldest").tolist() == rows[::-1].tolist()
    worst = in_order(dataset.incidents, rows, "most_hurt")
    assert dataset.incidents["incident_id"].iloc[worst[0]] == "2020-01-08-ain-al-asad-1"
