"""Exports of ACLED, UCDP GED and GTD: recognised, carried over, credited, and nothing said to be ours that is not."""

from __future__ import annotations

import pytest

from components.intake.layouts import LAYOUTS
from components.intake.report import Report
from tests.intake.fixtures import LAYOUT_FILES, codes, delimited, read_bytes

USED = {
    "acled": "event_id_cnty event_date time_precision actor1 location latitude longitude notes",
    "ucdp-ged": "id dyad_name conflict_name side_a source_article source_headline where_coordinates latitude longitude "
    "date_start date_end",
    "gtd": "eventid iyear imonth iday city latitude longitude summary gname claimed weaptype1_txt nkillus nwoundus",
}
"""The columns of each layout whose content reaches a record."""


def _read(name: str, **changed: str) -> Report:
    """A layout's file, with cells of its first row changed."""
    header, (first, *others) = LAYOUT_FILES[name]
    row = [changed.get(column, cell) for column, cell in zip(header, first, strict=True)]
    return read_bytes(delimited(header, [row, *others]).encode())


@pytest.mark.parametrize(("name", "publishable"), [("acled", False), ("ucdp-ged", True), ("gtd", False)])
def test_only_what_the_terms_allow_may_be_published(name: str, publishable: bool) -> None:
    report = _read(name)
    assert report.layout == name
    assert report.preview_only is not publishable
    said = "credit_due" if publishable else "preview_only"
    (problem,) = (problem for problem in report.problems if problem.code in ("credit_due", "preview_only"))
    assert (problem.code, problem.line) == (said, 0)
    assert name.upper() in problem.message("en")
    assert ("CC BY 4.0" in problem.message("ar")) is publishable


def test_acled_events_become_incidents() -> None:
    first, second = _read("acled").records
    assert first["date"] == "2018-05-14"
    assert first["date_precision"] == "day"
    assert (first["site_id"], first["latitude"], first["longitude"]) == ("", 33.85, 42.55)
    assert first["place_en"] == "Baghdadi"
    assert first["weapon"] == "unknown"
    assert first["attributed_to"] == "Unidentified Armed Group (Iraq)"
    assert first["summary_en"].startswith("On 14 May 2018")
    assert (first["us_killed"], first["other_killed"]) == (None, None)
    assert (second["date"], second["date_precision"]) == ("2018-05-15", "approximate")


def test_ucdp_events_become_incidents() -> None:
    first, second = _read("ucdp-ged").records
    assert (first["date"], first["date_precision"]) == ("2018-05-14", "day")
    assert (first["latitude"], first["longitude"], first["place_en"]) == (33.64, 42.83, "Hit town")
    assert (first["weapon"], first["summary_en"]) == ("unknown", "An invented headline")
    assert first["attributed_to"] == "Government of Iraq"
    assert (first["us_killed"], first["other_killed"]) == (None, None)
    assert (second["date"], second["date_precision"]) == ("2018-06-01", "approximate")
    assert second["summary_en"] == "Iraq: Government: Government of Iraq - IS"


def test_gtd_events_become_incidents_and_an_unknown_day_is_rejected() -> None:
    report = _read("gtd")
    first, second = report.records
    assert (first["date"], first["place_en"], first["weapon"]) == ("2018-05-14", "Hit", "small_arms")
    assert (first["us_killed"], first["us_injured"]) == (0, None)
    assert (first["other_killed"], first["other_injured"]) == (None, None)
    assert first["claimed_by"] == "A made-up group"
    assert (second["weapon"], second["us_killed"], second["us_injured"]) == ("unknown", None, 0)
    assert second["claimed_by"] == ""
    assert codes(report, 4) == ["date_without_day"]


@pytest.mark.parametrize("name", sorted(LAYOUT_FILES))
def test_the_original_id_stays_in_the_source_and_the_id(name: str) -> None:
    header, rows = LAYOUT_FILES[name]
    report = _read(name)
    events = [row[0] for row in rows if row[0] != "201806000003"]
    for event, record in zip(events, report.records, strict=True):
        (source,) = record["source_urls"]
        assert f"[{event}]" in source
        assert event.lower() in record["incident_id"]
    assert header[0] not in report.records[0]


