"""A table as it stands in the file: header, rows of text, and the physical line on which each row begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from components.intake.limits import Limits
from components.intake.problems import Refusal


class RawRow(NamedTuple):
    """The cells of one row as text, and its line: the physical line of a text file, the row number of a spreadsheet."""

    line: int
    cells: tuple[str, ...]

    @property
    def blank(self) -> bool:
        return not any(cell and not cell.isspace() for cell in self.cells)

    def cut(self, width: int) -> RawRow:
        """Empty cells beyond the header fall away; filled ones stay, to be reported."""
        end = len(self.cells)
        while end > width and not self.cells[end - 1].strip():
            end -= 1
        return self if end == len(self.cells) else RawRow(self.line, self.cells[:end])


@dataclass(frozen=True)
class RawTable:
    """Everything below the header, in order, to be read once. `total` is how many rows that is, blank ones included.
    `serial_dates` is True where a bare number in a date column is Excel's.
    Reading the rows may raise Refusal: at any row a limit may be met, or a quotation mark left open.
    """

    header: RawRow
    rows: Iterator[RawRow]
    delimiter: str | None
    total: int
    serial_dates: bool = False


def check_count(total: int, rows: Callable[[], Iterator[RawRow]], limits: Limits) -> None:
    """Refuse a table with more filled rows than the limit allows, or more blank ones, before any of them is checked.
    `rows` are the rows below the header; they are gone through only where the blank ones among them decide."""
    if total > 2 * limits.rows or (total > limits.rows and sum(not row.blank for row in rows()) > limits.rows):
        raise Refusal("too_many_rows", limit=limits.rows)
