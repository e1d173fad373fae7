"""What an upload is compared with: sites, vocabularies, sources and incidents that are already there. Plain dicts."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from components.domain.schema import Field, Resource, Schema, load_schema
from components.domain.text import fold
from components.i18n import LANGUAGES, translator
from components.intake.values import Vocabulary, folded

NEAR_KM = 5.0
_EARTH_RADIUS_KM = 6371.0
LINKS_FIELD = "source_ids"
LINKS_COLUMN = "source_urls"
"""The table keeps ids of sources; an upload gives links (or ids), in a column of this name."""


@dataclass(frozen=True)
class Site:
    site_id: str
    latitude: float
    longitude: float
    names: Mapping[str, str]


@dataclass(frozen=True)
class Published:
    """What editors have published: rows of the incidents' table as text, and ids of the files' rows that they hide,
    and of rows of which text was taken back."""

    rows: tuple[Mapping[str, str], ...] = ()
    hidden: frozenset[str] = frozenset()
    redacted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reference:
    """The data as it stands. `incidents` maps each id to its cells as text, as stored."""

    schema: Schema
    sites: Mapping[str, Site]
    site_aliases: Mapping[str, str]
    sources_by_url: Mapping[str, str]
    source_ids: frozenset[str]
    incidents: Mapping[str, Mapping[str, str]]
    redacted: frozenset[str] = frozenset()

    @cached_property
    def resource(self) -> Resource:
        return self.schema.resources["incidents"]

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        return self.resource.fields

    @cached_property
    def vocabularies(self) -> dict[str, Vocabulary]:
        """The coded fields, each with every alias in both languages."""
        return {item.name: _vocabulary(item) for item in self.fields if item.categories}

    @cached_property
    def sites_called(self) -> dict[str, dict[str, str]]:
        """Site id -> how to speak of it, by language."""
        return {site_id: _called(site_id, site.names) for site_id, site in self.sites.items()}

    @cached_property
    def sites_known(self) -> dict[str, str]:
        """The list of all sites, by language."""
        return _listed(self.sites_called.values())

    def titles(self, names: Iterable[str]) -> dict[str, str]:
        """Fields by their titles, by language."""
        return _listed(_titles(self.resource.by_name[name]) for name in names)

    @cached_property
    def days(self) -> dict[tuple[str, str, str], str]:
        """(site, day, weapon) -> an incident id that is already there, to find near-duplicates."""
        return {
            (row["site_id"], row["date"], row["weapon"]): key for key, row in self.incidents.items() if row["site_id"]
        }

    def find_site(self, text: str) -> str | None:
        return self.site_aliases.get(folded(text))

    def near_site(self, latitude: float, longitude: float) -> tuple[str, float] | None:
        """The nearest known site within `NEAR_KM` and its distance in kilometres."""
        found = [
            (distance_km(latitude, longitude, site.latitude, site.longitude), site.site_id)
            for site in self.sites.values()
        ]
        distance, site_id = min(found, default=(math.inf, ""))
        return (site_id, distance) if distance <= NEAR_KM else None

    def with_published(self, published: Published) -> Reference:
        """The data as it stands after what editors have published."""
        kept = {name: row for name, row in self.incidents.items() if name not in published.hidden}
        # A data set's citation is no link: as a source it is known from the rows that stand on it.
        cited = {part for row in published.rows for part in row[LINKS_FIELD].split(" | ") if part}
        return replace(
            self,
            incidents={**kept, **{row["incident_id"]: row for row in published.rows}},
            redacted=published.redacted,
            source_ids=self.source_ids | cited,
        )

    @classmethod
    def load(cls, directory: Path) -> Reference:
        """Read what is compared from a data directory. Raises SchemaError or OSError."""
        schema = load_schema(directory)
        sites = _rows(directory / "sites.csv")
        sources = _rows(directory / "sources.csv")
        return cls(
            schema=schema,
            sites={
                row["site_id"]: Site(
                    row["site_id"],
                    float(row["latitude"]),
                    float(row["longitude"]),
                    {lang: row[f"short_name_{lang}"] for lang in LANGUAGES},
                )
                for row in sites
            },
            site_aliases=_site_aliases(sites),
            sources_by_url={row["url"]: row["source_id"] for row in sources if row["url"]},
            source_ids=frozenset(row["source_id"] for row in sources),
            incidents={row["incident_id"]: row for row in _rows(directory / "incidents.csv")},
        )


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance (haversine) between two points in degrees WGS 84."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half = math.sin((phi2 - phi1) / 2) ** 2
    half += math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * math.asin(math.sqrt(half))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _site_aliases(sites: list[dict[str, str]]) -> dict[str, str]:
    aliases: dict[str, str] = {}
    for row in sites:
        names = [row["site_id"], row["short_name_en"], row["short_name_ar"], row["name_en"], row["name_ar"]]
        names += [name for column in ("aliases_en", "aliases_ar") for name in row[column].split("|")]
        for name in names:
            if folded := fold(name):
                aliases.setdefault(folded, row["site_id"])
    return aliases


def _vocabulary(item: Field) -> Vocabulary:
    aliases: dict[str, str] = {}
    for category in item.categories:
        for name in (category.value, category.label_en, category.label_ar, *category.aliases):
            aliases.setdefault(fold(name), category.value)
    called = {
        category.value: _called(category.value, {lang: category.label(lang) for lang in LANGUAGES})
        for category in item.categories
    }
    return Vocabulary(item.name, aliases, called, _listed(called.values()))


def _called(code: str, names: Mapping[str, str]) -> dict[str, str]:
    """The name in each language, with the code in parentheses."""
    return {lang: f"{name} ({code})" for lang, name in names.items()}


def _titles(item: Field) -> dict[str, str]:
    return {lang: item.title(lang) for lang in LANGUAGES}


def _listed(names: Iterable[Mapping[str, str]]) -> dict[str, str]:
    kept = list(names)
    return {lang: translator(lang)("list.comma").join(item[lang] for item in kept) for lang in LANGUAGES}