@pytest.mark.parametrize("name", sorted(LAYOUT_FILES))
def test_the_same_event_again_is_a_duplicate_or_a_conflict(name: str) -> None:
    header, (first, *_) = LAYOUT_FILES[name]
    moved = [{"latitude": "34.50"}.get(column, cell) for column, cell in zip(header, first, strict=True)]
    report = read_bytes(delimited(header, [first, first, moved]).encode())
    assert (report.accepted, report.duplicates, report.rejected) == (1, 1, 1)
    (conflict,) = (problem for problem in report.problems if problem.code == "id_conflict")
    assert (conflict.line, conflict.details["other"], conflict.column) == (4, "2", header[0])


@pytest.mark.parametrize("name", sorted(LAYOUT_FILES))
def test_every_column_that_is_left_out_is_said_and_no_other(name: str) -> None:
    header, (first, *_) = LAYOUT_FILES[name]
    short = read_bytes(delimited(header, [first]).encode())
    (dropped,) = (problem for problem in short.problems if problem.code == "layout_dropped")
    listed = dropped.value.removesuffix("…").split(", ")
    if dropped.value.endswith("…"):
        listed = listed[:-1]
    used = set(USED[name].split())
    assert not set(listed) & used
    signature = next(layout.signature for layout in LAYOUTS if layout.name == name)
    unused = [column for column in header if column not in used | signature]
    assert [column for column in listed if column not in signature] == unused[: len(listed)]


@pytest.mark.parametrize(
    ("name", "column", "value", "code", "named"),
    [
        ("acled", "event_date", "03/04/2018", "date_ambiguous", "event_date"),
        ("acled", "event_id_cnty", "", "links_missing", "event_id_cnty"),
        ("acled", "notes", "", "summary_missing", "notes"),
        ("ucdp-ged", "date_start", "2018-02-30 00:00:00.000", "date_impossible", "date_start"),
        ("ucdp-ged", "latitude", "", "coordinate_incomplete", "latitude"),
        ("ucdp-ged", "latitude", "51.5", "coordinate_outside", "latitude"),
        ("gtd", "nkillus", "1.5", "count_unreadable", "nkillus"),
        ("gtd", "summary", "", "summary_missing", "summary"),
    ],
)
def test_a_problem_names_the_column_of_the_export(name: str, column: str, value: str, code: str, named: str) -> None:
    report = _read(name, **{column: value})
    assert [(problem.code, problem.column) for problem in report.problems if problem.line == 2] == [(code, named)]


def test_a_problem_names_the_column_as_the_editor_wrote_it() -> None:
    header, (first, *_) = LAYOUT_FILES["acled"]
    row = ["never" if column == "event_date" else cell for column, cell in zip(header, first, strict=True)]
    report = read_bytes(delimited([column.upper() for column in header], [row]).encode())
    assert [problem.column for problem in report.problems if problem.line == 2] == ["EVENT_DATE"]


@pytest.mark.parametrize("value", ["-9", "-99", "-9.0", ""])
def test_gtd_unknown_counts_are_not_reported(value: str) -> None:
    assert _read("gtd", nkillus=value).records[0]["us_killed"] is None


def test_gtd_perpetrators_who_claimed_nothing_are_who_it_is_attributed_to() -> None:
    first = _read("gtd", claimed="0", gname="A made-up group").records[0]
    assert (first["claimed_by"], first["attributed_to"]) == ("", "A made-up group")


@pytest.mark.parametrize("name", sorted(LAYOUT_FILES))
def test_an_export_with_short_rows_is_accounted_for(name: str) -> None:
    header, rows = LAYOUT_FILES[name]
    report = read_bytes(delimited(header, [row[:cut] for row in rows for cut in (1, 5, 12)]).encode())
    assert report.rows == len(rows) * 3 == report.accepted + report.rejected + report.duplicates
