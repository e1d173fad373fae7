"""The data set with other incidents: new ones added, changed ones replaced, hidden ones left out."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from components.domain.dataset import Dataset, assemble
from components.domain.stories import Story
from components.domain.tables import typed_frame
from components.domain.text import slug

LINKS = "source_urls"
SOURCE_IDS = "source_ids"
_DIGEST = 6


def with_records(dataset: Dataset, records: Iterable[Mapping[str, Any]], revision: str) -> Dataset:
    """Merge accepted records (see the intake's report) into a data set: see `with_rows`."""
    rows = [{name: _text(value) for name, value in row.items()} for row in records]
    columns = [*(item.name for item in dataset.schema.resources["incidents"].fields if item.name != SOURCE_IDS), LINKS]
    frame = pd.DataFrame(rows, columns=columns)
    texts = [name for name in columns if name != LINKS]
    frame[texts] = frame[texts].astype("str").fillna("")
    return with_rows(dataset, frame, frozenset(), revision)


def with_rows(
    dataset: Dataset, rows: pd.DataFrame, hidden: Collection[str], revision: str, edition: str = ""
) -> Dataset:
    """Merge rows into a data set. Those of the same id replace its incidents; `hidden` ids are left out.

    `rows`: the fields of the incidents' table as `str` ("" = not reported), but `source_urls`, lists of links or of
    ids of sources, for `source_ids`. Links that are no known source become sources.
    Raises TableError when a row does not fit the tables, which the intake rules out.
    """
    tables = dataset.tables()
    incidents, sources = dataset.schema.resources["incidents"], dataset.schema.resources["sources"]
    links = rows[LINKS].explode()
    links = links[links.notna()].astype("str")
    known = set(tables["sources"]["source_id"])
    made = {link: source_of(link) for link in links.unique() if link not in known}
    ids = links.map(lambda link: made[link]["source_id"] if link in made else link)
    raw = rows.drop(columns=LINKS)
    raw[SOURCE_IDS] = ids.groupby(level=0).agg(" | ".join).reindex(rows.index).astype("str").fillna("")
    added = typed_frame(incidents, raw)
    kept = tables["incidents"][~tables["incidents"]["incident_id"].isin({*added["incident_id"], *hidden})]
    frames = {**tables, "incidents": pd.concat([kept, added], ignore_index=True) if len(added) else kept}
    new_sources = {row["source_id"]: row for row in made.values() if row["source_id"] not in known}
    if new_sources:
        cells = pd.DataFrame(new_sources.values(), columns=[item.name for item in sources.fields], dtype="str")
        frames["sources"] = pd.concat([tables["sources"], typed_frame(sources, cells.fillna(""))], ignore_index=True)
    # Claims on an incident that is gone, or on one that only an older revision has, have nothing to stand on.
    frames["claims"] = tables["claims"][tables["claims"]["incident_id"].isin(frames["incidents"]["incident_id"])]
    return assemble(dataset.schema, frames, revision, edition, dataset.stories)


def with_stories(dataset: Dataset, stories: Iterable[Story], hidden: Collection[str]) -> Dataset:
    """Merge stories into a data set: one of the same id takes its place, the others follow; `hidden` ids are left out.

    A step may stand on rows that this revision lacks: whoever shows it looks them up.
    """
    new = {story.story_id: story for story in stories}
    kept = [new.pop(own.story_id, own) for own in dataset.stories if own.story_id in new or own.story_id not in hidden]
    return replace(dataset, stories=(*kept, *new.values()))


def source_of(link: str) -> dict[str, str]:
    """A source row for a link, or for a data set's citation: what can be known from the text alone."""
    host = (urlsplit(link).hostname or "").removeprefix("www.")
    digest = hashlib.sha256(link.encode()).hexdigest()[:_DIGEST]
    name = host or link
    return {
        "source_id": f"{slug(name)[:40]}-{digest}",
        "title": "" if host else link,
        "publisher": name,
        "origin": name,
        "url": link if host else "",
        "date": "",
        "language": "",
        "kind": "report" if host else "reference",
    }


def named_source(row: Mapping[str, Any]) -> str:
    """How a table names a source so that it is known again: by its link; else by the citation it was made from, or its
    id."""
    made = not row["url"] and source_of(row["title"])["source_id"] == row["source_id"]
    return str(row["url"] or (row["title"] if made else row["source_id"]))


def _text(value: Any) -> Any:
    """A record's cell as the table would hold it; lists stay lists."""
    if isinstance(value, (list, tuple)):
        return list(value)
    return "" if value is None else str(value)
