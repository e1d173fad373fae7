"""An XLSX's sheet -> rows of text, by python-calamine. Looked over first: a legal file can still kill its reader.

calamine knows no document type and expands no entity, and it holds a sheet as a full grid up to its furthest cell. What
keeps us safe are the limits on the child's memory and time and on unpacked sizes (a grid too large ends the child). The
look-over is there so that the editor is told why: it finds every document type, since none may stand behind a part's
first tag, and the cells far out that programs write. Far cells written in other ways of XML end as `parser_stopped`.
"""

from __future__ import annotations

import codecs
import datetime as dt
import io
import itertools
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

import python_calamine as calamine

from components.intake.limits import Limits
from components.intake.problems import Refusal, shorten, visible
from components.intake.table import RawRow, RawTable, check_count

# Only what may be far out: beyond column Z, or beyond row 500,000. To look at each cell took a tenth of the whole time.
_CELL = re.compile(rb'<c [^>]{0,200}?r="(?:[A-Z]{1,3}([5-9][0-9]{5}|[0-9]{7})"|([A-Z]{2,3})[0-9])')
_NEEDED = ("_rels/.rels", "xl/_rels/workbook.xml.rels")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\x00", b"\x00<")
_BEGINNING = 4096
_LONGEST_TAG = 256
_STEP = 1024 * 1024
_OVERLAP = 256
_SLACK = 10_000
_LETTERS = 26


def open_workbook(data: bytes, limits: Limits) -> calamine.CalamineWorkbook:
    """The workbook, once it was looked over. Raises Refusal."""
    names = _look_over(data, limits)
    try:
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (calamine.CalamineError, ValueError, OSError, KeyError) as error:
        if missing := next((name for name in _NEEDED if name not in names), None):
            raise Refusal("spreadsheet_incomplete", missing) from error
        raise Refusal("spreadsheet_broken", reason=_reason(error)) from error


def read_spreadsheet(workbook: calamine.CalamineWorkbook, limits: Limits, sheet: str | None = None) -> RawTable:
    """Read the first sheet, or the named one. Raises Refusal."""
    names = workbook.sheet_names
    if not names:
        raise Refusal("file_empty")
    if sheet is not None and sheet not in names:
        raise Refusal("sheet_missing", sheet, available=", ".join(names))
    chosen = sheet or names[0]
    try:
        sheet_data = workbook.get_sheet_by_name(chosen)
    except calamine.WorksheetNotFound as error:
        raise Refusal("spreadsheet_incomplete", chosen) from error
    except (calamine.CalamineError, ValueError, OSError, KeyError) as error:
        raise Refusal("spreadsheet_broken", reason=_reason(error)) from error
    rows = _rows(sheet_data)
    header = next((row for row in rows if not row.blank), None)
    if header is None:
        raise Refusal("file_empty")
    header = header.cut(0)
    if len(header.cells) > limits.columns:
        raise Refusal("too_many_columns", limit=limits.columns)
    width = len(header.cells)
    total = sheet_data.end[0] + 1 - header.line if sheet_data.end else 0
    check_count(total, lambda: itertools.islice(_rows(sheet_data), header.line, None), limits)
    return RawTable(header, (row.cut(width) for row in rows), None, total, serial_dates=True)


def _rows(sheet: calamine.CalamineSheet) -> Iterator[RawRow]:
    try:
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            yield RawRow(number, tuple(_text(cell) for cell in cells))
    except BaseException as error:
        # Rust's panic, at a date out of all range, derives from BaseException and has no name to import.
        if type(error).__name__ != "PanicException":
            raise
        raise Refusal("spreadsheet_broken", reason=_reason(error)) from error


def _reason(error: BaseException) -> str:
    """In the words of whoever stumbled over it, which say more than ours could."""
    return shorten(visible(str(error))) or type(error).__name__


def _look_over(data: bytes, limits: Limits) -> frozenset[str]:
    """The names of the parts. Refuses a document type, parts that are not UTF-8, and cells so far out that a reader
    would fill the memory with emptiness. What a part is, its first tag says, wherever it is kept."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                with archive.open(member) as part:
                    if _first_tag(part) != b"worksheet":
                        continue
                with archive.open(member) as part:
                    _check_extremes(part, limits)
            return frozenset(archive.namelist())
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError) as error:
        raise Refusal("spreadsheet_broken", reason=_reason(error)) from error


def _first_tag(part: IO[bytes]) -> bytes:
    """The name of the first tag without its prefix, b"" for a part that is no XML. Raises Refusal."""
    held = part.read(_BEGINNING).removeprefix(codecs.BOM_UTF8)
    if held.startswith(_WIDE):
        raise Refusal("spreadsheet_hostile")
    while True:
        held = held.lstrip()
        while len(held) < _LONGEST_TAG and (step := part.read(_STEP)):
            held = (held + step).lstrip()
        if held.startswith(b"<!--"):
            held = _behind(b"-->", held[4:], part)
        elif held.startswith(b"<?"):
            held = _behind(b"?>", held[2:], part)
        else:
            break
    if held.startswith(b"<!"):
        raise Refusal("spreadsheet_hostile")
    name = held[:_LONGEST_TAG].split(None, 1)[:1]
    return name[0].partition(b">")[0].rstrip(b"/").rpartition(b":")[2].removeprefix(b"<") if name else b""


def _behind(end: bytes, held: bytes, part: IO[bytes]) -> bytes:
    """What follows an end mark, b"" where it never comes. Goes through the part in steps, whatever its length."""
    while (at := held.find(end)) < 0:
        step = part.read(_STEP)
        if not step:
            return b""
        held = held[-len(end) :] + step
    return held[at + len(end) :]


def _check_extremes(part: IO[bytes], limits: Limits) -> None:
    tail = b""
    while step := part.read(_STEP):
        for digits, letters in _CELL.findall(tail + step):
            if digits and int(digits) > limits.rows + _SLACK:
                raise Refusal("too_many_rows", limit=limits.rows)
            if letters and _column(letters) > limits.columns:
                raise Refusal("too_many_columns", limit=limits.columns)
        tail = step[-_OVERLAP:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * _LETTERS + letter - ord("A") + 1
    return number


def _text(cell: object) -> str:
    """A cell's stored value as text: dates in ISO form, whole numbers without a decimal point."""
    match cell:
        case str():
            return cell
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer() and abs(cell) < 1e15:  # noqa: PLR2004 (beyond it a float loses units)
            return str(int(cell))
        case dt.datetime():
            midnight = cell.time() == dt.time(0)
            return cell.date().isoformat() if midnight else cell.isoformat(sep=" ", timespec="minutes")
        case dt.date():
            return cell.isoformat()
        case dt.time():
            return cell.isoformat(timespec="minutes")
        case _:
            return str(cell)
