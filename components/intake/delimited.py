"""Comma, semicolon, tab or pipe separated text -> rows with the line on which each begins."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator

from components.intake.limits import Limits
from components.intake.problems import Refusal
from components.intake.table import RawRow, RawTable, check_count

DELIMITERS = (",", ";", "\t", "|")
_SEPARATOR_LINE = re.compile(r"sep=([,;|\t])(?:\r\n|\r|\n)", re.IGNORECASE)
_LONGEST_FIELD = 2**31 - 1
_END = "end"


def read_delimited(text: str, limits: Limits) -> RawTable:
    """Parse delimited text. Raises Refusal."""
    csv.field_size_limit(_LONGEST_FIELD)
    named = _SEPARATOR_LINE.match(text)
    delimiter = named[1] if named else find_delimiter(text)
    # Counted before the rows are begun: either way holds the text in memory once more.
    total = sum(1 for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    rows = _rows(text, delimiter)
    above = 1
    if named:
        next(rows)  # Excel's own line, which says the separator
        above += 1
    header = next(rows, None)
    while header is not None and header.blank:
        above += 1
        if above > limits.rows:
            raise Refusal("too_many_rows", limit=limits.rows)
        header = next(rows, None)
    if header is None:
        raise Refusal("file_empty")
    if len(header.cells) > limits.columns:
        raise Refusal("too_many_columns", limit=limits.columns)
    width = len(header.cells)
    check_count(total - above, lambda: itertools.islice(_rows(text, delimiter), above, None), limits)
    return RawTable(header, (row.cut(width) for row in rows), delimiter, total - above)


def find_delimiter(text: str) -> str:
    """The candidate that separates most cells of the header line, quotes respected; a comma where there is none."""
    lines = (line.rstrip("\r\n") for line in io.StringIO(text, newline=""))
    first = next((line for line in lines if line.strip()), "")
    counts = {sign: len(next(csv.reader([first], delimiter=sign), [])) for sign in DELIMITERS}
    best = max(DELIMITERS, key=lambda sign: counts[sign])
    return best if counts[best] > 1 else ","


def _rows(text: str, delimiter: str) -> Iterator[RawRow]:
    """The rows, one behind the reader: a line put after the last one is swallowed where a quote was never closed."""
    reader = csv.reader(itertools.chain(io.StringIO(text, newline=""), [_END]), delimiter=delimiter)
    held = None
    begin = 1
    try:
        for cells in reader:
            if held is not None:
                yield held
            held, begin = RawRow(begin, tuple(cells)), reader.line_num + 1
    except csv.Error as error:
        raise Refusal("unclosed_quote", line=begin) from error
    if held is not None and held.cells != (_END,):
        raise Refusal("unclosed_quote", line=held.line)
