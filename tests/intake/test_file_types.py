"""What a file is said to be: by its bytes, in true words, whatever its name says."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Mapping

import pytest

from components.intake.limits import Limits
from components.intake.reader import read
from tests.intake.fixtures import GOOD, codes, options, packed, read_bytes, reference, table
from tests.intake.workbook import xlsx

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET = "xl/worksheets/sheet1.xml"


def _by_hand(numbered: bool = False) -> str:
    """A sheet whose cells do not say where they are, nor its rows unless `numbered`."""
    rows = ""
    for number, texts in enumerate((GOOD, GOOD.values()), start=1):
        cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
        rows += f'<row r="{number}">{cells}</row>' if numbered else f"<row>{cells}</row>"
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def _parts(replaced: Mapping[str, bytes | None]) -> bytes:
    """A good workbook with parts replaced, or (None) left out."""
    with zipfile.ZipFile(io.BytesIO(xlsx({"Sheet1": [list(GOOD), list(GOOD.values())]}))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return packed({name: data for name, data in {**parts, **replaced}.items() if data is not None})


@pytest.mark.parametrize(
    "sheet",
    [_by_hand(), _by_hand(numbered=True), _by_hand().replace("><", ">\n<"), _by_hand().replace("<t></t>", "")],
    ids=["no places", "rows only", "line breaks", "empty texts"],
)
def test_a_sheet_written_by_hand_without_places_of_cells_is_read(sheet: str) -> None:
    report = read_bytes(_parts({_SHEET: sheet.encode()}))
    assert (report.rows, report.accepted, codes(report)) == (1, 1, [])


@pytest.mark.parametrize("part", ["_rels/.rels", "xl/_rels/workbook.xml.rels"])
def test_a_workbook_that_lacks_a_part_is_not_called_damaged_but_lacking_it(part: str) -> None:
    (problem,) = read_bytes(_parts({part: None})).problems
    assert (problem.code, problem.value) == ("spreadsheet_incomplete", part)
    assert part in problem.message("en")


def test_a_sheet_whose_part_is_missing_is_named() -> None:
    (problem,) = read_bytes(_parts({_SHEET: None})).problems
    assert (problem.code, problem.value) == ("spreadsheet_incomplete", "Sheet1")


def test_a_damaged_workbook_says_what_its_reader_stumbled_over() -> None:
    sheet = _by_hand().replace('<c t="inlineStr"><is><t>incident_id</t></is></c>', '<c t="s"><v>7</v></c>')
    (problem,) = read_bytes(_parts({_SHEET: sheet.encode()})).problems
    assert problem.code == "spreadsheet_broken"
    assert "shared strings" in problem.message("en")


@pytest.mark.parametrize(
    "data",
    [
        random.Random(1).randbytes(3_000),
        b"\xca\xfe\xba\xbe" + bytes(range(256)),
        b"PAR1\x15\x04\x15\x10" + random.Random(2).randbytes(500),
        b"\x80\x04\x95\x20\x00\x00\x00\x8c\x05posix\x8c\x06system\x93",
    ],
    ids=["noise", "class", "parquet", "pickle"],
)
def test_bytes_that_are_no_text_are_refused_without_an_encoding_to_confirm(data: bytes) -> None:
    (problem,) = read_bytes(data).problems
    assert problem.code == "file_binary"


@pytest.mark.parametrize("encoding", ["windows-1256", "utf-16-le", "utf-16-be", "windows-1252"])
def test_text_in_another_encoding_is_still_offered_one(encoding: str) -> None:
    text = table({"summary_en": "قصف صاروخي على القاعدة" if encoding != "windows-1252" else "Un café touché"}).decode()
    assert codes(read_bytes(text.encode(encoding) * 3)) == ["encoding_unknown"]


def test_a_text_with_a_stray_control_character_is_still_offered_an_encoding() -> None:
    text = table(*({"summary_en": "قصف صاروخي"} for _ in range(20))).decode() + "\x1a"
    assert codes(read_bytes(text.replace("صاروخي", "صا\x0bروخي", 3).encode("windows-1256"))) == ["encoding_unknown"]


@pytest.mark.parametrize(
    ("name", "spreadsheet", "said"),
    [
        ("a.xlsx", False, ".xlsx"),
        ("A.XLSX", False, ".xlsx"),
        ("a.xls.gz", False, ".xls"),
        ("a.csv", True, ".csv"),
        ("a.csv", False, None),
        ("a.xlsx", True, None),
        ("a", False, None),
        ("a.exe", False, None),
        ("", True, None),
    ],
)
def test_a_name_that_says_another_type_is_noted_and_does_not_decide(
    name: str, spreadsheet: bool, said: str | None
) -> None:
    data = xlsx({"Sheet1": [list(GOOD), list(GOOD.values())]}) if spreadsheet else table({})
    report = read(data, name, reference(), options(), Limits())
    assert report.accepted == 1
    assert [(problem.code, problem.value) for problem in report.problems] == ([("name_differs", said)] if said else [])
    assert {problem.severity for problem in report.problems} <= {"info"}


def test_an_archive_of_many_names_its_first_members_as_data() -> None:
    names = ["a\x1b[2J.csv", "b\u202evsc.csv", "<b>.csv", "x" * 300, "قصف.csv", "sixth.csv"]
    (problem,) = read_bytes(packed(dict.fromkeys(names, table({})))).problems
    assert problem.code == "archive_many"
    assert problem.value.startswith(r"a\u001b[2J.csv, b\u202evsc.csv, <b>.csv, xxx")
    assert problem.value.endswith("قصف.csv, …")
    assert len(problem.value) < 400
    assert problem.value in problem.message("en")
    assert "6" in problem.message("en")


def test_an_archive_of_nothing_is_empty() -> None:
    assert codes(read_bytes(packed({}))) == ["file_empty"]


def test_too_many_rows_are_refused_before_any_is_checked() -> None:
    checked: list[object] = []
    said: list[object] = []
    for data in (table({}, {}, {}), xlsx({"Sheet1": [list(GOOD), *([*GOOD.values()] for _ in range(3))]})):
        report = read(
            data, "a", reference(), options(), Limits(rows=2), checked.append, lambda *words: said.append(words)
        )
        assert codes(report) == ["too_many_rows"]
    assert (checked, said) == ([], [])


@pytest.mark.parametrize("filled", [1, 2])
def test_blank_rows_do_not_count_as_too_many(filled: int) -> None:
    rows = [[*GOOD.values()], [], [""], [], [*GOOD.values()]][: 5 if filled == 2 else 4]
    text = table(*({} for _ in range(filled))) + b"\n \n"
    assert read_bytes(text, limits=Limits(rows=2)).rows == filled
    assert read_bytes(xlsx({"Sheet1": [list(GOOD), *rows]}), limits=Limits(rows=3)).rows == filled
