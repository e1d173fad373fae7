"""`python -m components.intake`: exit statuses, the object that `--json` prints, and no traceback whatever comes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from components.intake.__main__ import main
from tests.intake.fixtures import FIXTURES, GOOD, LAYOUT_FILES, delimited, table
from tests.intake.workbook import xlsx

ROOT = Path(__file__).resolve().parents[2]
PROBLEM_TYPES = {
    "line": int, "column": str, "code": str, "severity": str, "value": str, "message_en": str, "message_ar": str
}  # fmt: skip
REPORT_TYPES = {
    "file": str, "layout": str, "encoding": str, "delimiter": str, "rows": int, "accepted": int, "rejected": int,
    "duplicates": int, "warnings": int, "problems": list, "records": list
}  # fmt: skip
GOOD_FILE = table({})
MIXED_FILE = table({}, {"date": "03/04/2018"}, {}, {"verification": "", "weapon": "drone"})
DUPLICATES_FILE = table({}, {})
ARABIC = delimited(
    ("تاريخ الحادثة", "القاعدة", "نوع السلاح", "الملخص", "المصادر", "التحقق"),
    [
        (
            "14/05/2018",
            "قاعدة الأسد",
            "طائرة مسيّرة",
            "سقطت مسيّرة قرب القاعدة؛ لا إصابات.",
            "https://example.org/1",
            "رسمي",
        ),
        ("03/04/2018", "حرير", "صواريخ", "قصف صاروخي.", "https://example.org/2", "رسمي"),
    ],
    delimiter=";",
    newline="\r\n",
).encode("windows-1256")
"""What Excel saves as CSV on an Arabic Windows."""


def _run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "components.intake", *arguments],
        cwd=ROOT,
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )


def _saved(folder: Path, data: bytes, name: str = "upload.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def _json(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, dict[str, Any]]:
    status = main([*map(str, arguments), "--json"])
    printed = json.loads(capsys.readouterr().out)
    assert isinstance(printed, dict)
    return status, printed


@pytest.mark.parametrize(
    ("data", "status"),
    [(GOOD_FILE, 0), (DUPLICATES_FILE, 0), (MIXED_FILE, 1), (table({"date": ""}), 1), (b"", 2), (b"a,b\n1,2\n", 2)],
)
def test_the_exit_status_says_what_became_of_the_file(tmp_path: Path, data: bytes, status: int) -> None:
    done = _run(_saved(tmp_path, data))
    assert done.returncode == status
    assert done.stdout.strip()
    assert done.stderr == b""


@pytest.mark.parametrize(
    "data", [GOOD_FILE, MIXED_FILE, DUPLICATES_FILE, b"", b"%PDF-1.7", delimited(*LAYOUT_FILES["gtd"]).encode()]
)
def test_json_is_one_object_with_the_keys_and_types_agreed(tmp_path: Path, data: bytes) -> None:
    done = _run(_saved(tmp_path, data), "--json")
    printed = json.loads(done.stdout)
    assert {name: type(value) for name, value in printed.items()} == REPORT_TYPES
    assert printed["file"] == "upload.csv"
    assert printed["rows"] == printed["accepted"] + printed["rejected"] + printed["duplicates"]
    assert len(printed["records"]) == printed["accepted"]
    for problem in printed["problems"]:
        assert {name: type(value) for name, value in problem.items()} == PROBLEM_TYPES
        assert problem["severity"] in ("error", "warning", "info")
    assert printed["warnings"] == sum(problem["severity"] == "warning" for problem in printed["problems"])
    assert all(type(record["line"]) is int for record in printed["records"])
    assert done.stderr == b""


def test_json_has_the_records_as_they_would_be_stored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, printed = _json(capsys, _saved(tmp_path, MIXED_FILE))
    assert status == 1
    assert [record["line"] for record in printed["records"]] == [2, 5]
    first = printed["records"][0]
    assert (first["date"], first["site_id"], first["weapon"]) == ("2018-05-14", "harir", "rocket")
    assert (first["us_killed"], first["source_urls"]) == (None, [GOOD["source_urls"]])
    assert (printed["encoding"], printed["delimiter"], printed["layout"]) == ("utf-8", ",", "")


@pytest.mark.parametrize("code", ["archive_broken", "encoding_unknown", "header_missing", "surrogates", "nul_bytes"])
def test_a_refused_file_has_no_rows_an_error_and_no_traceback(tmp_path: Path, code: str) -> None:
    done = _run(_saved(tmp_path, FIXTURES[code].data), "--json")
    printed = json.loads(done.stdout)
    assert (done.returncode, printed["rows"], printed["records"]) == (2, 0, [])
    assert [(problem["code"], problem["severity"]) for problem in printed["problems"]] == [(code, "error")]
    assert done.stderr == b""


@pytest.mark.parametrize("name", ["not-there.csv", ".", "two\nlines.csv", "غير موجود.csv", "x" * 300])
def test_a_file_that_cannot_be_opened_is_refused_without_a_traceback(tmp_path: Path, name: str) -> None:
    done = _run(tmp_path / name, "--json")
    printed = json.loads(done.stdout)
    assert (done.returncode, printed["rows"]) == (2, 0)
    assert [problem["code"] for problem in printed["problems"]] == ["file_unreadable"]
    assert done.stderr == b""


def test_a_file_whose_name_is_not_utf_8_is_read(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.csv"
    try:
        with open(path, "wb") as file:
            file.write(GOOD_FILE)
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    done = _run(os.fsdecode(path), "--json", PYTHONIOENCODING="utf-8:strict")
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["accepted"] == 1


@pytest.mark.parametrize("flag", [["--json"], ["--lang", "ar"], []])
def test_a_terminal_that_is_not_utf_8_gets_no_traceback(tmp_path: Path, flag: list[str]) -> None:
    done = _run(_saved(tmp_path, MIXED_FILE), *flag, PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert done.stderr == b""


def test_an_arabic_file_from_excel_is_refused_with_the_encoding_to_confirm(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, printed = _json(capsys, _saved(tmp_path, ARABIC))
    (problem,) = printed["problems"]
    assert (status, problem["code"]) == (2, "encoding_unknown")
    for message in (problem["message_en"], problem["message_ar"]):
        assert "--encoding windows-1256" in message.translate({ord(sign): None for sign in "\u2066\u2067\u2068\u2069"})
    assert "تاريخ الحادثة;القاعدة" in problem["value"]


def test_an_arabic_file_from_excel_is_read_once_its_encoding_is_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, printed = _json(capsys, _saved(tmp_path, ARABIC), "--encoding", "windows-1256")
    assert status == 1
    assert (printed["encoding"], printed["delimiter"], printed["rows"]) == ("windows-1256", ";", 2)
    (record,) = printed["records"]
    assert (record["date"], record["site_id"], record["weapon"]) == ("2018-05-14", "ain-al-asad", "drone")
    assert record["verification"] == "official"
    assert record["summary_ar"] == "سقطت مسيّرة قرب القاعدة؛ لا إصابات."
    (problem,) = printed["problems"]
    assert (problem["line"], problem["column"], problem["code"]) == (3, "تاريخ الحادثة", "date_ambiguous")


def test_a_file_that_is_utf_8_stays_so_whatever_encoding_is_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A BOM decides; else strict UTF-8; only else what the editor says."""
    for bom in (b"", b"\xef\xbb\xbf"):
        data = bom + table({"summary_ar": "قصف"})
        _, printed = _json(capsys, _saved(tmp_path, data), "--encoding", "windows-1256")
        assert (printed["encoding"], printed["records"][0]["summary_ar"]) == ("utf-8", "قصف")


