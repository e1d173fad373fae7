"""Codes and addresses keep their order inside right-to-left text."""

from __future__ import annotations

import pytest

from components.i18n.direction import isolate_codes


@pytest.mark.parametrize(
    "code",
    [
        "0-50079b96",
        "https://marsad.example.org/?lang=ar&rev=0-50079b96",
        "&from=2024-08-01&weapon=drone,",
        "2024-08-05",
    ],
)
def test_a_code_is_isolated_whole(code: str) -> None:
    assert isolate_codes(f"النسخة {code} منذ") == f"النسخة \u2066{code}\u2069 منذ"


def test_plain_words_and_numbers_are_left_alone() -> None:
    text = "172 حادثة: 1 أيار 2019 – 30 نيسان 2026"
    assert isolate_codes(text) == text
