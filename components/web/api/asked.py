"""What a request to the API asks for, or every parameter that makes no sense. Nothing is ever dropped in silence."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from components.domain.dataset import Dataset
from components.domain.filters import CODED, PARAMETERS, Filter, Query, QueryProblem, known_codes
from components.domain.view import View, contradictions, last
from components.i18n import LANGUAGES, language_from

MOST_ROWS = 10_000
LANG, REV, LIMIT, OFFSET, VARIANT = "lang", "rev", "limit", "offset", "variant"
RAW = "raw"
_LONGEST_NUMBER = 9
_NAMED = 100
"""So many problems an answer names: an address has room for thousands."""
_SHOWN = 80
"""Characters of a bad value that an answer repeats."""


class BadRequestError(ValueError):
    """Parameters that make no sense, and the language to say it in."""

    def __init__(self, problems: Sequence[QueryProblem], lang: str) -> None:
        self.problems = tuple(problems)
        self.lang = lang
        super().__init__(", ".join(item.parameter for item in problems))


class UnknownRevisionError(LookupError):
    """The revision that is asked for is not to be had; and the language to say it in."""

    def __init__(self, name: str, lang: str) -> None:
        self.name = name[:_SHOWN]
        self.lang = lang
        super().__init__(self.name)


@dataclass(frozen=True)
class Asked:
    """A part of a view: `limit` rows from row `offset` on. `variant` is `raw` or "".

    `rev` is the revision that was found, which addresses of other parts name: a reader who follows them never mixes
    two revisions. "" for what has none.
    """

    view: View
    rev: str = ""
    limit: int = MOST_ROWS
    offset: int = 0
    variant: str = ""

    @property
    def filter(self) -> Filter:
        return self.view.filter

    def to_query(self, offset: int | None = None) -> dict[str, str]:
        """The parameters that ask for this, or for the part from another row on."""
        start = self.offset if offset is None else offset
        return {
            **self.view.to_query(),
            **({REV: self.rev} if self.rev else {}),
            **({VARIANT: self.variant} if self.variant else {}),
            LIMIT: str(self.limit),
            **({OFFSET: str(start)} if start else {}),
        }


def read_asked(query: Query, dataset: Dataset, taken: Collection[str]) -> Asked:
    """Read a query of which a resource takes the parameters `taken`. Raises BadRequestError with all that is wrong."""
    given, lang = last(query, LANG), language_of(query)
    filter_, problems = Filter.from_query(query, known_codes(dataset))
    found = [item for item in problems if item.parameter in taken]
    found += [_not_taken(name) for name in query if name not in taken]
    found += contradictions(query, [name for name in taken if name not in CODED])
    if given and given not in LANGUAGES:
        found.append(QueryProblem(LANG, given, "unknown"))
    variant = last(query, VARIANT)
    if VARIANT in taken and variant not in ("", RAW):
        found.append(QueryProblem(VARIANT, variant, "unknown"))
    limit = _number(query, LIMIT, 1, MOST_ROWS, MOST_ROWS, found)
    offset = _number(query, OFFSET, 0, 10**_LONGEST_NUMBER - 1, 0, found)
    if found:
        raise BadRequestError([_short(item) for item in found[:_NAMED]], lang)
    rev = dataset.revision if REV in taken else ""
    return Asked(View(filter=filter_, lang=lang), rev, limit, offset, variant)


def language_of(query: Query) -> str:
    """The language that a query asks for, English without one."""
    return language_from(last(query, LANG))


def _not_taken(name: str) -> QueryProblem:
    """A filter that says nothing about this table, or a parameter that is nowhere known."""
    return QueryProblem(name, "", "elsewhere" if name in (*PARAMETERS, VARIANT, REV) else "parameter")


def _number(query: Query, name: str, low: int, high: int, default: int, found: list[QueryProblem]) -> int:
    if name not in query:
        return default
    text = last(query, name)
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER and low <= int(text) <= high:
        return int(text)
    found.append(QueryProblem(name, text, name))
    return default


def _short(item: QueryProblem) -> QueryProblem:
    value = item.value if len(item.value) <= _SHOWN else item.value[:_SHOWN] + "…"
    return QueryProblem(item.parameter[:_SHOWN], value, item.code)
