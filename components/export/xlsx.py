"""XLSX: days as days, numbers as numbers, text as text. The first sheet comes home through the intake unchanged."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from components.domain.merge import LINKS, SOURCE_IDS
from components.domain.schema import Field, Resource
from components.domain.tables import text_frame
from components.export.csv import guarded
from components.export.extract import Extract
from components.export.geojson import plain
from components.export.stamp import stamp
from components.export.table import derived_columns, stored_columns

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 (a spreadsheet's day 0)
_LONGEST = 32_767
"""Characters that a cell may hold. The intake takes far fewer, so that nothing which it brought is cut."""
_WIDE, _NARROW = 44, 15
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True)
class Column:
    """`cells` are text, numbers (a day is one, see `_EPOCH`) or None for an empty cell."""

    title: str
    cells: list[Any]
    is_day: bool = False
    is_wide: bool = False


def write_xlsx(extract: Extract) -> bytes:
    """Sheets: the incidents, their sources, the claims on them, and what the file is. In Arabic from right to left."""
    t = extract.translator
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as workbook:
        # Without a date of its own the same content would be other bytes at every second.
        workbook.set_properties({"title": stamp(extract).title, "created": extract.made.replace(tzinfo=None)})
        bold, day = workbook.add_format({"bold": True, "bottom": 1}), workbook.add_format({"num_format": "yyyy-mm-dd"})
        for name, columns in _SHEETS.items():
            sheet = workbook.add_worksheet(t(f"export.{name}"))
            if t.direction == "rtl":
                sheet.right_to_left()
            _fill(sheet, list(columns(extract)), bold, day)
    return out.getvalue()


def _incidents(extract: Extract) -> Iterator[Column]:
    """The stored columns with codes, as the intake reads them, then the derived ones."""
    resource, lang = extract.dataset.schema.resources["incidents"], extract.translator.code
    stored, typed = stored_columns(extract), extract.incidents
    for item in resource.fields:
        if item.type in ("list", "string"):
            yield _texts(item.title(lang), stored[LINKS if item.name == SOURCE_IDS else item.name])
        else:
            yield _typed(item, typed[item.name], lang)
    for name, cells in derived_columns(extract).items():
        title = extract.translator(f"export.column.{name}")
        yield _texts(title, cells) if cells.dtype == "str" else Column(title, plain(cells))


def _sources(extract: Extract) -> Iterator[Column]:
    """Each source of the incidents and of the claims on them, once."""
    used = set(extract.incidents["source_ids"].explode()) | set(extract.claims["source_id"])
    sources = extract.dataset.sources
    return _table(extract, "sources", sources[sources["source_id"].isin(used)])


def _claims(extract: Extract) -> Iterator[Column]:
    return _table(extract, "claims", extract.claims)


def _about(extract: Extract) -> Iterator[Column]:
    """The stamp, then what the codes of the first sheet mean."""
    t, resource = extract.translator, extract.dataset.schema.resources["incidents"]
    said = [(t(f"export.stamp.{name}"), text, "") for name, text in stamp(extract).as_dict().items()]
    words = [
        (f"{item.title(t.code)}: {entry.value}", entry.label(t.code), entry.description(t.code))
        for item in resource.fields
        for entry in item.categories
    ]
    rows = pd.DataFrame([*said, ("", "", ""), *words], dtype="str")
    for at, title in enumerate(("about", "value", "meaning")):
        yield _texts(t(f"export.{title}"), rows[at])


_SHEETS: dict[str, Callable[[Extract], Iterator[Column]]] = {
    "incidents": _incidents,
    "sources": _sources,
    "claims": _claims,
    "about": _about,
}


def _table(extract: Extract, name: str, rows: pd.DataFrame) -> Iterator[Column]:
    resource: Resource = extract.dataset.schema.resources[name]
    texts = text_frame(resource, rows)
    return (_texts(item.title(extract.translator.code), texts[item.name]) for item in resource.fields)


def _texts(title: str, cells: pd.Series) -> Column:
    """Guarded like CSV: who saves the sheet as CSV is as safe, and the intake takes the guard off in both."""
    wide = bool(len(cells)) and int(cells.str.len().max()) > _WIDE
    return Column(title, [text[:_LONGEST] or None for text in guarded(cells)], is_wide=wide)


def _typed(item: Field, cells: pd.Series, lang: str) -> Column:
    if item.type == "date":
        return Column(item.title(lang), plain((cells - _EPOCH).dt.days.astype("Int64")), is_day=True)
    return Column(item.title(lang), plain(cells))


def _fill(sheet: Worksheet, columns: list[Column], bold: Format, day: Format) -> None:
    for at, column in enumerate(columns):
        sheet.set_column(at, at, _WIDE if column.is_wide else _NARROW, day if column.is_day else None)
    sheet.freeze_panes(1, 0)
    _write(sheet, 0, (column.title for column in columns), [bold] * len(columns))
    formats = [day if column.is_day else None for column in columns]
    for number, cells in enumerate(zip(*(column.cells for column in columns), strict=True), start=1):
        _write(sheet, number, cells, formats)


def _write(sheet: Worksheet, row: int, cells: Iterable[Any], formats: list[Format | None]) -> None:
    for at, (cell, style) in enumerate(zip(cells, formats, strict=True)):
        if cell is None:
            continue
        if isinstance(cell, str):
            sheet.write_string(row, at, cell, style)
        else:
            sheet.write_number(row, at, cell, style)
