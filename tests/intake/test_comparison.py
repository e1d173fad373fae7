"""Rows against each other and against the data: duplicates, conflicts, changes, near-duplicates, and ids made here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from components.intake.limits import Limits
from components.intake.reader import read
from components.intake.reference import Published
from tests.intake.fixtures import GOOD, codes, options, read_bytes, read_rows, reference, table

EXISTING_ID, EXISTING = next(
    (key, row) for key, row in reference().incidents.items() if row["us_killed"] and row["summary_ar"]
)
STORED = {
    **{name: text for name, text in EXISTING.items() if name != "source_ids"},
    "source_urls": EXISTING["source_ids"],
}


def test_an_identical_row_again_is_a_duplicate_that_names_the_first() -> None:
    report = read_rows({}, {"weapon": "drone"}, {}, {})
    assert (report.accepted, report.duplicates, report.rejected, report.exit_status) == (2, 2, 0, 0)
    said = [(problem.line, problem.details["other"]) for problem in report.problems if problem.code == "row_duplicate"]
    assert said == [(4, "2"), (5, "2")]


def test_the_same_row_written_differently_is_a_duplicate() -> None:
    report = read_rows(
        {}, {"date": "14 أيار 2018", "site_id": "قاعدة حرير الجوية", "weapon": "صواريخ", "verification": "صحافة"}
    )
    assert (report.accepted, report.duplicates) == (1, 1)


def test_a_file_of_duplicates_only_exits_0() -> None:
    report = read_rows(STORED, STORED)
    assert (report.rows, report.duplicates, report.exit_status) == (2, 2, 0)


def test_a_file_whose_rows_are_all_rejected_exits_1() -> None:
    report = read_rows({"date": "x"}, {"date": "y"})
    assert (report.rejected, report.accepted, report.exit_status) == (2, 0, 1)


def test_the_same_id_with_other_values_is_a_conflict_that_names_the_other_line() -> None:
    report = read_rows({"incident_id": "x-1"}, {"incident_id": "x-1", "weapon": "drone"})
    (problem,) = (problem for problem in report.problems if problem.severity == "error")
    assert (problem.code, problem.line, problem.column, problem.value) == ("id_conflict", 3, "incident_id", "x-1")
    assert problem.details["other"] == "2"
    assert [record["line"] for record in report.records] == [2]


def test_a_conflict_repeated_is_rejected_again_and_not_a_duplicate_of_a_rejected_row() -> None:
    other = {"incident_id": "x-1", "weapon": "drone"}
    report = read_rows({"incident_id": "x-1"}, other, other)
    assert (report.accepted, report.rejected, report.duplicates) == (1, 2, 0)


def test_a_rejected_row_keeps_its_id_free_for_the_mended_one() -> None:
    report = read_rows({"incident_id": "x-1", "date": "never"}, {"incident_id": "x-1"})
    assert (report.accepted, report.rejected) == (1, 1)


def test_a_row_that_is_in_the_data_already_is_a_duplicate() -> None:
    report = read_rows(STORED)
    assert (report.rows, report.duplicates, report.accepted) == (1, 1, 0)
    (problem,) = report.problems
    assert (problem.code, problem.value) == ("row_unchanged", EXISTING_ID)


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        ("weapon", "mortar", "mortar"),
        ("outcome", "غير معروف", "unknown"),
        ("us_killed", "٧", "7"),
        ("us_killed", "", ""),
        ("summary_ar", "نص آخر", "نص آخر"),
        ("time_local", "4:05", "04:05"),
        ("source_urls", "https://example.org/other", "https://example.org/other"),
    ],
)
def test_another_value_for_an_id_of_the_data_is_a_change_shown_by_field(field: str, value: str, stored: str) -> None:
    report = read_rows({**STORED, field: value})
    (change,) = (problem for problem in report.problems if problem.code == "change")
    name = "source_ids" if field == "source_urls" else field
    old = EXISTING[name]
    assert change.value == EXISTING_ID
    changed = change.details["changes"]
    assert changed.startswith((f"{name}:", f"{field}:"))
    assert (old or "–")[:60] in changed
    if len(old) < 60:
        assert (stored or "–") in changed
    assert (report.accepted, report.rejected, report.exit_status) == (1, 0, 0)


def test_an_empty_cell_that_erases_a_stored_value_is_a_warning_of_its_own() -> None:
    report = read_rows({**STORED, "us_killed": "", "summary_ar": " "})
    (problem,) = (problem for problem in report.problems if problem.code == "change_erases")
    assert (problem.line, problem.value, problem.severity) == (2, EXISTING_ID, "warning")
    for lang in ("en", "ar"):
        titles = [reference().resource.by_name[name].title(lang) for name in ("us_killed", "summary_ar")]
        assert all(title in problem.message(lang) for title in titles)
    assert report.accepted == 1


def test_a_value_that_is_changed_or_whose_column_is_not_there_is_not_erased() -> None:
    assert "change_erases" not in codes(read_rows({**STORED, "us_killed": "9"}))
    fewer = {name: text for name, text in STORED.items() if name not in ("us_killed", "verification")}
    report = read_bytes(table({**fewer, "notes": "Another note."}).replace(b"verification", b"Not a column"))
    assert {problem.code for problem in report.problems} == {"change", "columns_ignored"}


def test_a_change_of_many_fields_names_them_all() -> None:
    new = {
        "summary_en": "Said in quite other words than before, and at some length.", "notes": "A note that is new.",
        "weapon": "mortar", "outcome": "mixed", "us_killed": "3", "verification": "disputed", "time_local": "04:05",
        "source_urls": "https://example.org/other"
    }  # fmt: skip
    report = read_rows({**STORED, **new})
    (change,) = (problem for problem in report.problems if problem.code == "change")
    names = ["source_ids" if name == "source_urls" else name for name in new]
    assert [name for name in names if f"{name}:" not in change.message("en")] == []


def test_a_file_without_a_column_changes_nothing_in_it() -> None:
    kept = ("incident_id", "date", "site_id", "weapon", "verification", "summary_en", "source_urls")
    report = read_bytes(table({name: STORED[name] for name in kept}))
    assert not [problem for problem in report.problems if problem.code == "change"]


def test_the_same_site_day_and_weapon_is_a_warning_that_names_the_other_line() -> None:
    report = read_rows({}, {"summary_en": "Something else."}, {"weapon": "drone"}, {"summary_en": "A third."})
    near = [(problem.line, problem.details["other"]) for problem in report.problems if problem.code == "near_duplicate"]
    assert near == [(3, "2"), (5, "2")]
    assert report.accepted == 4
    assert {problem.severity for problem in report.problems} == {"warning"}


def test_a_near_duplicate_of_the_data_names_its_id() -> None:
    like = {name: EXISTING[name] for name in ("date", "site_id", "weapon")}
    report = read_rows({**like, "summary_en": "Said otherwise."})
    (problem,) = (problem for problem in report.problems if problem.code == "near_duplicate")
    same = [key for key, row in reference().incidents.items() if all(row[name] == like[name] for name in like)]
    assert problem.details["other"] in same


def test_near_duplicates_are_found_at_places_without_a_site_too() -> None:
    place = {"site_id": "", "latitude": "33.31", "longitude": "44.36"}
    report = read_rows(place, {**place, "latitude": "33.310", "summary_en": "Other words."})
    assert codes(report, 3) == ["near_duplicate"]


def test_ids_are_made_when_absent_unique_and_the_same_every_time() -> None:
    rows = [{"summary_en": f"Number {number}."} for number in range(30)]
    rows += [{"site_id": "", "latitude": "33.31", "longitude": "44.36", "place_ar": "هيت", "weapon": "drone"}]
    rows += [{"site_id": "", "latitude": "33.31", "longitude": "44.36", "place_en": "Hit (town)", "weapon": "mortar"}]
    report = read_rows(*rows)
    ids = [record["incident_id"] for record in report.records]
    assert len(ids) == len(set(ids)) == 32
    assert ids == [record["incident_id"] for record in read_rows(*rows).records]
    assert all(identifier.startswith("2018-05-14-") for identifier in ids)


@pytest.mark.parametrize(
    "place",
    [
        {"site_id": "harir"},
        {"place_en": "Hit (town)"},
        {"place_en": "Al-Bū Ḥayāt"},
        {"place_en": "هيت"},
        {"place_ar": "هيت"},
        {},
    ],
)
def test_an_id_made_here_is_one_that_the_descriptor_and_the_reader_take(place: dict[str, str]) -> None:
    pattern = reference().resource.by_name["incident_id"].pattern
    assert pattern
    where = place if "site_id" in place else {"site_id": "", "latitude": "33.31", "longitude": "44.36", **place}
    (record,) = read_rows(where).records
    assert re.fullmatch(pattern, record["incident_id"])
    assert read_rows({**where, "incident_id": record["incident_id"]}).accepted == 1


@pytest.mark.parametrize("identifier", ["X-1", "x.1", "x_1", "x:1"])
def test_an_id_is_taken_only_if_the_descriptor_takes_it(identifier: str) -> None:
    pattern = reference().resource.by_name["incident_id"].pattern
    assert pattern
    report = read_rows({"incident_id": identifier})
    assert all(re.fullmatch(pattern, record["incident_id"]) for record in report.records)


def test_an_id_made_here_is_none_of_the_data() -> None:
    like = {name: EXISTING[name] for name in ("date", "site_id", "weapon")}
    (record,) = read_rows({**like, "summary_en": "Said otherwise."}).records
    assert record["incident_id"] not in reference().incidents


def test_an_id_made_here_that_an_editor_wrote_too_is_a_conflict_and_no_row_is_lost() -> None:
    (made,) = read_rows({}).records
    report = read_rows({}, {"incident_id": made["incident_id"], "weapon": "drone"})
    assert (report.accepted, report.rejected) == (1, 1)
    assert [problem.code for problem in report.problems if problem.severity == "error"] == ["id_conflict"]


def test_a_record_has_the_fields_of_the_descriptor_in_its_terms() -> None:
    (record,) = read_rows({}).records
    names = {item.name for item in reference().fields} - {"source_ids"}
    assert set(record) == names | {"line", "source_urls"}
    for item in reference().fields:
        if item.codes:
            assert record[item.name] in item.codes
    assert {record[name] for name in ("us_killed", "us_injured", "other_killed", "other_injured")} == {None}


def test_no_verification_is_taken_as_reported_by_the_press_and_said() -> None:
    report = read_rows({"verification": ""})
    assert codes(report) == ["verification_assumed"]
    assert report.records[0]["verification"] == "media"


def test_what_is_the_same_for_every_row_is_said_once_with_the_rows_counted() -> None:
    place = {"site_id": "", "latitude": "33.30512", "longitude": "44.40512", "verification": ""}
    report = read_rows(
        *({**place, "date": f"2018-{number // 28 + 1:02}-{number % 28 + 1:02}"} for number in range(300))
    )
    assert (report.accepted, codes(report)) == (300, ["coordinate_coarsened", "verification_assumed"])
    for problem in report.problems:
        assert (problem.line, problem.details["count"]) == (0, "300")
        assert problem.details["lines"] == "2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …"


def test_the_first_problems_are_kept_and_the_rest_counted() -> None:
    report = read_rows(*({"date": f"day {number}"} for number in range(3)))
    assert codes(report) == ["date_unreadable"] * 3


def test_a_row_with_more_cells_than_headers_is_rejected_and_kept_whole() -> None:
    extra = ",".join(GOOD.values()) + ",one,more\n"
    report = read_bytes(table({"weapon": "drone"}) + extra.encode(), options())
    assert codes(report, 3) == ["row_too_long"]
    assert report.rejected_rows == ((3, (*GOOD.values(), "one", "more")),)


def test_a_file_without_ids_finds_what_it_brought_before_and_a_redacted_row_is_held() -> None:
    rows = table({}, {"weapon": "drone"})
    first = read_bytes(rows)
    fields = [item.name for item in reference().resource.fields]
    brought = tuple(as_row(record, fields) for record in first.records)
    later = reference().with_published(Published(brought[:1], redacted=frozenset({brought[1]["incident_id"]})))
    again = read(rows, "upload", later, options(), Limits())
    assert (again.accepted, again.duplicates) == (1, 1)
    assert {"row_unchanged", "held_redacted"} <= set(codes(again))
    assert again.held_lines == {3}


def as_row(record: Mapping[str, Any], fields: list[str]) -> dict[str, str]:
    """A record as the incidents' table holds it."""
    cells = {name: "" if record.get(name) is None else str(record[name]) for name in fields if name != "source_ids"}
    return {**cells, "source_ids": " | ".join(record["source_urls"])}
