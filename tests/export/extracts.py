"""Extracts to write: of the researched data, and of data with rows that an editor published."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from components.domain.dataset import Dataset, base_dataset
from components.domain.directory import DATA_DIRECTORY
from components.domain.filters import Filter
from components.domain.merge import with_records
from components.domain.view import View
from components.export.extract import Extract
from components.i18n import translator
from components.intake.limits import Limits
from components.intake.reader import Options, read
from components.intake.reference import Reference
from components.intake.report import Report
from components.views.desk.published import published

MADE = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
LINK = "https://marsad.example.org/?lang=en&from=2019-05-01&to=2026-04-30&rev=0-00000000"
MADE_UP = date(2018, 5, 14)
"""The day of every made-up incident: the researched data has nothing on it."""
TODAY = date(2026, 11, 28)
HOSTILE = (Path(__file__).resolve().parents[1] / "views" / "hostile_texts.txt").read_text(encoding="utf-8").splitlines()
_NUMBERS = itertools.count(1)
TEXT_FIELDS = (
    "summary_en",
    "summary_ar",
    "place_en",
    "place_ar",
    "claimed_by",
    "claimed_by_ar",
    "attributed_to",
    "attributed_to_ar",
    "notes",
    "notes_ar",
)


def extract(dataset: Dataset | None = None, lang: str = "en", **chosen: Any) -> Extract:
    """An extract of a filter's view."""
    view = View(filter=Filter(**chosen), lang=lang)
    return Extract(dataset or base_dataset(), view, translator(lang), MADE, LINK)


def made_up(dataset: Dataset, lang: str = "en") -> Extract:
    """The published incidents alone."""
    return extract(dataset, lang, start=MADE_UP, end=MADE_UP)


def record(number: int, **cells: Any) -> dict[str, Any]:
    """An accepted record of the intake. None of it ever happened."""
    return {
        "line": number + 2,
        "incident_id": f"{MADE_UP}-made-up-{number:04d}",
        "date": str(MADE_UP),
        "date_precision": "day",
        "time_local": "",
        "site_id": "harir",
        "latitude": None,
        "longitude": None,
        "weapon": "rocket",
        "outcome": "unknown",
        "verification": "media",
        **dict.fromkeys(("munitions_count", "us_killed", "us_injured", "other_killed", "other_injured")),
        **dict.fromkeys(TEXT_FIELDS, ""),
        "summary_en": "Made up.",
        "source_urls": ("https://example.org/report",),
        **cells,
    }


def with_published(records: Iterable[Mapping[str, Any]]) -> Dataset:
    """The researched data and published rows, each time as a revision of its own."""
    return with_records(base_dataset(), records, f"{next(_NUMBERS)}-0badcafe")


@cache
def hostile() -> Dataset:
    """The researched data and, for every hostile text, an incident that has it in all its texts."""
    rows = (
        record(number, latitude=33.5, longitude=43.25, site_id="", **dict.fromkeys(TEXT_FIELDS, text))
        for number, text in enumerate(HOSTILE)
    )
    return with_published(rows)


def taken_in(data: bytes, dataset: Dataset) -> Report:
    """The file as the desk reads it beside the data that it came from."""
    reference = Reference.load(DATA_DIRECTORY).with_published(published(dataset))
    return read(data, "upload", reference, Options(today=TODAY), Limits())


def came_home_unchanged(report: Report, count: int) -> bool:
    """Whether every row was recognised as the one that is there already, and nothing else was said."""
    said = {problem.code for problem in report.problems}
    return (report.rows, report.duplicates, said) == (count, count, {"row_unchanged"})
