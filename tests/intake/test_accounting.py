"""R16: whatever a file holds, every one of its rows is accepted, rejected or a duplicate, and named by its line.

Tables are made at random and then damaged. What the reader says about lines is checked against a second, slow reading
of the same bytes, a character at a time, that shares no code with it.

`HYPOTHESIS_PROFILE=soak` makes more examples.
"""

from __future__ import annotations

import gzip
import os
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from components.intake.child import read_in_child
from components.intake.limits import Limits
from components.intake.reader import Options
from components.intake.report import ALL_TAKEN, REFUSED, SOME_REJECTED, Report
from tests.intake.fixtures import GOOD, delimited, options, packed, read_bytes, table
from tests.intake.workbook import xlsx

EXAMPLES = 2_000 if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 300
DELIMITERS = (",", ";", "\t", "|")
NEWLINES = ("\n", "\r\n", "\r")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "windows-1256")
BOMS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}

HEADERS = (
    (*GOOD, "us_killed", "notes"),
    ("المعرف", "التاريخ", "القاعدة", "نوع السلاح", "التحقق", "الوصف", "رابط المصدر", "قتلى اميركيون", "الملاحظات"),
    (*GOOD, "us_killed", "Weather"),
    (*GOOD, "us_killed", "Day"),
    ("a", "b", "c"),
)  # fmt: skip
"""Two that are right, one with a column unknown here, one with the date twice, one that means nothing."""


def _mostly(good: list[str], bad: list[str]) -> st.SearchStrategy[str]:
    """Seven cells in eight are good, so that rows of all kinds come up."""
    return st.integers(0, 7).flatmap(lambda drawn: st.sampled_from(good if drawn else bad))


_BY_COLUMN: tuple[st.SearchStrategy[str], ...] = (
    _mostly(["", "", "x-1", "x-2", "x-3", "2019-12-03-ain-al-asad-1"], ["x 3", "x\u202e1"]),
    _mostly(["2018-05-14", "14/05/2018", "٢٠١٨-٠٥-١٤", "14 أيار 2018"], ["03/04/2018", "2018-02-30", ""]),
    _mostly(["harir", "عين الأسد", "Camp Victory"], ["No such base", ""]),
    _mostly(["rocket", "طائرة مسيّرة", "Drone"], ["catapult", ""]),
    _mostly(["media", "official", ""], ["perhaps"]),
    _mostly(
        ["Two rockets.", "قصف صاروخي", 'He said "two".', "One.\nTwo.", "a, b; c | d", '5" \r\nrockets'], ["", "\r\n"]
    ),
    _mostly(["https://example.org/1", "https://example.org/1 | nonsense"], ["nonsense", ""]),
    _mostly(["", "0", "٣", "12.0"], ["~5", "2-4", "NaN"]),
    st.text(alphabet='ab" \t,;|\n\r0قصف', max_size=12),
)


@dataclass(frozen=True)
class Upload:
    """The bytes of a made-up file and what the editor confirmed for it."""

    data: bytes
    chosen: Options


@st.composite
def uploads(draw: st.DrawFn) -> Upload:
    header = draw(st.sampled_from([*HEADERS[:3], *HEADERS[:3], *HEADERS]))
    rows = draw(st.lists(st.tuples(*_BY_COLUMN), max_size=8))
    again = rows[: draw(st.integers(0, 2))]
    ragged = [_ragged(list(row), draw(st.integers(-4, 12))) for row in (*rows, *again)]
    text = delimited(header, ragged, draw(st.sampled_from(DELIMITERS)), draw(st.sampled_from(NEWLINES)))
    if draw(st.booleans()):
        text = text.rstrip("\r\n")
    encoding = draw(st.sampled_from(ENCODINGS))
    data = BOMS.get(encoding, b"") + text.encode(encoding, "replace")
    return Upload(draw(_damaged(data)), options(encoding="windows-1256" if encoding == "windows-1256" else None))


def _ragged(cells: list[str], how: int) -> list[str]:
    """Most often as it is; at the ends of the range cut short, blank, or with a cell too many."""
    match how:
        case -4:
            return cells[:4]
        case -3:
            return []
        case -2:
            return [""] * len(cells)
        case -1:
            return [*cells, "one more"]
        case _:
            return cells


