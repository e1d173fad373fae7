"""What reaches the browser: one record per incident once, one bit per incident per filter."""

from __future__ import annotations

import base64
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from components.domain.dataset import Dataset
from components.incident_layer.points import FLAG_CONTESTED, FLAG_HOLLOW, TEXT_BLOCK, bits, points, texts


def unpack(text: str, dtype: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), dtype=dtype)


@given(arrays(bool, st.integers(0, 400)))
def test_the_bits_are_the_mask(mask: np.ndarray) -> None:
    raw = zlib.decompress(base64.b64decode(bits(mask)), wbits=-zlib.MAX_WBITS)
    assert len(raw) == -(-len(mask) // 8)
    assert [bool(raw[k >> 3] >> (k & 7) & 1) for k in range(len(mask))] == mask.tolist()


def test_a_date_range_costs_next_to_nothing() -> None:
    assert len(bits(np.arange(100_000) > 40_000)) < 100


def test_every_incident_stands_at_its_recorded_place(dataset: Dataset) -> None:
    sent = points(dataset)
    lat, lon, place = unpack(sent["lat"], "<i2"), unpack(sent["lon"], "<i2"), unpack(sent["place"], "<u4")
    assert lat[place] / 100 == pytest.approx(dataset.incidents["place_latitude"].astype(float).to_numpy())
    assert lon[place] / 100 == pytest.approx(dataset.incidents["place_longitude"].astype(float).to_numpy())
    assert [sent["site"][index] for index in place] == dataset.incidents["site_id"].tolist()


def test_codes_follow_the_rows(dataset: Dataset) -> None:
    sent = points(dataset)
    weapons = [sent["weapons"][index] for index in unpack(sent["weapon"], "u1")]
    assert weapons == dataset.incidents["weapon"].astype(str).tolist()
    flags = unpack(sent["flags"], "u1")
    doubted = dataset.incidents["verification"].isin(["claimed_only", "disputed"])
    assert ((flags & FLAG_HOLLOW) > 0).tolist() == doubted.tolist()
    assert ((flags & FLAG_CONTESTED) > 0).tolist() == dataset.incidents["contested"].tolist()


def test_size_says_how_many_people_were_hurt(dataset: Dataset) -> None:
    steps = unpack(points(dataset)["hurt"], "u1")
    assert steps[dataset.positions["2020-01-08-ain-al-asad-1"]] == 3
    assert steps[dataset.positions["2024-08-05-ain-al-asad-1"]] == 2
    assert steps[dataset.positions["2019-12-03-ain-al-asad-1"]] == 0


def test_hover_texts_come_in_blocks_that_cover_every_incident(dataset: Dataset) -> None:
    blocks = -(-len(dataset.incidents) // TEXT_BLOCK)
    found = [item["id"] for block in range(blocks) for item in texts(dataset, block)]
    assert found == dataset.incidents["incident_id"].tolist()
    assert texts(dataset, blocks) == []
