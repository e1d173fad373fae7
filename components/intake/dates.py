"""Dates as editors write them -> a day local to Baghdad. What is ambiguous or incomplete is refused, never guessed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from components.domain.dates import BAGHDAD
from components.domain.text import fold

FIRST_YEAR = 2003
_HIJRI_YEARS = range(1350, 1500)
_SERIAL_EPOCH = date(1899, 12, 30)
_SERIALS = range(36_526, 73_051)  # 2000-01-01 to 2099-12-31
_CACHE = 65_536

_MONTHS: dict[str, int] = {}
for _number, _names in enumerate(
    (
        "january jan كانون الثاني|يناير|جانفي",
        "february feb شباط|فبراير|فيفري",
        "march mar آذار|اذار|مارس",
        "april apr نيسان|أبريل|ابريل|أفريل",
        "may أيار|ايار|مايو|ماي",
        "june jun حزيران|يونيو|يونيه|جوان",
        "july jul تموز|يوليو|يوليه|جويلية",
        "august aug آب|اب|أغسطس|اغسطس|أوت",
        "september sept sep أيلول|ايلول|سبتمبر",
        "october oct تشرين الأول|أكتوبر|اكتوبر",
        "november nov تشرين الثاني|نوفمبر",
        "december dec كانون الأول|ديسمبر",
    ),
    start=1,
):
    _latin = re.match(r"[a-z ]+", _names)
    _end = _latin.end() if _latin else 0
    for _name in (*_names[:_end].split(), *_names[_end:].split("|")):
        _MONTHS[fold(_name)] = _number

_HIJRI_MONTHS = frozenset(
    fold(name)
    for name in (
        "محرم", "صفر", "ربيع الأول", "ربيع الثاني", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة", "جمادى الثانية",
        "رجب", "شعبان", "رمضان", "شوال", "ذو القعدة", "ذي القعدة", "ذو الحجة", "ذي الحجة", "muharram", "safar", "rajab",
        "shaban", "ramadan", "shawwal",
    )
)  # fmt: skip

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_ISO_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)\s*(Z|UTC|[+-]\d{2}:?\d{2})?", re.IGNORECASE
)
_NUMERIC = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_MONTH_ONLY = re.compile(r"\d{4}[-/.]\d{1,2}|\d{1,2}[-/.]\d{4}|\d{4}")
_WORDS = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?)?\s*(?P<month>[^\d]+?)\s*(?:(?P<day2>\d{1,2})(?:st|nd|rd|th)?)?\s*(?P<year>\d{4})"
)
_WEEKDAYS = re.compile(
    r"^(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:يوم\s+)?(?:ال[أا]حد|ال[إا]ثنين|الثلاثاء|ال[أا]ربعاء|الخميس|الجمع[ةه]|السبت))[,،]?\s+",
    re.IGNORECASE,
)


class DateProblem(ValueError):
    """A date that cannot be taken. `code` is a problem code, `details` what its sentence needs."""

    def __init__(self, code: str, **details: str) -> None:
        self.code = code
        self.details = details
        super().__init__(code)


def western_digits(text: str) -> str:
    """Arabic-Indic and Persian digits as 0-9; everything else stays."""
    return text.translate(_DIGITS)


_DIGITS = {ord(digit): str(value) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for value, digit in enumerate(digits)}


@lru_cache(maxsize=_CACHE)
def parse_date(text: str, today: date, serial: bool = False) -> date:
    """Read one date cell. `today` is the day in Baghdad; `serial` allows Excel's day numbers. Raises DateProblem."""
    cleaned = " ".join(western_digits(text).strip().split())
    if not cleaned:
        raise DateProblem("date_missing")
    day = _read(cleaned, serial)
    if day.year < FIRST_YEAR:
        raise DateProblem("date_too_early", first=str(FIRST_YEAR))
    if day > today:
        raise DateProblem("date_future")
    return day


def _read(text: str, serial: bool) -> date:
    if serial and re.fullmatch(r"\d{5}(\.\d+)?", text) and int(float(text)) in _SERIALS:
        return _SERIAL_EPOCH + timedelta(days=int(float(text)))
    if "هـ" in text or _is_hijri(text):
        raise DateProblem("date_hijri")
    if match := _ISO_TIME.fullmatch(text):
        return _from_datetime(*match.groups())
    if match := _ISO.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMERIC.fullmatch(text):
        return _from_numbers(int(match[1]), int(match[2]), int(match[3]))
    if _MONTH_ONLY.fullmatch(text):
        raise DateProblem("date_without_day")
    return _from_words(text)


def _is_hijri(text: str) -> bool:
    years = [int(year) for year in re.findall(r"(?<!\d)\d{4}(?!\d)", text)]
    if any(year in _HIJRI_YEARS for year in years):
        return True
    folded = f" {fold(text)} "
    return any(f" {name} " in folded for name in _HIJRI_MONTHS)


def _from_datetime(day: str, time: str, zone: str | None) -> date:
    try:
        clock = datetime.fromisoformat(f"{day}T{time.split('.', maxsplit=1)[0].zfill(5)}")
        if zone is None:
            return clock.date()
        if zone.upper() in ("Z", "UTC"):
            return clock.replace(tzinfo=UTC).astimezone(BAGHDAD).date()
        offset = zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
        return datetime.fromisoformat(f"{clock.isoformat()}{offset}").astimezone(BAGHDAD).date()
    except (ValueError, OverflowError) as error:
        raise DateProblem("date_impossible") from error


def _from_numbers(first: int, second: int, year: int) -> date:
    """Day and month in either order, taken only where one order is possible or both mean the same day."""
    if first == second or (first > 12 and second <= 12):  # noqa: PLR2004
        return _day(year, second, first)
    if second > 12 and first <= 12:  # noqa: PLR2004
        return _day(year, first, second)
    if first > 12:  # noqa: PLR2004
        raise DateProblem("date_impossible")
    raise DateProblem(
        "date_ambiguous", one=f"{year}-{second:02d}-{first:02d}", other=f"{year}-{first:02d}-{second:02d}"
    )


def _from_words(text: str) -> date:
    spoken = _WEEKDAYS.sub("", text.replace("،", " ").replace(",", " ").replace(".", " "))
    spoken = " ".join(re.sub(r"(?<=\d)-|-(?=\d)|-", " ", spoken).split())
    match = _WORDS.fullmatch(spoken)
    month = _month(match["month"]) if match else None
    if match is None or month is None:
        raise DateProblem("date_unreadable")
    day = match["day"] or match["day2"]
    if day is None:
        raise DateProblem("date_without_day")
    if match["day"] and match["day2"]:
        raise DateProblem("date_unreadable")
    return _day(int(match["year"]), month, int(day))


def _month(name: str) -> int | None:
    """A month's number; two names joined with a slash must agree (كانون الثاني/يناير)."""
    numbers = {_MONTHS.get(fold(part)) for part in name.strip().split("/")}
    return numbers.pop() if len(numbers) == 1 else None


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise DateProblem("date_impossible") from error
