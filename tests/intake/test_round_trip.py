"""The repository's own table as an upload."""

from __future__ import annotations

import csv
import io

import pytest

from components.domain.directory import DATA_DIRECTORY
from components.intake.child import read_in_child
from components.intake.limits import Limits
from components.intake.report import Report
from tests.intake.fixtures import options, read_bytes, reference
from tests.intake.workbook import Cell, xlsx

DATA = (DATA_DIRECTORY / "incidents.csv").read_bytes()
HEADER, *ROWS = list(csv.reader(io.StringIO(DATA.decode("utf-8-sig"), newline="")))


def _with_cell(field: str, value: str) -> bytes:
    """The table with one cell of its third row changed."""
    rows = [list(row) for row in ROWS]
    rows[2][HEADER.index(field)] = value
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([HEADER, *rows])
    return out.getvalue().encode()


def _assert_identical(report: Report) -> None:
    count = len(reference().incidents)
    assert (report.rows, report.duplicates, report.accepted, report.rejected) == (count, count, 0, 0)
    assert {problem.code for problem in report.problems} == {"row_unchanged"}
    assert report.exit_status == 0


def test_the_data_read_as_an_upload_is_identical_to_itself() -> None:
    assert len(reference().incidents) == len(ROWS) == 172
    _assert_identical(read_bytes(DATA))


def test_the_data_read_in_a_child_process_is_identical_to_itself() -> None:
    _assert_identical(read_in_child(DATA, "incidents.csv", options(), Limits()))


@pytest.mark.parametrize(
    ("encoding", "bom"), [("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("utf-8", b"\xef\xbb\xbf")]
)
def test_the_data_in_another_encoding_is_identical_to_itself(encoding: str, bom: bytes) -> None:
    _assert_identical(read_bytes(bom + DATA.decode("utf-8-sig").encode(encoding)))


def test_the_data_as_a_spreadsheet_is_identical_to_itself() -> None:
    def cell(text: str) -> Cell:
        return int(text) if text.isdigit() else text or None

    _assert_identical(read_bytes(xlsx({"incidents": [HEADER, *([cell(text) for text in row] for row in ROWS)]})))


def test_the_data_with_its_columns_in_another_order_is_identical_to_itself() -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([list(reversed(row)) for row in [HEADER, *ROWS]])
    _assert_identical(read_bytes(out.getvalue().encode()))


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        ("weapon", "small_arms", "small_arms"),
        ("us_killed", "99", "99"),
        ("date", "1 شباط 2018", "2018-02-01"),
        ("claimed_by", "A made-up group", "A made-up group"),
    ],
)
def test_one_cell_changed_is_one_change_with_field_old_and_new(field: str, value: str, stored: str) -> None:
    report = read_bytes(_with_cell(field, value))
    assert (report.rows, report.duplicates, report.accepted, report.rejected) == (172, 171, 1, 0)
    (change,) = (problem for problem in report.problems if problem.code == "change")
    old = ROWS[2][HEADER.index(field)] or "–"
    assert change.details["changes"] == f"{field}: {old} → {stored}"
    assert change.severity == "warning"
    for lang in ("en", "ar"):
        assert all(part in change.message(lang) for part in (field, old, stored, ROWS[2][0]))
    assert report.records[0][field] == (int(stored) if stored.isdigit() else stored)
    assert report.exit_status == 0
