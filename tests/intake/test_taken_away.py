"""What an editor takes away from a report: the rejected rows to mend, and all problems as a table."""

from __future__ import annotations

import csv
import io

import pytest

from components.intake.headers import OWN_COLUMNS
from components.intake.problem_list import HEADER, problems_csv
from components.intake.template import rejected_csv
from tests.intake.fixtures import GOOD, LAYOUT_FILES, codes, delimited, read_bytes, read_rows, table

_BAD = ({"summary_en": "Over\ntwo lines."}, {"date": "03/04/2018"}, {"weapon": "catapult", "summary_en": "=1+1"})


def _rows(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_rejected_rows_come_with_their_line_and_what_is_wrong(lang: str) -> None:
    report = read_rows(*_BAD)
    header, *rows = _rows(rejected_csv(report, lang))
    assert header == [*GOOD, *OWN_COLUMNS]
    assert [row[-2] for row in rows] == ["4", "5"]
    said = [problem.message(lang) for problem in report.problems if problem.severity == "error"]
    assert [row[-1] for row in rows] == said


def test_mended_rows_are_taken_and_our_own_columns_left_out_without_a_word() -> None:
    data = rejected_csv(read_rows(*_BAD), "ar").replace(b"03/04/2018", b"2018-04-03").replace(b"catapult", b"mortar")
    report = read_bytes(data)
    assert (report.rows, report.accepted, codes(report)) == (2, 2, [])
    assert report.records[1]["summary_en"] == "=1+1"


def test_rows_rejected_again_have_our_columns_once_and_the_lines_of_the_file_they_come_from() -> None:
    again = read_bytes(rejected_csv(read_rows(*_BAD), "en"))
    header, *rows = _rows(rejected_csv(again, "en"))
    assert header == [*GOOD, *OWN_COLUMNS]
    assert [row[-2] for row in rows] == ["2", "3"]


def test_columns_of_an_editor_that_are_named_like_one_of_ours_are_said() -> None:
    report = read_bytes(table({"problem": "none"}))
    assert [problem.value for problem in report.problems if problem.code == "columns_ignored"] == ["problem"]


def test_rows_of_an_export_layout_come_back_too() -> None:
    header, rows = LAYOUT_FILES["gtd"]
    first = read_bytes(delimited(header, rows).encode())
    again = read_bytes(rejected_csv(first, "en"))
    assert (again.layout, again.rows, again.rejected) == ("gtd", 1, 1)
    dropped = next(problem for problem in again.problems if problem.code == "layout_dropped")
    assert not set(OWN_COLUMNS) & set(dropped.value.split(", "))


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_all_problems_are_a_table(lang: str) -> None:
    report = read_rows({"verification": ""}, {"date": "03/04/2018"})
    header, *rows = _rows(problems_csv(report, lang))
    assert tuple(header) == HEADER
    assert rows == [
        [str(problem.line or ""), problem.column, problem.code, problem.severity, problem.value, problem.message(lang)]
        for problem in report.problems
    ]
    assert [row[0] for row in rows] == ["", "3"]


@pytest.mark.parametrize("text", ["=1+1", "+x", "-x", "@x", "\t=1", "＝1", "'=1"])
def test_no_cell_of_the_table_is_one_that_a_spreadsheet_runs(text: str) -> None:
    report = read_bytes(delimited([*GOOD, text], [[*GOOD.values(), ""], ["", *["x"] * 3, text, *["x"] * 3]]).encode())
    for _, *cells in _rows(problems_csv(report, "en"))[1:]:
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "＝")) for cell in cells)
    assert any(f"'{text}" in cells for cells in _rows(problems_csv(report, "en")))


_GUARDED = ("=1", "'=1", "''=1", "+x", "-5", "'-5", "＝1", "\t=1", "@a", "'quoted'", "plain")


def test_R21_the_rejected_rows_run_nothing_and_mean_the_same_when_they_come_back() -> None:
    first = read_rows(*({"date": "03/04/2018", "notes": text, "site_id": "harir"} for text in _GUARDED))
    assert first.rejected == len(_GUARDED)
    data = rejected_csv(first, "en")
    header, *rows = _rows(data)
    assert not any(row[header.index("notes")].startswith(tuple("=+@\t＝")) for row in rows)
    again = read_bytes(data.replace(b"03/04/2018", b"2018-04-03"))
    straight = read_rows(*({"date": "2018-04-03", "notes": text} for text in _GUARDED))
    assert [record["notes"] for record in again.records] == [record["notes"] for record in straight.records]


def test_R21_rejected_rows_of_an_export_layout_mean_the_same_too() -> None:
    header, rows = LAYOUT_FILES["acled"]
    at, day = header.index("notes"), header.index("event_date")
    bad = [[*rows[0]]]
    bad[0][at], bad[0][day] = "=1", "03/04/2018"
    data = rejected_csv(read_bytes(delimited(header, bad).encode()), "en")
    assert "'=1" in _rows(data)[1]
    (record,) = read_bytes(data.replace(b"03/04/2018", b"2018-04-03")).records
    assert record["summary_en"] == "=1"
