"""All that a report says about a file, as a table to take away: also what no page lists."""

from __future__ import annotations

import csv
import io

from components.domain.formula_guard import guard
from components.intake.report import Report
from components.intake.template import BOM

HEADER = ("line", "column", "code", "severity", "value", "message")


def problems_csv(report: Report, lang: str) -> bytes:
    """A row for each problem, its message in the language; no line for what is about the file as a whole.

    UTF-8 with a BOM; no cell is one that a spreadsheet would run.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for problem in report.problems:
        texts = (problem.column, problem.code, problem.severity, problem.value, problem.message(lang))
        writer.writerow([problem.line or "", *(guard(text) for text in texts)])
    return (BOM + out.getvalue()).encode("utf-8", "replace")
