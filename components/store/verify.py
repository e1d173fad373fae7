"""Proving the history: every row against its digest, every batch against its rows and the batch before it.

Nothing that is read here is believed to be what the store wrote: a value of another type, or JSON that is none, is a
finding like any other.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select

from components.store.digests import START, batch_digest, canonical
from components.store.states import Version, version_of
from components.store.store import Store
from components.store.tables import batches, head, redactions, versions
from components.store.transaction import read


@dataclass
class _Found:
    """What belongs to one revision, as it stands in the tables."""

    rows: list[tuple[Any, Any]] = field(default_factory=list)
    redacted: list[tuple[Any, Any, Any]] = field(default_factory=list)


def verify(store: Store) -> list[str]:
    """What is wrong with the store, in words; empty when everything proves. Reads one snapshot."""
    return read(store.engines, problems_in)


def problems_in(connection: Connection) -> list[str]:
    """Like `verify`, on an open connection."""
    found: list[str] = []
    of: dict[Any, _Found] = defaultdict(_Found)
    proofs: dict[tuple[Any, Any], Mapping[str, Any]] = {}
    for row in connection.execute(select(redactions)):
        of[row.revision].redacted.append((row.incident_id, _parsed(row.fields), row.proof))
        proof = _parsed(row.proof)
        proofs[row.revision, row.incident_id] = proof if isinstance(proof, dict) else {}
    for row in connection.execute(select(versions).order_by(versions.c.revision)):
        version = version_of(row)
        of[version.revision].rows.append((version.incident_id, version.digest))
        if not _proves(version, proofs):
            found.append(f"revision {version.revision}: row {version.incident_id} does not match its digest")
    previous, number = START, 0
    for batch in connection.execute(select(batches).order_by(batches.c.revision)):
        found += _batch_problems(batch, number + 1, previous, of.pop(batch.revision, _Found()))
        previous, number = batch.digest, batch.revision
    found += [f"revision {revision}: rows without a batch" for revision in of]
    at_head = connection.execute(select(head)).one_or_none()
    if at_head is None:
        found.append("the head is missing")
    elif (at_head.revision, at_head.digest) != (number, previous):
        found.append(f"head is at revision {at_head.revision}, the newest batch is {number}")
    return found


def _proves(version: Version, proofs: Mapping[tuple[Any, Any], Mapping[str, Any]]) -> bool:
    try:
        intact = version.is_intact
    except TypeError:
        return False
    if version.redacted is None:
        return intact and version.current == version.digest
    proof = proofs.get((version.redacted, version.incident_id), {})
    return intact and proof.get(str(version.revision)) == version.current


def _batch_problems(batch: Row[Any], expected: int, previous: str, own: _Found) -> list[str]:
    found = []
    if batch.revision != expected:
        found.append(f"revision {expected} is missing")
    if batch.previous != previous:
        found.append(f"revision {batch.revision}: does not follow the batch before it")
    try:
        digest = batch_digest(dict(batch._mapping), own.rows, own.redacted)
    except TypeError:
        digest = ""
    if digest != batch.digest:
        found.append(f"revision {batch.revision}: does not match its digest")
    return found


def _parsed(text: Any) -> Any:
    """The value of canonical JSON; the text itself where it is not canonical, which no digest covers."""
    try:
        value = json.loads(text)
        return value if canonical(value) == text else text
    except (TypeError, ValueError):
        return text
