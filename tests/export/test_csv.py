"""CSV: nothing in it runs, everything in it comes home."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from components.domain.dataset import Dataset
from components.domain.export_columns import EXPORT_COLUMNS
from components.domain.formula_guard import STARTS, guard, unguard
from components.export.csv import write_csv, write_raw_csv
from components.intake.template import columns
from tests.export.extracts import (
    HOSTILE,
    TEXT_FIELDS,
    came_home_unchanged,
    extract,
    hostile,
    made_up,
    record,
    taken_in,
    with_published,
)

ROWS_A_FILE = 100
_SIGNS = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t\n\r")
_STARTS = st.text(alphabet="'=+-@\t\r\n＝＋－＠ 0", min_size=1, max_size=4)
TEXTS = st.one_of(
    st.text(_SIGNS, max_size=12),
    st.builds(str.__add__, _STARTS, st.text(_SIGNS, max_size=6)),
    st.sampled_from(HOSTILE),
    st.from_regex(r"[+-]?[0-9]{1,6}(\.[0-9]{1,3})?", fullmatch=True),
)
POOLS = st.lists(TEXTS, min_size=ROWS_A_FILE, max_size=ROWS_A_FILE)


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("chosen", [{}, {"weapon": ("drone",)}, {"site": ("ain-al-asad", "harir"), "q": "rocket"}])
def test_what_is_exported_is_what_is_filtered_and_comes_home_unchanged(
    lang: str, chosen: dict[str, object], dataset: Dataset
) -> None:
    made = extract(dataset, lang, **chosen)
    data = write_csv(made)
    assert [row["incident_id"] for row in rows_of(data)] == list(made.incidents["incident_id"])
    assert came_home_unchanged(taken_in(data, dataset), len(made.incidents))


def test_a_machine_gets_every_text_as_it_is_stored() -> None:
    data = write_raw_csv(made_up(hostile()))
    assert not data.startswith(b"\xef\xbb\xbf")
    assert [row["summary_en"] for row in rows_of(data)] == HOSTILE


def test_the_table_has_the_templates_columns_and_then_those_of_the_export(dataset: Dataset) -> None:
    data = write_csv(extract(dataset))
    assert data.startswith(b"\xef\xbb\xbf")
    header, rest = data.decode("utf-8-sig").split("\r\n", 1)
    assert header.split(",") == [*columns(dataset.schema), *EXPORT_COLUMNS]
    assert rest.count("\r\n") == len(dataset.incidents)


def test_the_file_says_what_it_is(dataset: Dataset) -> None:
    made = extract(dataset, weapon=("drone",))
    first, *others = rows_of(write_csv(made))
    assert first["marsad_view"] == made.sentence
    assert first["marsad_parameters"] == "weapon=drone"
    assert first["marsad_made"] == "2026-11-28"
    assert made.link in first["marsad_citation"]
    assert {row["marsad_revision"] for row in [first, *others]} == {dataset.revision}
    assert {row["marsad_licence"] for row in [first, *others]} == {"CC BY 4.0"}
    assert {row["marsad_citation"] for row in others} == {""}


def test_an_empty_view_is_a_header(dataset: Dataset) -> None:
    assert rows_of(write_csv(extract(dataset, q="no such words"))) == []


@settings(max_examples=1000 // ROWS_A_FILE, deadline=None, suppress_health_check=list(HealthCheck))
@given(POOLS)
def test_R21_a_thousand_rows_of_any_text_come_home_unchanged(texts: list[str]) -> None:
    """Each text stands once in each field, beside other texts in each row."""
    fields = [name for name in TEXT_FIELDS if name != "summary_en"]
    rows = [{name: texts[(row + 11 * at) % len(texts)] for at, name in enumerate(fields)} for row in range(len(texts))]
    dataset = with_published(record(number, **row) for number, row in enumerate(rows))
    data = write_csv(made_up(dataset))
    assert came_home_unchanged(taken_in(data, dataset), len(rows))
    for row in rows_of(data):
        for cell in row.values():
            assert not cell.startswith(tuple(STARTS)) or cell.lstrip("+-").replace(".", "", 1).isdecimal()


@given(st.text(st.characters() | st.sampled_from("'=+-@\t\r\n\0＝＋－＠")))
def test_R21_the_guard_is_taken_off_as_it_was_put_on(text: str) -> None:
    assert unguard(guard(text)) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1", "'=1"),
        ("'=1", "''=1"),
        ("''=1", "'''=1"),
        ("'quoted'", "'quoted'"),
        ("-5", "-5"),
        ("+964.5", "+964.5"),
        ("-5 rockets", "'-5 rockets"),
        ("-٥", "'-٥"),
        ("\0x", "'\0x"),
        ("＠x", "'＠x"),
    ],
)
def test_R21_exactly_one_apostrophe_is_put_before_what_a_spreadsheet_would_run(text: str, written: str) -> None:
    assert guard(text) == written


def test_R21_a_cited_data_set_comes_home_unchanged_too() -> None:
    cited = "A data set of events (2026), version 25.1 [12345]"
    dataset = with_published([record(0, source_urls=(cited, "https://example.org/report"))])
    data = write_csv(made_up(dataset))
    assert rows_of(data)[0]["source_urls"] == f"{cited} | https://example.org/report"
    assert came_home_unchanged(taken_in(data, dataset), 1)


def test_R20_hostile_texts_stay_text_in_csv() -> None:
    rows = rows_of(write_csv(made_up(hostile())))
    for name in TEXT_FIELDS:
        assert [unguard(row[name]) for row in rows] == HOSTILE