@st.composite
def _damaged(draw: st.DrawFn, data: bytes) -> bytes:
    match draw(st.sampled_from(["whole", "whole", "whole", "cut", "garbage", "quote"])):
        case "cut":
            return data[: draw(st.integers(0, len(data)))]
        case "garbage":
            at = draw(st.integers(0, len(data)))
            return data[:at] + draw(st.binary(min_size=1, max_size=8)) + data[at:]
        case "quote":
            at = draw(st.integers(0, len(data)))
            return data[:at] + b'"' + data[at:]
        case _:
            return data


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(uploads())
@example(Upload(table({}).replace(b"\n", b"\r"), options()))
@example(Upload(b'"', options()))
@example(Upload(table({}, {}, {"date": "x"}) + b'"', options()))
def test_R16_every_row_is_accounted_for(upload: Upload) -> None:
    report = read_bytes(upload.data, upload.chosen)
    assert report.rows == report.accepted + report.rejected + report.duplicates
    assert report.exit_status in {ALL_TAKEN, SOME_REJECTED, REFUSED}
    assert (report.accepted, report.rejected) == (len(report.records), len(report.rejected_rows))
    if report.exit_status == REFUSED:
        assert (report.rows, report.records) == (0, ())
        assert any(problem.severity == "error" and problem.line == 0 for problem in report.problems)
        return
    _assert_lines_are_where_rows_begin(upload.data, report)


def _assert_lines_are_where_rows_begin(data: bytes, report: Report) -> None:
    rows = [row for row in slow_rows(slow_text(data, report.encoding), report.delimiter) if any(map(str.strip, row[1]))]
    (_, header), *body = rows
    assert tuple(header) == report.header
    by_line = dict(body)
    accepted = [record["line"] for record in report.records]
    rejected = [line for line, _ in report.rejected_rows]
    duplicates = [problem.line for problem in report.problems if problem.code in ("row_duplicate", "row_unchanged")]
    assert sorted([*accepted, *rejected, *duplicates]) == [line for line, _ in body]
    assert all(list(cells) == by_line[line] for line, cells in report.rejected_rows)
    assert {problem.line for problem in report.problems} <= {0, *by_line}
    for line in rejected:
        assert any(problem.line == line and problem.severity == "error" for problem in report.problems)
    for record in report.records:
        here = [record[name] for name in ("summary_en", "summary_ar") if name in header and record[name]]
        assert all(text in by_line[record["line"]] for text in here)


def slow_text(data: bytes, encoding: str) -> str:
    for bom in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding)
    return data.decode(encoding)


def slow_rows(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """(line, cells) of every row. A quote opens only at the beginning of a cell; CR, LF and CRLF each end a line."""
    rows: list[tuple[int, list[str]]] = []
    cells: list[str] = []
    cell, line, begin, at, quoted, fresh = "", 1, 1, 0, False, True
    while at < len(text):
        sign, ahead = text[at], text[at + 1 : at + 2]
        at += 1
        ending = sign + ahead if sign == "\r" and ahead == "\n" else sign
        if sign in "\r\n":
            at += len(ending) - 1
            line += 1
        if quoted and sign == '"' and ahead == '"':
            cell, at = cell + '"', at + 1
        elif quoted and sign == '"':
            quoted = False
        elif quoted:
            cell += ending
        elif sign in "\r\n":
            rows.append((begin, [*cells, cell]))
            cells, cell, begin, fresh = [], "", line, True
        elif sign == delimiter:
            cells, cell, fresh = [*cells, cell], "", True
        elif sign == '"' and fresh:
            quoted, fresh = True, False
        else:
            cell, fresh = cell + sign, False
    if cells or cell or not fresh:
        rows.append((begin, [*cells, cell]))
    return rows


_PACKED = {
    "xlsx": xlsx({"Sheet1": [list(GOOD), *([*GOOD.values()] for _ in range(50))]}),
    "zip": packed({"table.csv": table(*({"weapon": name} for name in ("rocket", "drone") * 25))}),
    "gzip": gzip.compress(table(*({"weapon": name} for name in ("rocket", "drone") * 25))),
}


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.sampled_from(sorted(_PACKED)), st.floats(0, 1, exclude_max=True), st.integers(1, 255), st.booleans())
@example("xlsx", 0.45, 0x5A, False)
@example("zip", 0.99, 0x5A, False)
def test_R16_holds_for_damaged_spreadsheets_and_archives(kind: str, where: float, change: int, cut: bool) -> None:
    data = bytearray(_PACKED[kind])
    at = int(where * len(data))
    data[at] ^= change
    report = read_bytes(bytes(data[: at + 1] if cut else data))
    assert report.rows == report.accepted + report.rejected + report.duplicates
    assert (report.exit_status == REFUSED) is (report.rows == 0)


def test_a_zip_whose_directory_lies_about_where_its_file_is_is_refused() -> None:
    archive = bytearray(_PACKED["zip"])
    archive[archive.index(b"PK\x01\x02") + 42] ^= 0x5A
    archive[archive.index(b"PK\x05\x06") + 16 : archive.index(b"PK\x05\x06") + 20] = b"\xff\xff\xff\x0f"
    assert read_bytes(bytes(archive)).exit_status == REFUSED


