"""The template for editors: header, one example row per language, and every value of the vocabularies."""

from __future__ import annotations

import csv
import io

import xlsxwriter

from components.domain.formula_guard import guard, unguard
from components.domain.schema import Schema
from components.intake.headers import OWN_COLUMNS, own_positions
from components.intake.reference import LINKS_COLUMN, LINKS_FIELD
from components.intake.report import Report

BOM = "\ufeff"
NO_LINK = "https://…"
"""Stands in the examples for a source: nobody publishes one by leaving it in."""
EXAMPLES: tuple[dict[str, str], ...] = (
    {
        "date": "2024-08-05",
        "time_local": "21:00",
        "site_id": "ain-al-asad",
        "weapon": "rocket",
        "munitions_count": "2",
        "outcome": "impact",
        "verification": "official",
        "summary_en": "Example. Delete this row.",
        LINKS_COLUMN: f"{NO_LINK} | {NO_LINK}",
    },
    {
        "date": "5 آب 2024",
        "site_id": "عين الأسد",
        "weapon": "صاروخ",
        "outcome": "أصابت الموقع",
        "verification": "نقلته الصحافة",
        "summary_ar": "مثال. احذف هذا الصف.",
        LINKS_COLUMN: NO_LINK,
    },
)


def columns(schema: Schema) -> list[str]:
    """The template's headers, in the descriptor's order."""
    names = [item.name for item in schema.resources["incidents"].fields]
    return [LINKS_COLUMN if name == LINKS_FIELD else name for name in names]


def template_csv(schema: Schema) -> bytes:
    """UTF-8 with a BOM, so that Excel shows the Arabic."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns(schema), restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(EXAMPLES)
    return (BOM + out.getvalue()).encode()


def template_xlsx(schema: Schema) -> bytes:
    """Two sheets: the table, and the vocabularies in both languages."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        bold = workbook.add_format({"bold": True})
        sheet = workbook.add_worksheet("incidents")
        names = columns(schema)
        sheet.write_row(0, 0, names, bold)
        for number, example in enumerate(EXAMPLES, start=1):
            sheet.write_row(number, 0, [example.get(name, "") for name in names])
        sheet.set_column(0, len(names) - 1, 18)
        sheet.freeze_panes(1, 0)
        words = workbook.add_worksheet("values")
        words.write_row(0, 0, ["field", "value", "English", "العربية", "meaning", "المعنى"], bold)
        rows = (
            [item.name, entry.value, entry.label_en, entry.label_ar, entry.description_en, entry.description_ar]
            for item in schema.resources["incidents"].fields
            for entry in item.categories
        )
        for number, row in enumerate(rows, start=1):
            words.write_row(number, 0, row)
        words.set_column(0, 5, 24)
    return out.getvalue()


def rejected_csv(report: Report, lang: str) -> bytes:
    """The rejected rows as they stood in the file, ready to mend. Two columns come beside them: `line`, where the row
    stood, and `problem`, in the page's language. They take the place of those that an earlier list left in the file.

    A cell that came guarded keeps its one guard: a second would stay in the text when the file comes back.
    """
    said: dict[int, list[str]] = {}
    for problem in report.problems:
        if problem.severity == "error":
            said.setdefault(problem.line, []).append(problem.message(lang))
    old = own_positions(report.header)
    width = max([len(report.header), *(len(cells) for _, cells in report.rejected_rows)])

    def kept(cells: tuple[str, ...]) -> list[str]:
        filled = [*cells, *[""] * (width - len(cells))]
        return [cell for at, cell in enumerate(filled) if at not in old]

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(guard(cell) for cell in (*kept(report.header), *OWN_COLUMNS))
    for line, cells in report.rejected_rows:
        own = (str(line), guard(" ".join(said.get(line, []))))
        writer.writerow((*(guard(unguard(cell)) for cell in kept(cells)), *own))
    return (BOM + out.getvalue()).encode("utf-8", "replace")
