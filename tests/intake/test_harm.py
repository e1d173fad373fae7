"""The harm check: what is held for a second look, and what is not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from components.intake.limits import Limits
from tests.intake.fixtures import TODAY, codes, options, read_bytes, read_rows, reference, table


@pytest.mark.parametrize(
    "text",
    [
        "A rocket hit the runway.",
        "Two drones fell near the ammunition depot",
        "The fuel farm burned.",
        "A Patriot battery was damaged.",
        "It struck building 14.",
        "It fell 200 m from the fence.",
        "Rockets hit the northern perimeter.",
        "Impact at 38SKB1234567890",
        "Impact at 33.79512, 42.44123",
        "Housing units were hit; the dining facility was not.",
        "سقط صاروخ على مدرج القاعدة",
        "أصاب حظيرة الطائرات",
        "قرب البوابة الشمالية",
        "تضرر برج المراقبة",
        "أصيبت بطارية باتريوت",
        "استهدف مخزن الوقود",
    ],
)
def test_detail_inside_a_base_is_held(text: str) -> None:
    for field in ("summary_en", "notes", "summary_ar"):
        report = read_rows({field: text})
        assert codes(report) == ["held_detail"]
        assert report.problems[0].column == field
        assert report.problems[0].value in text
        assert report.accepted == 1
        assert report.held_lines == {2}


@pytest.mark.parametrize(
    "text",
    [
        "It hurt a contractor named John Smith.",
        "A civilian, Ahmed Hasan, was hurt.",
        "Sgt. John Smith was wounded.",
        "Sgt. John Q. Smith was wounded.",
        "Contractor John Smith was wounded.",
        "The witness Ali bin Hasan said so.",
        "He was identified as Ali al-Hasani Karim.",
        "A rocket wounded Ahmed Hassan, 34, a cook from Mosul.",
        "قُتل المواطن أحمد حسن",
        "قتل المواطن أحمد حسن",
        "أصيب العريف علي كريم",
        "رجل يدعى أحمد حسن",
    ],
)
def test_the_name_of_a_private_person_is_held(text: str) -> None:
    report = read_rows({"summary_en": text})
    assert codes(report) == ["held_name"]
    assert report.held_lines == {2}


@pytest.mark.parametrize(
    "text",
    [
        "Two rockets were fired at Ain al-Asad air base; no one was hurt.",
        "The US Secretary of State Mike Pompeo blamed Iran.",
        "Prime Minister Mustafa al-Kadhimi condemned the attack.",
        "A civilian contractor was wounded, officials said.",
        "The civilian airport of Erbil was closed for an hour.",
        "سقط صاروخان قرب القاعدة ولم تقع إصابات.",
        "دان رئيس الوزراء مصطفى الكاظمي الهجوم.",
    ],
)
def test_an_ordinary_report_is_not_held(text: str) -> None:
    report = read_rows({"summary_en": text, "summary_ar": text})
    assert report.problems == ()


def test_the_researched_data_is_rarely_held() -> None:
    """A check that holds everything is passed over: of the texts we wrote ourselves at most one in ten is held."""
    rows = [
        {"summary_en": row["summary_en"], "summary_ar": row["summary_ar"], "date": row["date"]}
        for row in reference().incidents.values()
    ]
    report = read_rows(*rows)
    assert len(report.held_lines) <= len(rows) / 10


@pytest.mark.parametrize(("age", "held"), [(0, True), (1, True), (6, True), (7, False), (30, False)])
def test_an_incident_younger_than_the_delay_is_held(age: int, held: bool) -> None:
    report = read_rows({"date": (TODAY - timedelta(days=age)).isoformat()})
    assert codes(report) == (["held_recent"] if held else [])
    assert report.accepted == 1


@pytest.mark.parametrize(("delay", "held"), [(0, False), (1, True), (30, True)])
def test_the_delay_can_be_set(delay: int, held: bool) -> None:
    report = read_bytes(table({"date": TODAY.isoformat()}), options(), Limits(delay_days=delay))
    assert codes(report) == (["held_recent"] if held else [])


def test_coarsening_is_reported_for_each_row_and_the_finer_figure_is_nowhere_in_the_report() -> None:
    report = read_rows({"site_id": "", "latitude": "33.31234", "longitude": "44.36789"})
    assert codes(report) == ["coordinate_coarsened"]
    assert "33.31234" not in str(report.as_json())
    assert "44.36789" not in str(report.as_json())


def test_coordinates_finer_than_two_decimals_beside_a_known_site_are_not_stored() -> None:
    report = read_rows({"latitude": "36.5312", "longitude": "44.3412"})
    assert codes(report) == ["coordinate_coarsened"]
    assert "36.5312" not in str(report.as_json())
