"""Dates as reports give them: a day, or only a month. All local to Baghdad (UTC+3)."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

BAGHDAD = ZoneInfo("Asia/Baghdad")
MONTH_LENGTH = len("2024-08")


@dataclass(frozen=True)
class ReportedDate:
    """A day or a month, as published. `day` is None where only the month was given."""

    year: int
    month: int
    day: int | None

    @classmethod
    def parse(cls, text: str) -> ReportedDate | None:
        """Read `YYYY-MM-DD` or `YYYY-MM`; None for an empty cell. Raises ValueError for anything else."""
        if not text:
            return None
        if len(text) == MONTH_LENGTH:
            day = date.fromisoformat(f"{text}-01")
            return cls(day.year, day.month, None)
        day = date.fromisoformat(text)
        return cls(day.year, day.month, day.day)

    @property
    def first(self) -> date:
        return date(self.year, self.month, self.day or 1)

    @property
    def last(self) -> date:
        """The last day that the date can mean."""
        return date(self.year, self.month, self.day or calendar.monthrange(self.year, self.month)[1])


def clip(day: date, low: date, high: date) -> date:
    """The day moved inside `low`..`high`."""
    return min(max(day, low), high)
