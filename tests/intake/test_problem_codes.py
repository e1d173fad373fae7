"""Every problem has a code, a file that shows it, the right place, and a sentence in both languages with advice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from components.i18n import LANGUAGES
from components.intake.__main__ import main
from components.intake.child import read_in_child
from components.intake.problems import CODES, NOTES, REFUSALS, REJECTIONS, WARNINGS, Problem
from components.intake.reader import read
from components.intake.report import ALL_TAKEN, REFUSED, SOME_REJECTED, Report
from tests.intake.fixtures import FIXTURES, Fixture, reference

_ARABIC = re.compile(r"[\u0621-\u064a]")
_PLACEHOLDER = re.compile(r"\{\w*\}")
_ADVICE = {
    "en": re.compile(
        r"\b(?:add|check|choose|close|confirm|correct|delete|exchange|export|fill|give|keep|leave|make sure|map|mend"
        r"|must|name|open|pack|put|rename|save|say|shorten|split|upload|use|write)\b",
        re.IGNORECASE,
    ),
    "ar": re.compile(
        r"(?<!\w)[وف]?(?:يجب|اضغط|احفظ|ارفع|أكّد|اختر|أبقِ|غيّر|اربط|صدّر|قسّم|أغلق|اختصر|استخدم|اكتب|اترك|اذكر|صحح|بدّل"
        r"|ضع|أعط|احذف|افصل|تأكد|أصلح|افتح|راجع|أضف|املأ|انقل|سمّ|تحقق)"
    ),
}
_SAYS_WHAT_WAS_DONE = frozenset(
    {
        "blank_rows",
        "change",
        "columns_ignored",
        "coordinate_coarsened",
        "credit_due",
        "held_detail",
        "held_name",
        "held_recent",
        "held_redacted",
        "layout_dropped",
        "link_invalid",
        "preview_only",
        "row_duplicate",
        "row_unchanged",
        "weapon_not_in_layout",
    }
)
"""Warnings and notes about what the reader did by itself: there is nothing that the editor must mend."""


def _found(code: str, fixture: Fixture, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Report:
    if fixture.via == "child":
        return read_in_child(fixture.data, fixture.name, fixture.chosen, fixture.limits)
    if fixture.via == "command":
        path = tmp_path / "not-there.csv"
        assert main([str(path)]) == REFUSED
        said = capsys.readouterr().out
        problem = Problem(0, "", code, "No such file or directory")
        assert problem.message("en") in said
        return Report(file=path.name, problems=(problem,))
    return read(fixture.data, fixture.name, reference(), fixture.chosen, fixture.limits)


def test_every_code_has_a_fixture_and_every_fixture_a_code() -> None:
    assert set(FIXTURES) == set(CODES)


def test_a_code_is_of_one_kind_only() -> None:
    kinds = (REFUSALS, REJECTIONS, WARNINGS, NOTES)
    assert sum(len(kind) for kind in kinds) == len(CODES)


@pytest.mark.parametrize("code", sorted(FIXTURES))
def test_the_fixture_has_its_problem_at_the_right_place(
    code: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    fixture = FIXTURES[code]
    report = _found(code, fixture, capsys, tmp_path)
    problems = [problem for problem in report.problems if problem.code == code]
    assert problems, [problem.code for problem in report.problems]
    assert {(problem.line, problem.column) for problem in problems} == {(fixture.line, fixture.column)}
    assert report.rows == report.accepted + report.rejected + report.duplicates
    if code in REFUSALS:
        assert (report.exit_status, report.rows, report.records) == (REFUSED, 0, ())
    elif code in REJECTIONS:
        assert (report.exit_status, report.rejected) == (SOME_REJECTED, 1)
        assert [line for line, _ in report.rejected_rows] == [fixture.line]
    elif code not in ("layout_dropped", "problems_cut"):
        assert report.exit_status == ALL_TAKEN


@pytest.mark.parametrize("code", sorted(FIXTURES))
def test_a_fixture_shows_no_other_error(code: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    errors = {
        problem.code
        for problem in _found(code, FIXTURES[code], capsys, tmp_path).problems
        if problem.severity == "error"
    }
    expected = {"date_without_day"} if code == "layout_dropped" else {"date_unreadable"}
    assert errors <= ({code} if code in REFUSALS | REJECTIONS else expected)


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
@pytest.mark.parametrize("code", sorted(FIXTURES))
def test_the_sentence_is_whole_and_says_what_to_do(
    code: str, lang: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    report = _found(code, FIXTURES[code], capsys, tmp_path)
    for problem in (problem for problem in report.problems if problem.code == code):
        message = problem.message(lang)
        assert message.strip()
        assert not _PLACEHOLDER.search(message)
        assert not message.startswith("problem.")
        if lang == "ar":
            assert _ARABIC.search(message)
        if code not in _SAYS_WHAT_WAS_DONE:
            assert _ADVICE[lang].search(message), message


@pytest.mark.parametrize("code", sorted(REJECTIONS))
def test_a_rejection_quotes_the_cell_it_speaks_of(code: str) -> None:
    fixture = FIXTURES[code]
    report = read(fixture.data, fixture.name, reference(), fixture.chosen, fixture.limits)
    problem = next(problem for problem in report.problems if problem.code == code)
    (_, cells), *_ = report.rejected_rows
    if not problem.column or not problem.value:
        return
    at = report.header.index(problem.column)
    quoted = problem.value.removesuffix("…").split(" / ")[0]
    assert quoted in cells[at]