@pytest.mark.parametrize("newline", NEWLINES)
@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_kind_of_text_file_is_read(encoding: str, delimiter: str, newline: str) -> None:
    header = ("تاريخ", "القاعدة", "نوع السلاح", "الوصف", "المصدر", "التحقق")
    row = ("2018-05-14", "عين الأسد", "صاروخ", f"سطر أول{newline}سطر; ثان, و|ثالث\t", "https://example.org/1", "رسمي")
    text = delimited(header, [row, ("", *row[1:]), row[:3]], delimiter, newline)
    chosen = options(encoding=encoding if encoding not in BOMS and encoding != "utf-8-sig" else None)
    report = read_bytes(BOMS.get(encoding, b"") + text.encode(encoding), chosen)
    assert (report.rows, report.accepted, report.rejected) == (3, 1, 2)
    assert report.delimiter == delimiter
    assert report.encoding == encoding.removesuffix("-sig")
    (record,) = report.records
    assert (record["line"], record["site_id"], record["summary_ar"]) == (2, "ain-al-asad", row[3])
    assert [line for line, _ in report.rejected_rows] == [4, 6]


def test_a_spreadsheet_names_the_numbers_of_its_rows() -> None:
    header, good = list(GOOD), list(GOOD.values())
    report = read_bytes(xlsx({"Sheet1": [[], header, good, [], [*good[:1], "never", *good[2:]], good]}))
    assert (report.rows, report.accepted, report.rejected, report.duplicates) == (3, 1, 1, 1)
    assert [record["line"] for record in report.records] == [3]
    assert [line for line, _ in report.rejected_rows] == [5]
    assert [problem.line for problem in report.problems if problem.code == "row_duplicate"] == [6]


@pytest.mark.parametrize("ending", ["\n", ""])
@pytest.mark.parametrize(
    "last", ['Two 5" rockets.', 'A 5" and a 6" rocket.', '"Quoted" at the start.', 'It ends with "']
)
def test_a_quotation_mark_inside_the_last_row_is_text(last: str, ending: str) -> None:
    plain = last if not last.startswith('"') else '"' + last.replace('"', '""') + '"'
    rows = f"{','.join(GOOD)}\n,2018-05-14,harir,rocket,media,{plain},https://example.org/1{ending}"
    (record,) = read_bytes(rows.encode()).records
    assert record["summary_en"] == last


@pytest.mark.parametrize("inside", ["", ' 5" ', ' 5" and 6" '])
def test_a_quote_that_is_never_closed_refuses_the_file_whatever_else_the_row_holds(inside: str) -> None:
    rows = f'{",".join(GOOD)}\nx{inside},2018-05-14,harir,rocket,media,"Never closed,https://example.org/1\n'
    report = read_bytes(rows.encode())
    assert [problem.code for problem in report.problems] == ["unclosed_quote"]
    assert report.exit_status == REFUSED


@pytest.mark.parametrize(
    ("data", "limits"),
    [
        (table({}, {"date": "2018-05-15"}) + b'x,2018-05-14,harir,"never closed\n', Limits()),
        (table({}, {"date": "2018-05-15"}, {"date": "never"}), Limits(rows=2)),
        (xlsx({"Sheet1": [list(GOOD), list(GOOD.values()), list(GOOD.values())]}), Limits(rows=1)),
    ],
    ids=["quote", "rows", "spreadsheet rows"],
)
def test_a_file_refused_at_its_end_gives_no_rows_either(data: bytes, limits: Limits) -> None:
    for report in (read_bytes(data, limits=limits), read_in_child(data, "upload", options(), limits)):
        assert report.exit_status == REFUSED
        assert (report.rows, report.accepted, report.records, report.rejected_rows) == (0, 0, (), ())


def test_rows_that_are_only_separators_are_blank_and_counted_as_such() -> None:
    report = read_bytes(b";;;\n" + table({}).replace(b",", b";") + b";;;;;;\n\n   ;\t; \n")
    assert (report.rows, report.accepted) == (1, 1)
    assert [problem.details["count"] for problem in report.problems if problem.code == "blank_rows"] == ["3"]


def test_a_first_line_of_any_length_is_refused_for_what_it_is() -> None:
    report = read_in_child(b"x" * 200_000 + b"\n1\n", "upload", options(), Limits())
    assert [problem.code for problem in report.problems] == ["header_missing"]


def test_a_table_that_begins_further_right_or_down_is_found() -> None:
    rows = [[None, None, *GOOD], [None, None, *GOOD.values()]]
    report = read_bytes(xlsx({"Sheet1": [[], [], [], *rows]}))
    assert [record["line"] for record in report.records] == [5]


def test_the_child_reports_what_the_reader_reports() -> None:
    data = table({}, {}, {"date": "03/04/2018"}, {"summary_en": "نص \u202e\U0001f680"}, {"incident_id": "x"}) + b"\n\n"
    assert read_in_child(data, "upload", options(), Limits()) == read_bytes(data)
