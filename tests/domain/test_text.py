"""Folding for search."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.domain import text
from components.domain.text import fold


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(text).failed == 0


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("مُسَيَّرة", "مسيره"),
        ("إلى", "الي"),
        ("مسؤول", "مسوول"),
        ("٢٠٢٤", "2024"),
        ("Süddeutsche", "suddeutsche"),
        ("al-Asad", "al asad"),
    ],
)
def test_spellings_fold_together(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing_more(written: str) -> None:
    assert fold(fold(written)) == fold(written)
