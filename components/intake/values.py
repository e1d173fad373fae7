"""Cells -> values: counts, coordinates, times, codes, links, ids. What cannot be taken raises ValueProblem."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from components.domain.text import fold
from components.intake.dates import western_digits
from components.intake.nearest import Nearest

_CACHE = 65_536
BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
ZERO_WIDTH = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
_HIDDEN = re.compile(f"[{''.join(sorted(BIDI | ZERO_WIDTH))}]")
_LINK = re.compile(
    r"https?://(?:[^\s/?#@]+@)?(?:\[[0-9a-f:.]+\]|(?:[\w-]+\.)*[\w-]+\.?)(?::\d{1,5})?(?:[/?#]\S*)?", re.IGNORECASE
)
_WHOLE = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.0+)?")
_ID = re.compile(r"(?=.{1,100}$)[a-z0-9]+(?:-[a-z0-9]+)*")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?")
_DECIMAL = re.compile(r"([NSEWشجقغ])?\s*(-?\d{1,3}(?:[.,]\d+)?)\s*°?\s*([NSEWشجقغ])?", re.IGNORECASE)
_DMS = re.compile(
    r"([NSEWشجقغ])?\s*(-?\d{1,3})\s*[°dد:\s]\s*(\d{1,2})\s*[′'’:\s]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:[″\"”]|'')?)?\s*([NSEWشجقغ])?",
    re.IGNORECASE,
)
_AXES = {"latitude": "NSشج", "longitude": "EWقغ"}
_DIRECTIONS = {"N": 1, "E": 1, "ش": 1, "ق": 1, "S": -1, "W": -1, "ج": -1, "غ": -1}
_ROUGH = frozenset(
    fold(word)
    for word in (
        "several",
        "some",
        "many",
        "few",
        "dozens",
        "multiple",
        "a number of",
        "عدة",
        "عدد من",
        "بضع",
        "عشرات",
        "كثير",
    )
)
LARGEST_COUNT = 1_000_000
LONGEST_COORDINATE = 40
LONGEST_NAME = 200
DECIMALS = 2


class ValueProblem(ValueError):
    """A cell that cannot be taken. `details` fill the problem's sentence, see `Problem`."""

    def __init__(self, code: str, **details: Any) -> None:
        self.code = code
        self.details = details
        super().__init__(code)


@dataclass(frozen=True)
class Vocabulary:
    """Folded alias -> code, for one coded field. `called` is each code by its label in each language, `allowed` the
    list of them."""

    name: str
    aliases: Mapping[str, str]
    called: Mapping[str, Mapping[str, str]]
    allowed: Mapping[str, str]

    def find(self, text: str) -> str | None:
        return self.aliases.get(folded(text))


@lru_cache(maxsize=_CACHE)
def folded(text: str) -> str:
    """`fold`, remembered: a column of codes repeats a few spellings. What is too long to be a name stays as it is."""
    return fold(text) if len(text) <= LONGEST_NAME else text


@lru_cache(maxsize=_CACHE)
def parse_count(text: str) -> int | None:
    """A whole number from 0 up; None for an empty cell, which means *not reported*."""
    cleaned = western_digits(text).strip().replace("٬", ",").replace("٫", ".")
    if not cleaned:
        return None
    if _WHOLE.fullmatch(cleaned):
        number = int(cleaned.split(".")[0].replace(",", "")) if len(cleaned) <= 12 else LARGEST_COUNT + 1  # noqa: PLR2004
        if number > LARGEST_COUNT:
            raise ValueProblem("count_unreadable")
        return number
    if re.fullmatch(r"[-−]\s*\d+(\.0+)?", cleaned):
        raise ValueProblem("count_negative")
    if re.fullmatch(r"\d+\s*(?:-|–|to|إلى|الى|\.\.)\s*\d+", cleaned):
        raise ValueProblem("count_range")
    rough = re.match(
        r"[~≈<>±]|about|around|at least|over|more|up to|نحو|حوالي|أكثر|اكثر|أقل|ما يقارب|على الأقل",
        cleaned,
        re.IGNORECASE,
    )
    if rough or cleaned.endswith(("+", "?")) or fold(cleaned) in _ROUGH:
        raise ValueProblem("count_rough")
    raise ValueProblem("count_unreadable")


@lru_cache(maxsize=_CACHE)
def parse_coordinate(text: str, axis: Literal["latitude", "longitude"] | None = None) -> float | None:
    """Decimal degrees, with dot or comma, or degrees, minutes and seconds. None for an empty cell.

    A direction must fit the axis and must not stand beside a minus sign.
    """
    cleaned = " ".join(western_digits(text).replace("٫", ".").replace("−", "-").split())
    if not cleaned:
        return None
    if len(cleaned) > LONGEST_COORDINATE:
        raise ValueProblem("coordinate_unreadable")
    if match := _DECIMAL.fullmatch(cleaned):
        before, number, after = match.groups()
        degrees = float(number.replace(",", "."))
    elif match := _DMS.fullmatch(cleaned):
        before, whole, minutes, seconds, after = match.groups()
        size = abs(int(whole)) + int(minutes) / 60 + float((seconds or "0").replace(",", ".")) / 3600
        degrees = -size if whole.startswith("-") else size
        if int(minutes) >= 60 or float((seconds or "0").replace(",", ".")) >= 60:  # noqa: PLR2004
            raise ValueProblem("coordinate_unreadable")
    else:
        raise ValueProblem("coordinate_unreadable")
    direction = (before or after or "").upper()
    if (before and after) or (direction and "-" in cleaned):
        raise ValueProblem("coordinate_unreadable")
    if direction and axis and direction not in _AXES[axis]:
        raise ValueProblem("coordinates_swapped")
    return degrees * _DIRECTIONS.get(direction, 1)


@lru_cache(maxsize=_CACHE)
def parse_time(text: str) -> str:
    """A time of day as HH:MM; "" for an empty cell."""
    cleaned = western_digits(text).strip()
    if not cleaned:
        return ""
    match = _TIME.fullmatch(cleaned)
    if match is None:
        raise ValueProblem("time_unreadable")
    return f"{int(match[1]):02d}:{match[2]}"


def parse_code(text: str, vocabulary: Vocabulary, nearest: Nearest, unknown: str = "code_unknown") -> str:
    """The code that a cell names, by code, label or alias in either language; "" for an empty cell."""
    if not text.strip():
        return ""
    code = vocabulary.find(text)
    if code is None:
        near = nearest.find(text, vocabulary.aliases)
        meant = {"near": vocabulary.called[near]} if near else {}
        raise ValueProblem(unknown, allowed=vocabulary.allowed, **meant)
    return code


def parse_id(text: str) -> str:
    """An incident id: lower-case Latin letters and digits, joined with hyphens; "" for an empty cell."""
    cleaned = text.strip()
    if cleaned and (not _ID.fullmatch(cleaned) or has_hidden(cleaned)):
        raise ValueProblem("id_characters")
    return cleaned


def is_link(text: str) -> bool:
    """An http(s) address with a host and without spaces, control or hidden characters."""
    return text.isprintable() and _LINK.fullmatch(text) is not None and not has_hidden(text)


def has_hidden(text: str) -> bool:
    """Whether a text has signs that a reader cannot see and that turn it around."""
    return not text.isascii() and _HIDDEN.search(text) is not None


def is_control(char: str) -> bool:
    return unicodedata.category(char) == "Cc" and char not in "\t\n\r"
