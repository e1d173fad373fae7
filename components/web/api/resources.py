"""Everything that the API answers with: the one list that routes, index, OpenAPI document and tests read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from components.domain.dataset import Dataset
from components.domain.filters import PARAMETERS
from components.export.csv import write_csv, write_raw_csv
from components.export.geojson import features
from components.export.stamp import Stamp, stamp
from components.i18n import translator
from components.web.api import rows, words
from components.web.api.answers import CSV, GEOJSON, JSON, Answer, Part
from components.web.api.asked import LANG, LIMIT, OFFSET, RAW, REV, VARIANT, Asked
from components.web.api.bodies import Body
from components.web.api.revisions import revision_count, revision_rows

if TYPE_CHECKING:
    import pandas as pd

_PAGED = (LIMIT, OFFSET, LANG)


@dataclass(frozen=True)
class Question:
    """`made` is the day of the answer (UTC), `link` the page that shows the view."""

    dataset: Dataset
    asked: Asked
    made: datetime
    link: str

    @cached_property
    def part(self) -> Part:
        asked = self.asked
        return Part(
            self.dataset, asked.view, translator(asked.view.lang), self.made, self.link, asked.limit, asked.offset
        )

    def of(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of a table that are asked for."""
        return frame.iloc[self.asked.offset : self.asked.offset + self.asked.limit]

    def answer(self, name: str, total: int, said: Stamp) -> Answer:
        return Answer(name, self.dataset.edition, self.asked, total, said)


@dataclass(frozen=True)
class Resource:
    """One address below `/api/v1`. `table` is the member of a JSON answer that holds the rows."""

    name: str
    table: str
    media_type: str
    parameters: tuple[str, ...]
    make: Callable[[Question], Body]


def _incidents(name: str, write: Callable[[Answer, Part], Body]) -> Callable[[Question], Body]:
    def make(question: Question) -> Body:
        part = question.part
        return write(question.answer(name, int(part.mask.sum()), stamp(part)), part)

    return make


def _as_csv(answer: Answer, part: Part) -> Body:
    return answer.as_csv((write_raw_csv if answer.asked.variant == RAW else write_csv)(part))


def _sites(question: Question) -> Body:
    part, dataset = question.part, question.dataset
    frame = rows.sites_of(dataset, question.asked.filter)
    counted = rows.incidents_by_site(dataset, part.mask)
    found = rows.table_rows(part, dataset.schema.resources["sites"], question.of(frame))
    listed: list[dict[str, Any]] = [
        {
            "type": "Feature",
            "id": row["site_id"],
            "geometry": {"type": "Point", "coordinates": [row.pop("longitude"), row.pop("latitude")]},
            "properties": {**row, "incidents": counted.get(row["site_id"], 0)},
        }
        for row in found
    ]
    said = words.said(part, words.sites(part, len(frame)))
    return question.answer("sites.geojson", len(frame), said).as_geojson(listed)


def _table(
    name: str,
    table: str,
    chosen: Callable[[Question], pd.DataFrame],
    sentence: Callable[[Part, int], str],
) -> Callable[[Question], Body]:
    def make(question: Question) -> Body:
        part, frame = question.part, chosen(question)
        found = rows.table_rows(part, question.dataset.schema.resources[table], question.of(frame))
        said = words.said(part, sentence(part, len(frame)))
        return question.answer(name, len(frame), said).as_json(table, found)

    return make


def _revisions(question: Question) -> Body:
    total = revision_count(question.dataset)
    said = words.said(question.part, words.revisions(question.part, total))
    found = revision_rows(question.dataset, question.asked.limit, question.asked.offset)
    return question.answer("revisions.json", total, said).as_json("revisions", found)


RESOURCES: tuple[Resource, ...] = (
    Resource(
        "incidents.json",
        "incidents",
        JSON,
        (*PARAMETERS, REV, *_PAGED),
        _incidents("incidents.json", lambda answer, part: answer.as_json("incidents", rows.incidents(part))),
    ),
    Resource(
        "incidents.csv",
        "incidents",
        CSV,
        (*PARAMETERS, REV, *_PAGED, VARIANT),
        _incidents("incidents.csv", _as_csv),
    ),
    Resource(
        "incidents.geojson",
        "incidents",
        GEOJSON,
        (*PARAMETERS, REV, *_PAGED),
        _incidents("incidents.geojson", lambda answer, part: answer.as_geojson(features(part))),
    ),
    Resource("sites.geojson", "sites", GEOJSON, (*PARAMETERS, REV, *_PAGED), _sites),
    Resource(
        "troop-counts.json",
        "troop_counts",
        JSON,
        ("from", "to", "site", REV, *_PAGED),
        _table(
            "troop-counts.json",
            "troop_counts",
            lambda question: rows.troop_counts_of(question.dataset, question.asked.filter),
            words.troop_counts,
        ),
    ),
    Resource(
        "milestones.json",
        "milestones",
        JSON,
        ("from", "to", REV, *_PAGED),
        _table(
            "milestones.json",
            "milestones",
            lambda question: rows.milestones_of(question.dataset, question.asked.filter),
            words.milestones,
        ),
    ),
    Resource(
        "sources.json",
        "sources",
        JSON,
        (*PARAMETERS, REV, *_PAGED),
        _table(
            "sources.json",
            "sources",
            lambda question: rows.sources_of(question.dataset, question.asked.filter),
            words.sources,
        ),
    ),
    Resource("revisions.json", "revisions", JSON, _PAGED, _revisions),
)
