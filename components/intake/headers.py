"""Headers as editors write them -> fields, in either language. Required ones must be there, none twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from components.domain.export_columns import DERIVED_COLUMNS, EXPORT_COLUMNS
from components.domain.schema import Resource
from components.domain.text import fold
from components.i18n import LANGUAGES, translator
from components.intake.nearest import Nearest
from components.intake.problems import SHOWN_LIST, Refusal, shorten
from components.intake.reference import LINKS_COLUMN, LINKS_FIELD
from components.intake.values import folded

REQUIRED: tuple[tuple[str, ...], ...] = (
    ("date",),
    ("site_id", "latitude + longitude"),
    ("weapon",),
    (LINKS_FIELD,),
    ("summary_en", "summary_ar"),
)
"""Each group needs one of its fields; coordinates stand in for a site."""

OWN_COLUMNS = ("line", "problem")
"""What the list of rejected rows has beside the file's columns. It comes back mended, and these mean nothing then."""

_CASUALTIES = ("us_killed", "us_injured", "other_killed", "other_injured")


@dataclass(frozen=True)
class HeaderMap:
    """Which column feeds which field. `columns` maps field -> position, `names` field -> the header as written.

    `ignored` are the headers that mean nothing here, `alike` those of them that resemble a
    field's name: header -> field.
    """

    columns: Mapping[str, int]
    names: Mapping[str, str]
    ignored: tuple[str, ...]
    alike: Mapping[str, str] = field(default_factory=dict)

    def name(self, field: str) -> str:
        """The header to speak of; the template's name where the file lacks the column."""
        return self.names.get(field) or (LINKS_COLUMN if field == LINKS_FIELD else field)


def header_aliases(resource: Resource) -> dict[str, str]:
    """Folded header -> field: names, titles in both languages, and the descriptor's synonyms."""
    found: dict[str, str] = {}
    for item in resource.fields:
        for name in (item.name, item.title_en, item.title_ar):
            found.setdefault(fold(name), item.name)
    for item in resource.fields:
        for name in item.aliases:
            found.setdefault(fold(name), item.name)
    return found


def map_headers(header: tuple[str, ...], resource: Resource, own: Mapping[str, str] | None = None) -> HeaderMap:
    """Match a header row. `own` is an editor's mapping, header -> field, and goes first. Raises Refusal."""
    aliases = header_aliases(resource)
    known = {item.name for item in resource.fields}
    given = {name.strip(): LINKS_FIELD if field == LINKS_COLUMN else field for name, field in (own or {}).items()}
    by_fold = {folded(name): field for name, field in given.items() if folded(name)}
    if unknown := sorted(set(given.values()) - known - {""}):
        raise Refusal("mapping_invalid", ", ".join(unknown))
    own_columns = own_positions(header)
    columns: dict[str, int] = {}
    names: dict[str, str] = {}
    ignored: list[str] = []
    for position, name in enumerate(header):
        key = folded(name)
        meant = given.get(name.strip(), by_fold.get(key, aliases.get(key)) if key else None)
        if not meant:
            if name.strip() and position not in own_columns and name.strip() not in export_headers():
                ignored.append(name.strip())
            continue
        if meant in columns:
            raise Refusal("header_duplicate", shorten(name.strip()), first=names[meant], field=meant)
        columns[meant] = position
        names[meant] = name.strip()
    missing = [
        " / ".join(LINKS_COLUMN if name == LINKS_FIELD else name for name in group)
        for group in REQUIRED
        if not any(set(name.split(" + ")) <= columns.keys() for name in group)
    ]
    if missing:
        raise Refusal(
            "header_missing",
            ", ".join(missing),
            found=shorten(", ".join(name.strip() for name in header if name.strip()), SHOWN_LIST),
        )
    free = {key: meant for key, meant in aliases.items() if meant not in columns}
    unsaid = [name for name in ignored if name not in given]
    return HeaderMap(columns, names, tuple(ignored), _alike(unsaid, free))


@cache
def export_headers() -> frozenset[str]:
    """How our own exports head the columns that they add: by name, or by title in either language."""
    titles = (translator(lang)(f"export.column.{name}") for lang in LANGUAGES for name in DERIVED_COLUMNS)
    return frozenset((*EXPORT_COLUMNS, *titles))


def own_positions(header: Sequence[str]) -> frozenset[int]:
    """Where `OWN_COLUMNS` stand, each where it stands last; nowhere unless all are there."""
    names = [name.strip() for name in header]
    if not set(OWN_COLUMNS) <= set(names):
        return frozenset()
    return frozenset(len(names) - 1 - names[::-1].index(name) for name in OWN_COLUMNS)


def _alike(headers: Iterable[str], free: Mapping[str, str]) -> dict[str, str]:
    """Header -> the field not yet fed whose name it resembles, by its letters, or holds, where it is of casualties."""
    nearest = Nearest()
    people = {key: meant for key, meant in free.items() if meant in _CASUALTIES}
    found = {name: nearest.find(name, free) or _holding(name, people) for name in headers}
    return {name: meant for name, meant in found.items() if meant}


def _holding(header: str, names: Mapping[str, str]) -> str | None:
    """The field with the longest of the names all of whose words are in the header."""
    words = set(folded(header).split())
    held = [name for name in names if set(name.split()) <= words]
    return names[max(held, key=len)] if held else None