def test_an_encoding_that_nobody_offers_is_a_usage_error(tmp_path: Path) -> None:
    done = _run(_saved(tmp_path, GOOD_FILE), "--encoding", "rot13")
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_the_sheet_of_a_workbook_can_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = [list(GOOD), list(GOOD.values())]
    path = _saved(tmp_path, xlsx({"Cover": [["Nothing here"], ["x"]], "حوادث": good}), "upload.xlsx")
    assert _json(capsys, path)[0] == 2
    status, printed = _json(capsys, path, "--sheet", "حوادث")
    assert (status, printed["accepted"], printed["encoding"], printed["delimiter"]) == (0, 1, "", "")
    status, printed = _json(capsys, path, "--sheet", "Sheet1")
    assert (status, printed["problems"][0]["code"]) == (2, "sheet_missing")
    assert "Cover, حوادث" in printed["problems"][0]["message_en"]


def test_a_mapping_of_headers_can_be_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    header = ["Kennung", "Tag", "Ort", "Waffe", "Beleg", "Text", "Quelle"]
    path = _saved(tmp_path, delimited(header, [list(GOOD.values())]).encode())
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps(dict(zip(header, GOOD, strict=True))), encoding="utf-8")
    assert _json(capsys, path)[0] == 2
    status, printed = _json(capsys, path, "--mapping", mapping)
    assert (status, printed["accepted"]) == (0, 1)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        '"date"',
        "null",
        '{"a": 5}',
        '{"a": null}',
        '{"a": ["date"]}',
        '{"a": "no_such_field"}',
        "[" * 100_000,
    ],
    ids=["empty", "list", "open", "text", "null", "number", "nothing", "lists", "unknown", "deep"],
)
def test_a_mapping_that_cannot_be_used_is_refused_without_a_traceback(tmp_path: Path, content: str) -> None:
    mapping = tmp_path / "mapping.json"
    mapping.write_text(content, encoding="utf-8")
    done = _run(_saved(tmp_path, GOOD_FILE), "--mapping", mapping, "--json")
    assert done.stderr == b""
    printed = json.loads(done.stdout)
    assert (done.returncode, [problem["code"] for problem in printed["problems"]]) == (2, ["mapping_invalid"])


