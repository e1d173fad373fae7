"""Headers as editors write them, in both languages."""

from __future__ import annotations

import pytest

from components.domain.text import fold
from components.intake.headers import map_headers
from components.intake.layouts import LAYOUTS, recognise
from components.intake.problems import Refusal
from tests.intake.fixtures import GOOD, LAYOUT_FILES, codes, delimited, options, read_bytes, reference, table

FIELDS = reference().fields
REQUIRED = ("date", "site_id", "weapon", "summary_en", "source_urls")


def _mapped(name: str) -> str | None:
    """The field that one further header means beside the required ones."""
    header = ("date", "site_id", "weapon", "summary_en", "source_ids")
    resource = reference().resource
    try:
        found = map_headers((*header, name), resource)
    except Refusal as refusal:
        return str(refusal.problem.details["field"])
    return next((field for field, at in found.columns.items() if at == len(header)), None)


def _refusal(*header: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        map_headers(header, reference().resource)
    return caught.value


@pytest.mark.parametrize(
    ("field", "title"), [(item.name, title) for item in FIELDS for title in (item.name, item.title_en, item.title_ar)]
)
def test_every_name_and_title_of_the_descriptor_means_its_field(field: str, title: str) -> None:
    assert _mapped(title) == field


@pytest.mark.parametrize(("field", "synonym"), [(item.name, synonym) for item in FIELDS for synonym in item.aliases])
def test_every_synonym_of_the_descriptor_means_its_field(field: str, synonym: str) -> None:
    assert _mapped(synonym) == field


def test_no_name_means_two_fields() -> None:
    meanings: dict[str, set[str]] = {}
    for item in FIELDS:
        for name in (item.name, item.title_en, item.title_ar, *item.aliases):
            meanings.setdefault(fold(name), set()).add(item.name)
    assert {name: fields for name, fields in meanings.items() if len(fields) > 1} == {}


@pytest.mark.parametrize(
    ("header", "field"),
    [
        (" Date ", "date"),
        ("DATE", "date"),
        ("Incident_Date:", "date"),
        ("Time (local)", "time_local"),
        ("US-killed", "us_killed"),
        ("us  killed", "us_killed"),
        ("Source URLs", "source_ids"),
        ("تَارِيخ الحادِثة", "date"),
        ("القاعده", "site_id"),
        ("القـاعدة", "site_id"),
        ("ملاحظات", "notes_ar"),
        ("\ufeffdate", "date"),
        ("weather", None),
        ("", None),
    ],
)
def test_headers_are_read_without_regard_to_case_spaces_punctuation_and_vowel_signs(
    header: str, field: str | None
) -> None:
    assert _mapped(header) == field


def test_an_arabic_header_is_enough() -> None:
    header = ("تاريخ الهجوم", "القاعدة", "السلاح", "الملخص", "المصادر")
    row = ("١٤ أيار ٢٠١٨", "قاعدة الأسد", "صواريخ", "سقط صاروخان.", "https://example.org/1")
    report = read_bytes(delimited(header, [row, ("", *row[1:])]).encode())
    (record,) = report.records
    assert (record["date"], record["site_id"], record["weapon"]) == ("2018-05-14", "ain-al-asad", "rocket")
    assert record["summary_ar"] == "سقط صاروخان."
    assert ("date_missing", "تاريخ الهجوم") in [(problem.code, problem.column) for problem in report.problems]


@pytest.mark.parametrize("missing", REQUIRED)
def test_a_missing_required_column_refuses_the_file_and_is_named(missing: str) -> None:
    header = [name for name in REQUIRED if name != missing]
    report = read_bytes(delimited(header, [["x"] * 4]).encode())
    (problem,) = report.problems
    assert (problem.code, report.exit_status) == ("header_missing", 2)
    assert missing in problem.message("en")
    assert missing in problem.message("ar")


def test_coordinates_need_no_site_and_one_summary_is_enough() -> None:
    header = ("date", "latitude", "longitude", "weapon", "summary_ar", "source_urls")
    row = ("2018-05-14", "33.31", "44.36", "drone", "مسيّرة", "https://example.org/1")
    assert read_bytes(delimited(header, [row]).encode()).accepted == 1


@pytest.mark.parametrize("only", ["latitude", "longitude"])
def test_one_coordinate_without_the_other_is_no_place(only: str) -> None:
    problem = _refusal("date", only, "weapon", "summary_ar", "source_urls").problem
    assert problem.code == "header_missing"


@pytest.mark.parametrize("second", ["date", "DATE", "Day", "تاريخ", "التاريخ"])
def test_two_columns_for_one_field_refuse_the_file_and_are_named(second: str) -> None:
    problem = _refusal(*REQUIRED, second).problem
    assert (problem.code, problem.value) == ("header_duplicate", second)
    assert (problem.details["first"], problem.details["field"]) == ("date", "date")


def test_a_column_of_an_export_layout_that_stands_twice_refuses_the_file() -> None:
    header, rows = LAYOUT_FILES["acled"]
    report = read_bytes(delimited([*header, "latitude"], [[*row, "36.00"] for row in rows]).encode())
    assert codes(report) == ["header_duplicate"]


def test_unknown_columns_are_kept_out_and_listed() -> None:
    report = read_bytes(table({"Weather": "Clear", "Moon": "Full"}))
    (problem,) = report.problems
    assert (problem.code, problem.value) == ("columns_ignored", "Weather, Moon")
    assert not {"Weather", "Clear"} & {str(value) for item in report.records[0].items() for value in item}


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("US kiled", "us_killed"),
        ("us_injurd", "us_injured"),
        ("Number of US killed", "us_killed"),
        ("wounded in all", "other_injured"),
        ("القتلى الأمريكييون", "us_killed"),
        ("عدد القتلى الكلي", "other_killed"),
        ("Outcomes", "outcome"),
    ],
)
def test_a_left_out_column_like_a_known_one_is_asked_about(header: str, field: str) -> None:
    report = read_bytes(table({header: "2"}))
    (problem,) = (problem for problem in report.problems if problem.code == "column_like")
    assert (problem.column, problem.severity, problem.line) == (header, "warning", 0)
    title = reference().resource.by_name[field].title
    for lang in ("en", "ar"):
        assert all(part in problem.message(lang) for part in (header, title(lang), field))
    assert "columns_ignored" in codes(report)


