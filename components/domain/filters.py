"""The one description of "what is being looked at": read from a query, written to a query, turned into a mask."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from components.domain.masks import Mask, combine
from components.domain.text import fold

if TYPE_CHECKING:
    import pandas as pd

    from components.domain.dataset import Dataset

Query = Mapping[str, str | Iterable[str]]

CODED = ("site", "weapon", "outcome", "verification", "claimed_by")
COLUMNS = {
    "site": "site_id",
    "weapon": "weapon",
    "outcome": "outcome",
    "verification": "verification",
    "claimed_by": "claimed_by_code",
}
CASUALTIES = ("any", "injured", "killed")
DIMENSIONS = ("date", *CODED, "casualties", "q")
PARAMETERS = ("from", "to", *CODED, "casualties", "q")
MAX_TEXT = 200
YEARS = range(2000, 2100)
"""A date outside of these is a slip."""
MAX_VALUES = 64


@dataclass(frozen=True)
class QueryProblem:
    """A parameter that was dropped: `code` ends the key of its message, `url.<code>` in the catalogs."""

    parameter: str
    value: str
    code: str


@dataclass(frozen=True)
class Filter:
    """What is being looked at. Dates are inclusive, local to Baghdad; None and empty mean "no limit".

    Codes are sorted, so that equal views have equal filters and equal links.
    """

    start: date | None = None
    end: date | None = None
    site: tuple[str, ...] = ()
    weapon: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()
    verification: tuple[str, ...] = ()
    claimed_by: tuple[str, ...] = ()
    casualties: str | None = None
    q: str = ""

    @classmethod
    def from_query(
        cls, query: Query, known: Mapping[str, Iterable[str]] | None = None
    ) -> tuple[Filter, tuple[QueryProblem, ...]]:
        """Read the filter parameters of a query, ignoring all others.

        `known` gives the codes that exist for each coded parameter; without it every code is taken. A value that makes
        no sense is dropped and reported, never guessed.
        """
        problems = [
            QueryProblem(name, "", "empty") for name in PARAMETERS if name in query and _says_nothing(query, name)
        ]
        start, end = (_read_date(query, name, problems) for name in ("from", "to"))
        if start and end and start > end:
            problems.append(QueryProblem("from", f"{start} > {end}", "order"))
            start = end = None
        coded = {name: _read_codes(query, name, known, problems) for name in CODED}
        casualties = _last(query, "casualties") or None
        if casualties is not None and casualties not in CASUALTIES:
            problems.append(QueryProblem("casualties", casualties, "unknown"))
            casualties = None
        q = _visible(_last(query, "q")).strip()
        if len(q) > MAX_TEXT:
            problems.append(QueryProblem("q", q[:20] + "…", "long"))
            q = ""
        elif q and not fold(q):
            problems.append(QueryProblem("q", q, "wordless"))
            q = ""
        return cls(start=start, end=end, casualties=casualties, q=q, **coded), tuple(problems)

    def to_query(self) -> dict[str, str]:
        """The parameters of this filter in a fixed order, defaults left out, codes joined with commas."""
        query = {
            "from": self.start.isoformat() if self.start else "",
            "to": self.end.isoformat() if self.end else "",
            **{name: ",".join(self.codes(name)) for name in CODED},
            "casualties": self.casualties or "",
            "q": self.q,
        }
        return {name: value for name, value in query.items() if value}

    def codes(self, dimension: str) -> tuple[str, ...]:
        """The chosen codes of one of `CODED`."""
        return tuple(getattr(self, dimension))

    def with_codes(self, dimension: str, codes: Iterable[str]) -> Filter:
        return replace(self, **{dimension: tuple(sorted(set(codes)))})  # type: ignore[arg-type]

    def without(self, dimension: str, code: str | None = None) -> Filter:
        """The filter with one dimension lifted, or one code of it."""
        if dimension == "date":
            return replace(self, start=None, end=None)
        if code is not None:
            return self.with_codes(dimension, set(self.codes(dimension)) - {code})
        empty = {item.name: item.default for item in fields(self)}[dimension]
        return replace(self, **{dimension: empty})  # type: ignore[arg-type]

    def masks(self, incidents: pd.DataFrame) -> dict[str, Mask]:
        """One mask per active dimension: bool, shape (len(incidents),)."""
        active: dict[str, Mask] = {}
        if self.start or self.end:
            days = incidents["date"].to_numpy()
            inside = np.ones(len(incidents), dtype=bool)
            if self.start:
                inside &= days >= np.datetime64(self.start)
            if self.end:
                inside &= days <= np.datetime64(self.end)
            active["date"] = inside
        for name in CODED:
            if codes := self.codes(name):
                active[name] = incidents[COLUMNS[name]].isin(codes).to_numpy(dtype=bool)
        if self.casualties:
            active["casualties"] = _casualty_mask(incidents, self.casualties)
        if words := fold(self.q).split():
            text = incidents["search_text"]
            found = [text.str.contains(word, regex=False).to_numpy(dtype=bool) for word in words]
            active["q"] = np.logical_and.reduce(found)
        return active

    def mask(self, incidents: pd.DataFrame) -> Mask:
        """Which incidents the filter leaves: bool, shape (len(incidents),)."""
        return combine(self.masks(incidents), len(incidents))


def effective_range(dataset: Dataset, view: Filter) -> tuple[date, date]:
    """First and last day looked at: the filter's, else the data set's."""
    return view.start or dataset.first_day, view.end or dataset.last_day


def known_codes(dataset: Dataset) -> dict[str, tuple[str, ...]]:
    """The codes that each coded parameter may take, in the order in which they are shown."""
    by_size = dataset.incidents["claimed_by_code"].value_counts().index
    return {
        "site": tuple(dataset.sites["site_id"]),
        "weapon": dataset.schema.field("incidents", "weapon").codes,
        "outcome": dataset.schema.field("incidents", "outcome").codes,
        "verification": dataset.schema.field("incidents", "verification").codes,
        "claimed_by": tuple(by_size),
        "story": tuple(story.story_id for story in dataset.stories),
    }


def _visible(text: str) -> str:
    """The text without control and formatting characters, which could turn the sentence that quotes it around."""
    return "".join(char for char in text if unicodedata.category(char) not in ("Cc", "Cf"))


def _casualty_mask(incidents: pd.DataFrame, casualties: str) -> Mask:
    killed = (incidents["killed"] > 0).fillna(False).to_numpy(dtype=bool)
    injured = (incidents["injured"] > 0).fillna(False).to_numpy(dtype=bool)
    return {"killed": killed, "injured": injured, "any": killed | injured}[casualties]


def _values(query: Query, name: str) -> list[str]:
    given = query.get(name, "")
    parts = [given] if isinstance(given, str) else list(given)
    return [value.strip() for part in parts for value in part.split(",") if value.strip()]


def _says_nothing(query: Query, name: str) -> bool:
    return not (_visible(_last(query, name)).strip() if name == "q" else _values(query, name))


def _last(query: Query, name: str) -> str:
    given = query.get(name, "")
    parts = [given] if isinstance(given, str) else list(given)
    return parts[-1] if parts else ""


def _read_date(query: Query, name: str, problems: list[QueryProblem]) -> date | None:
    text = _last(query, name)
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        problems.append(QueryProblem(name, text, "date"))
        return None
    return day


def _read_codes(
    query: Query, name: str, known: Mapping[str, Iterable[str]] | None, problems: list[QueryProblem]
) -> tuple[str, ...]:
    values = _values(query, name)
    if len(values) > MAX_VALUES:
        problems.append(QueryProblem(name, str(len(values)), "many"))
        return ()
    allowed = None if known is None else set(known[name])
    problems += [
        QueryProblem(name, value, "unknown") for value in values if allowed is not None and value not in allowed
    ]
    return tuple(sorted({value for value in values if allowed is None or value in allowed}))