def test_a_long_mapping_is_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps({f"column {number}": "" for number in range(20_000)}), encoding="utf-8")
    status, printed = _json(capsys, _saved(tmp_path, GOOD_FILE), "--mapping", mapping)
    assert (status, printed["accepted"]) == (0, 1)


def test_a_mapping_that_is_not_there_is_refused(tmp_path: Path) -> None:
    done = _run(_saved(tmp_path, GOOD_FILE), "--mapping", tmp_path / "not-there.json", "--json")
    assert (done.returncode, done.stderr) == (2, b"")


@pytest.mark.parametrize(("lang", "counts"), [("en", "4 rows: 2 accepted, 1 rejected, 1 duplicates."), ("ar", "4")])
def test_the_printed_report_is_in_the_language_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, counts: str
) -> None:
    assert main([str(_saved(tmp_path, MIXED_FILE)), "--lang", lang]) == 1
    first, *lines = capsys.readouterr().out.splitlines()
    assert counts in first
    assert len(lines) == 3
    assert all(("03/04/2018" in line) is ("2018-04-03" in line) for line in lines)


def test_the_same_file_is_the_same_report_whatever_its_name_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reports = [_json(capsys, _saved(tmp_path, MIXED_FILE, name)) for name in ("a.csv", "a.xlsx", "a.exe", "a")]
    for _, printed in reports:
        printed.pop("file")
        printed["problems"] = [problem for problem in printed["problems"] if problem["code"] != "name_differs"]
    assert all(report == reports[0] for report in reports)


def test_progress_is_shown_on_a_terminal_and_cleared(tmp_path: Path) -> None:
    terminal, slave = os.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "components.intake", _saved(tmp_path, GOOD_FILE)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=slave,
        check=False,
    )
    os.close(slave)
    said = os.read(terminal, 4096)
    os.close(terminal)
    assert (done.returncode, done.stdout.count(b"\n")) == (0, 1)
    assert b"0 of 1 rows read" in said
    assert said.endswith(b"\r\x1b[K")


def test_a_files_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    done = _run(_saved(tmp_path, table({"weapon": "\x1b]0;owned\x07\x9b2J"})))
    assert done.stdout.decode().isascii() or "\x9b" not in done.stdout.decode()
    assert b"\x1b" not in done.stdout
    assert rb"\u001b]0;owned\u0007" in done.stdout
