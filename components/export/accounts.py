"""The sources of incidents and the claims on them, set beside each incident as lists."""

from __future__ import annotations

from typing import Any

from components.domain.tables import records
from components.export.extract import Extract

CLAIM_FIELDS = ("field", "value", "value_ar", "note", "note_ar", "claimant", "claimant_ar", "claimed_on")

Entry = dict[str, Any]


def sources_by_id(extract: Extract) -> dict[str, Entry]:
    """Each source as `{url, publisher, date, title}`. `url`, `date` and `title` are None where none is recorded."""
    return {
        identifier: {
            "url": row["url"] or None,
            "publisher": row["publisher"],
            "date": row["date"] or None,
            "title": row["title"] or None,
        }
        for identifier, row in extract.dataset.source_rows.items()
    }


def sources_of(extract: Extract) -> list[list[Entry]]:
    """The sources of each incident of the view, in its order."""
    known = sources_by_id(extract)
    return [[known[part] for part in cell] for cell in extract.incidents["source_ids"]]


def claims_of(extract: Extract) -> list[list[Entry]]:
    """The claims on each incident of the view, in its order: `CLAIM_FIELDS`, None where empty, and the `source`."""
    known = sources_by_id(extract)
    by_incident: dict[str, list[Entry]] = {}
    for row in records(extract.claims):
        entry: Entry = {name: str(row[name]) or None for name in CLAIM_FIELDS}
        by_incident.setdefault(row["incident_id"], []).append({**entry, "source": known[row["source_id"]]})
    return [by_incident.get(identifier, []) for identifier in extract.incidents["incident_id"]]
