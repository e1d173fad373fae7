"""Dates, months and numbers as the reader's language writes them.

Arabic uses the Iraqi and Levantine month names (كانون الثاني …) and Western digits 0-9, as the Iraqi press mostly does:
they stay readable beside Latin names, can be copied into a spreadsheet, and keep their order in mixed text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from babel import dates, numbers

from components.domain.dates import BAGHDAD, ReportedDate


@dataclass(frozen=True)
class Formats:
    """Formatting for one Babel locale."""

    locale: str

    def number(self, value: int) -> str:
        return str(numbers.format_decimal(value, format="#,##0", locale=self.locale, numbering_system="latn"))

    def percent(self, share: float) -> str:
        return str(numbers.format_percent(share, format="0%", locale="en"))

    def day(self, day: date) -> str:
        """A day with the month in words: 5 August 2024."""
        return str(dates.format_date(day, "d MMMM y", locale=self.locale))

    def short_day(self, day: date) -> str:
        """A day with the month shortened where the language shortens it: 5 Aug 2024."""
        return str(dates.format_date(day, "d MMM y", locale=self.locale))

    def month(self, day: date) -> str:
        return str(dates.format_date(day, "MMM y", locale=self.locale))

    def moment(self, text: str) -> str:
        """A time in UTC, `YYYY-MM-DDTHH:MM:SSZ`, as day and time in Baghdad: 5 Aug 2024, 21:00."""
        moment = datetime.fromisoformat(text).astimezone(BAGHDAD)
        return f"{self.short_day(moment.date())}, {moment:%H:%M}"

    def range(self, start: date, end: date) -> str:
        """Both days, or the one where they are the same."""
        if start == end:
            return self.short_day(start)
        return f"{self.short_day(start)} – {self.short_day(end)}"

    def reported(self, reported: ReportedDate) -> str:
        """A day or a month, as precise as it was published."""
        if reported.day is None:
            return str(dates.format_date(reported.first, "MMMM y", locale=self.locale))
        return self.day(reported.first)

    def reported_text(self, text: str) -> str:
        """Like `reported`, for a cell `YYYY-MM-DD` or `YYYY-MM`; "" for an empty one."""
        reported = ReportedDate.parse(text)
        return self.reported(reported) if reported else ""