def test_a_left_out_column_is_not_asked_about_where_its_field_is_fed_or_the_editor_left_it_out() -> None:
    assert codes(read_bytes(table({"US killed": "1", "US kiled": "2"}))) == ["columns_ignored"]
    assert codes(read_bytes(table({"US kiled": "2"}), options(mapping={"US kiled": ""}))) == ["columns_ignored"]


def test_all_unknown_columns_are_listed_however_many_they_are() -> None:
    names = [f"Column of nobody {number}" for number in range(40)]
    (problem,) = read_bytes(table(dict.fromkeys(names, "x"))).problems
    assert [name for name in names if name not in problem.message("en")] == []


def test_a_column_without_a_name_is_not_lost_silently() -> None:
    header = [*GOOD, ""]
    report = read_bytes(delimited(header, [[*GOOD.values(), "Something that somebody wrote"]]).encode())
    assert "columns_ignored" in codes(report)


def test_an_editors_own_mapping_goes_first() -> None:
    header = ("Zeit", "Ort", "Waffe", "Text", "Quelle", "Notes")
    row = ("2018-05-14", "harir", "drone", "A drone.", "https://example.org/1", "Left out")
    mapping = {
        "zeit": "date", "ORT": "site_id", "Waffe": "weapon", "Text": "summary_en", "Quelle": "source_urls", "Notes": ""
    }  # fmt: skip
    report = read_bytes(delimited(header, [row, ("", *row[1:])]).encode(), options(mapping=mapping))
    assert (report.accepted, report.rejected) == (1, 1)
    assert report.records[0]["notes"] == ""
    assert ("date_missing", "Zeit") in [(problem.code, problem.column) for problem in report.problems]


@pytest.mark.parametrize("field", ["no_such_field", "Date of attack"])
def test_a_mapping_to_an_unknown_field_is_refused_and_named(field: str) -> None:
    report = read_bytes(table({}), options(mapping={"Column": field}))
    assert codes(report) == ["mapping_invalid"]
    assert field in report.problems[0].message("en")


def test_a_mapping_of_a_name_without_letters_says_nothing_of_other_columns() -> None:
    header = [*GOOD, "***", "---"]
    report = read_bytes(delimited(header, [[*GOOD.values(), "a", "b"]]).encode(), options(mapping={"***": "notes"}))
    assert report.records[0]["notes"] == "a"


@pytest.mark.parametrize("name", sorted(LAYOUT_FILES))
def test_export_layouts_are_recognised_by_their_headers_in_any_case_and_order(name: str) -> None:
    header = LAYOUT_FILES[name][0]
    for written in (header, [column.upper() for column in reversed(header)], [f" {column} " for column in header]):
        found = recognise(tuple(written))
        assert found is not None
        assert found.name == name


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_header_that_lacks_a_column_of_the_signature_is_not_recognised(layout: object) -> None:
    signature = sorted(next(item for item in LAYOUTS if item is layout).signature)
    for missing in signature:
        assert recognise(tuple(name for name in signature if name != missing)) is None


def test_the_template_is_no_export_layout() -> None:
    assert recognise(tuple(item.name for item in FIELDS)) is None
