"""Redaction: the one exception to append-only. Text that harms is blanked in every revision; that it was, stays."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, replace

from sqlalchemy import Connection, bindparam, select, update

from components.domain.merge import LINKS
from components.store import drafts, stories, story_drafts
from components.store.batches import (
    REDACT,
    Batch,
    Entry,
    Head,
    Redaction,
    append,
    batch_with_key,
    head_of,
    redaction_of,
)
from components.store.cells import Base, Cells
from components.store.counts import REDACTED, counts_of
from components.store.digests import canonical, new_salt, row_digest
from components.store.editors import Actor, authorise
from components.store.errors import FieldError, UnknownRowError
from components.store.states import GONE, SET, Version, version_of
from components.store.store import Store
from components.store.stories import PREFIX, is_story
from components.store.tables import redactions, versions
from components.store.texts import storable
from components.store.transaction import read, write

KEPT_FIELDS = frozenset(
    {"date", "date_precision", "site_id", "latitude", "longitude", "weapon", "outcome", "verification", LINKS}
)
"""An incident without these is none: to take one of them back is to take the row back."""


def redact(store: Store, incident_id: str, fields: Collection[str], key: str, actor: Actor, reason: str) -> Batch:
    """Blank some fields of a row, or with no fields the whole row, in every revision, also in the data's own files as
    they are served. A salted digest and the reason stay. Drafts that hold the row go: they hold the text too.
    `incident_id` may name a briefing's row: see `components.store.stories`.

    Raises NotAllowedError, FieldError for a field that cannot go alone or an empty reason, UnknownRowError, or another
    StoreError.
    """
    if wrong := sorted(name for name in fields if _stays(incident_id, name)):
        raise FieldError(field=wrong[0])
    if not reason.strip():
        raise FieldError(field="note")
    if incident_id != storable(incident_id):
        raise UnknownRowError(incident_id=storable(incident_id))

    def look(connection: Connection) -> tuple[frozenset[str], frozenset[str]]:
        authorise(connection, actor, REDACT)
        return drafts.keys(connection), drafts.holding(connection, incident_id)

    # Drafts are large: what is there already is opened before others are made to wait.
    looked_at, holding = read(store.engines, look)

    def work(connection: Connection) -> Batch:
        editor = authorise(connection, actor, REDACT)
        at_head = head_of(connection, lock=True)
        if done := batch_with_key(connection, key):
            return done
        own = connection.execute(select(versions).where(versions.c.incident_id == incident_id))
        found = [version_of(row) for row in own]
        if not found and incident_id not in store.base.rows:
            raise UnknownRowError(incident_id=incident_id)
        blanked = [_blank(version, fields, at_head) for version in found if version.action == SET]
        _overwrite(connection, blanked)
        proof = {str(version.revision): version.current for version in blanked}
        if is_story(incident_id):
            story_drafts.drop_story(connection, incident_id.removeprefix(PREFIX))
        for draft in holding | drafts.holding(connection, incident_id, looked_at):
            drafts.drop(connection, draft)
        taken = Redaction(at_head.revision + 1, incident_id, tuple(sorted(fields)), proof)
        entry = Entry(key, REDACT, reason, counts_of([(REDACTED, incident_id)]))
        return append(connection, at_head, entry, editor, redacted=[taken])

    return write(store.engines, work, store.patience)


def _stays(row: str, field: str) -> bool:
    return stories.stays(field) if is_story(row) else field in KEPT_FIELDS


def without(cells: Cells, fields: Collection[str]) -> Cells | None:
    """The cells without what was redacted; None where that is the whole row."""
    return {name: value for name, value in cells.items() if name not in fields} if fields else None


def served_files(connection: Connection, base: Base) -> Mapping[str, Cells]:
    """The data's own rows without what was redacted."""
    query = select(redactions).where(redactions.c.incident_id.in_(base.rows)).order_by(redactions.c.revision)
    taken = [redaction_of(row) for row in connection.execute(query)]
    if not taken:
        return base.rows
    left = served_base(((item.incident_id, base.rows[item.incident_id]) for item in taken), taken)
    rows = {**base.rows, **{name: cells for name, cells in left.items() if cells is not None}}
    return {name: cells for name, cells in rows.items() if name not in left or left[name] is not None}


def served_base(rows: Iterable[tuple[str, Cells]], redactions: Iterable[Redaction]) -> dict[str, Cells | None]:
    """Rows of the data's own files that were redacted: id -> what is left of them, None for nothing."""
    own = dict(rows)
    left: dict[str, Cells | None] = {}
    for item in redactions:
        cells = left.get(item.incident_id, own.get(item.incident_id))
        left[item.incident_id] = None if cells is None else without(cells, item.fields)
    return left


def _blank(version: Version, fields: Collection[str], at_head: Head) -> Version:
    left = without(json.loads(version.cells), fields)
    action, cells = (GONE, "{}") if left is None else (SET, canonical(left))
    # A new salt: with the old one, and the old digest, a short text could be found again by trying.
    salt = new_salt()
    digest = row_digest(salt, version.incident_id, action, cells)
    return replace(version, action=action, cells=cells, salt=salt, current=digest, redacted=at_head.revision + 1)


def _overwrite(connection: Connection, blanked: Collection[Version]) -> None:
    if not blanked:
        return
    names = ("action", "cells", "salt", "current", "redacted")
    statement = (
        update(versions)
        .where(versions.c.revision == bindparam("at"), versions.c.incident_id == bindparam("of"))
        .values({name: bindparam(f"new_{name}") for name in names})
    )
    rows = [asdict(version) for version in blanked]
    connection.execute(
        statement,
        [{"at": row["revision"], "of": row["incident_id"], **{f"new_{n}": row[n] for n in names}} for row in rows],
    )
