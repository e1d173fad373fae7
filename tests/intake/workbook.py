"""XLSX by hand, as small as Excel and calamine take it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import IO
from xml.sax.saxutils import escape, quoteattr

Cell = str | int | float | date | datetime | None
"""A text, a number, a day or a moment; None for no cell at all."""

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SCHEMAS = "http://schemas.openxmlformats.org"
_MAIN = f"{_SCHEMAS}/spreadsheetml/2006/main"
_RELATIONS = f"{_SCHEMAS}/package/2006/relationships"
_OFFICE = f"{_SCHEMAS}/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET_BEGIN = f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>'
_SHEET_END = "</sheetData></worksheet>"
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="22" applyNumberFormat="1"/>'
    "</cellXfs></styleSheet>"
)
_DAY_STYLE, _MOMENT_STYLE = 1, 2
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 (a spreadsheet knows no zones)
_SECONDS_A_DAY = 86_400


def xlsx(sheets: Mapping[str, Sequence[Sequence[Cell]]], extra: Mapping[str, bytes] | None = None) -> bytes:
    """A workbook with its texts in the cells; `extra` are further parts. An empty row is no row at all."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _parts(list(sheets)).items():
            archive.writestr(name, content)
        for number, rows in enumerate(sheets.values(), start=1):
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w") as part:
                _write(part, (_row(at, cells, None) for at, cells in enumerate(rows, start=1)))
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def write_large(file: IO[bytes], sheet: str, rows: Iterable[Sequence[Cell]]) -> None:
    """A workbook of one sheet, written row by row, its texts in a table of their own as Excel writes it."""
    texts: dict[str, int] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in _parts([sheet], texts_apart=True).items():
            archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            _write(part, (_row(at, cells, texts) for at, cells in enumerate(rows, start=1)))
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
            part.write(f'{_XML}<sst xmlns="{_MAIN}" uniqueCount="{len(texts)}">'.encode())
            for text in texts:
                part.write(f'<si><t xml:space="preserve">{escape(text)}</t></si>'.encode())
            part.write(b"</sst>")


def _write(part: IO[bytes], rows: Iterator[str]) -> None:
    part.write(_SHEET_BEGIN.encode())
    for row in rows:
        part.write(row.encode())
    part.write(_SHEET_END.encode())


def _parts(names: Sequence[str], texts_apart: bool = False) -> dict[str, str]:
    """Every part of a workbook but its sheets and its texts."""
    parts = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(names) + 1)]
    parts.append(("styles", "styles.xml"))
    if texts_apart:
        parts.append(("sharedStrings", "sharedStrings.xml"))
    types = "".join(f'<Override PartName="/xl/{path}" ContentType="{_TYPE}.{kind}+xml"/>' for kind, path in parts)
    targets = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{path}"/>'
        for number, (kind, path) in enumerate(parts, start=1)
    )
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, start=1)
    )
    return {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_SCHEMAS}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{types}</Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_RELATIONS}">{targets}</Relationships>',
        "xl/styles.xml": _STYLES,
    }


def _row(number: int, cells: Sequence[Cell], texts: dict[str, int] | None) -> str:
    """One row of a sheet's XML, "" for a row without cells. `texts` collects the texts and their numbers."""
    if not cells:
        return ""
    marked = "".join(_cell(f"{_letters(at)}{number}", cell, texts) for at, cell in enumerate(cells, start=1))
    return f'<row r="{number}">{marked}</row>'


def _cell(place: str, value: Cell, texts: dict[str, int] | None) -> str:
    match value:
        case None:
            return ""
        case str() if texts is not None:
            return f'<c r="{place}" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>'
        case str():
            return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        case datetime():
            return f'<c r="{place}" s="{_MOMENT_STYLE}"><v>{_serial(value)}</v></c>'
        case date():
            moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001
            return f'<c r="{place}" s="{_DAY_STYLE}"><v>{_serial(moment):.0f}</v></c>'
        case _:
            return f'<c r="{place}"><v>{value}</v></c>'


def _serial(moment: datetime) -> float:
    """The moment as Excel counts: days since 1899-12-30."""
    return (moment - _EPOCH).total_seconds() / _SECONDS_A_DAY


def _letters(number: int) -> str:
    """1 -> A, 27 -> AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
