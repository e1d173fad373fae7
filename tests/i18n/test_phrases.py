"""Domain values in words, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from components.domain.claims import Spread
from components.domain.dataset import Dataset
from components.domain.dates import ReportedDate
from components.domain.filters import Filter
from components.domain.troops import TroopFigure
from components.i18n import translator
from components.i18n.phrases import age, chips, describe, spread, troop_count, troop_line

EN, AR = translator("en"), translator("ar")


def figure(precision: str = "approximate", **values: object) -> TroopFigure:
    base: dict[str, object] = {"low": None, "high": None, "best": None, "force": "us", "kind": "reported"}
    return TroopFigure(
        record_id="x", scope="iraq", as_of=ReportedDate(2020, 1, 7), precision=precision, claimant_en="AP",
        claimant_ar="أسوشيتد برس", source_ids=(), **{**base, **values},  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "english", "arabic"),
    [
        (Spread(None, None, None), "not reported", "لم يُذكر"),
        (Spread(0, 0, 0), "0", "0"),
        (Spread(5, 5, 7), "5 to 7", "من 5 إلى 7"),
        (Spread(1200, None, 1200), "1,200", "1,200"),
    ],
)
def test_a_range_is_never_one_figure_and_empty_is_never_zero(value: Spread, english: str, arabic: str) -> None:
    assert spread(EN, value) == english
    assert spread(AR, value) == arabic


@pytest.mark.parametrize(
    ("given", "english"),
    [
        (figure(best=2500), "≈2,500"),
        (figure("exact", best=0), "0"),
        (figure("more_than", low=200, best=200), ">200"),
        (figure("fewer_than", high=2000, best=2000), "<2,000"),
        (figure("up_to", high=500), "up to 500"),
        (figure(low=250, high=350), "250–350"),
        (figure(), "not reported"),
    ],
)
def test_a_troop_count_keeps_its_precision(given: TroopFigure, english: str) -> None:
    assert troop_count(EN, given) == english


def test_a_combined_count_is_not_called_american() -> None:
    assert troop_line(EN, figure(best=1500, force="total")) == "≈1,500 US and coalition · Jan 2020"
    assert troop_line(AR, figure(best=1500, force="total")) == "الأميركيون والتحالف: نحو 1,500 · كانون الثاني 2020"


@pytest.mark.parametrize(
    ("days", "english"), [(0, "0 days old"), (1, "1 day old"), (45, "1 month old"), (800, "2 years old")]
)
def test_the_age_of_a_figure_is_in_the_largest_unit(days: int, english: str) -> None:
    assert age(EN, days) == english


def test_the_sentence_says_how_many_of_how_many_what_and_when(dataset: Dataset) -> None:
    view = Filter(start=date(2023, 10, 17), end=date(2024, 8, 5), weapon=("drone",), site=("ain-al-asad",))
    assert describe(EN, dataset, view, 25) == "25 of 172 incidents: Ain al-Asad · Drone · 17 Oct 2023 – 5 Aug 2024"
    arabic = describe(AR, dataset, view, 25).replace("\N{NO-BREAK SPACE}", " ")
    assert arabic == "25 من 172 حادثة: عين الأسد · طائرة مسيّرة · 17 تشرين الأول 2023 – 5 آب 2024"


def test_the_sentence_writes_the_default_range_out(dataset: Dataset) -> None:
    assert "1 May 2019 – 30 Apr 2026" in describe(EN, dataset, Filter(), 172)


def test_every_active_choice_is_a_chip_that_can_be_lifted(dataset: Dataset) -> None:
    view = Filter(weapon=("drone", "rocket"), claimed_by=("kataib-hezbollah",), casualties="injured", q="آب")
    found = list(chips(AR, dataset, view))
    assert [chip.label for chip in found] == [
        "طائرة مسيّرة",
        "صاروخ",
        "كتائب حزب الله",
        "سقط جرحى",
        "\u2067«\u2068آب\u2069»\u2069",
    ]
    for chip in found:
        view = view.without(chip.dimension, chip.code)
    assert view == Filter()
