"""The reader: bytes of a file -> report. One function for the page and the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from components.domain.dates import BAGHDAD
from components.intake.comparison import changed_fields
from components.intake.container import open_container
from components.intake.delimited import read_delimited
from components.intake.encoding import decode
from components.intake.headers import HeaderMap, map_headers, own_positions
from components.intake.layouts import Layout, recognise
from components.intake.limits import Limits
from components.intake.problems import SHOWN_LIST, Problem, Refusal, shorten
from components.intake.reference import Reference
from components.intake.report import Report
from components.intake.rows import Rules
from components.intake.spreadsheet import open_workbook, read_spreadsheet
from components.intake.table import RawTable
from components.intake.table_pass import Progress, Sink, TablePass

__all__ = ["Options", "Progress", "Sink", "changed_fields", "read"]

_KINDS = {
    **dict.fromkeys(("xlsx", "xlsm", "xlsb", "xls", "ods"), "spreadsheet"),
    **dict.fromkeys(("csv", "tsv", "tab", "txt"), "text"),
}
_KIND_SAID = {"spreadsheet": "XLSX", "text": "CSV / TSV"}


@dataclass(frozen=True)
class Options:
    """What the editor confirmed: an encoding, a sheet, a mapping of headers; and the day it is in Baghdad."""

    encoding: str | None = None
    sheet: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    today: date | None = None

    @property
    def day(self) -> date:
        return self.today or datetime.now(BAGHDAD).date()


def read(
    data: bytes,
    name: str,
    reference: Reference,
    options: Options | None = None,
    limits: Limits | None = None,
    sink: Sink | None = None,
    progress: Progress | None = None,
) -> Report:
    """Read and check a whole file. Never raises for what a file holds: a refusal is a report with no rows.

    With a `sink` each accepted record goes there as it is found, and the report holds none: memory stays small.
    `progress` is called every few hundred rows, rejected ones too; what it raises goes on to the caller.
    """
    options, limits = options or Options(), limits or Limits.from_environment()
    report = Report(file=name)
    try:
        content = open_container(data, limits)
        if content.kind == "spreadsheet":
            workbook = open_workbook(content.data, limits)
            report = replace(report, sheets=tuple(workbook.sheet_names))
            table = read_spreadsheet(workbook, limits, options.sheet)
        else:
            decoded = decode(content.data, options.encoding)
            report = replace(report, encoding=decoded.encoding)
            table = read_delimited(decoded.text, limits)
        report = replace(
            report,
            delimiter=table.delimiter or "",
            header=tuple(shorten(cell, SHOWN_LIST) for cell in table.header.cells),
        )
        report = replace(report, problems=tuple(_named_otherwise(name, content.kind)))
        return _check_table(table, report, reference, options, limits, sink, progress)
    except Refusal as refusal:
        return replace(report, problems=(refusal.problem,))


def _named_otherwise(name: str, kind: str) -> Iterator[Problem]:
    """Where a file's name says another type than its bytes, which decide."""
    bare = name.lower().removesuffix(".gz").removesuffix(".zip")
    ending = bare.rpartition(".")[2]
    if _KINDS.get(ending, kind) != kind:
        yield Problem(0, "", "name_differs", f".{ending}", {"found": _KIND_SAID[kind]})


def _check_table(
    table: RawTable,
    report: Report,
    reference: Reference,
    options: Options,
    limits: Limits,
    sink: Sink | None,
    progress: Progress | None,
) -> Report:
    layout = None if options.mapping else recognise(table.header.cells)
    headers = (
        _layout_headers(layout, table)
        if layout
        else map_headers(table.header.cells, reference.resource, options.mapping)
    )
    rules = Rules(reference, limits, options.day, table.serial_dates, layout.citation if layout else "")
    pass_ = TablePass(table, headers, layout, rules, sink)
    pass_.problems += report.problems
    pass_.run(progress)
    if not pass_.rows:
        raise Refusal("header_only")
    return replace(
        report,
        layout=layout.name if layout else "",
        rows=pass_.rows,
        accepted=pass_.accepted,
        rejected=len(pass_.rejected),
        duplicates=pass_.duplicates,
        problems=pass_.finished_problems(),
        records=tuple(pass_.records),
        rejected_rows=tuple(pass_.rejected),
        preview_only=bool(layout and not layout.publishable),
    )


def _layout_headers(layout: Layout, table: RawTable) -> HeaderMap:
    written = {name.strip().lower(): name.strip() for name in table.header.cells}
    names = [name.strip().lower() for name in table.header.cells if name.strip()]
    used = set(layout.columns.values()) | layout.signature | layout.also
    if twice := next((name for name in names if name in used and names.count(name) > 1), None):
        raise Refusal("header_duplicate", written[twice], first=written[twice], field=twice)
    own = {table.header.cells[at].strip().lower() for at in own_positions(table.header.cells)}
    dropped = tuple(written[name] for name in names if name not in used and name not in own)
    return HeaderMap({}, {field: written.get(name, name) for field, name in layout.columns.items()}, dropped)
