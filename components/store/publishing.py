"""Publishing a draft: the only way in which an upload becomes part of the data."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from sqlalchemy import Connection

from components.store import drafts
from components.store.batches import CORRECT, PUBLISH, Batch, Entry, append, batch_with_key, head_of
from components.store.cells import cells_of
from components.store.editors import Actor, authorise
from components.store.errors import (
    AlreadyThereError,
    Clash,
    Clashes,
    ConflictError,
    EmptyDraftError,
    NotConfirmedError,
    PreviewOnlyError,
    UnknownDraftError,
)
from components.store.redaction import served_files
from components.store.states import SET, Version, changed_since, newest
from components.store.store import Store
from components.store.transaction import read, write


def publish(store: Store, key: str, owner: str, actor: Actor, note: str = "", confirmed: Collection[str] = ()) -> Batch:
    """Publish a draft, whole or not at all, once however often it is asked for.

    `confirmed` are the ids of the held rows that the editor has looked at again. Raises NotAllowedError,
    UnknownDraftError, PreviewOnlyError, EmptyDraftError, NotConfirmedError, ConflictError (both versions of every row
    that was changed since the draft's `base_revision`), or another StoreError: then nothing was written.
    """

    def look(connection: Connection) -> tuple[Batch | None, drafts.Draft | None, frozenset[str]]:
        authorise(connection, actor, PUBLISH)
        if done := batch_with_key(connection, key):
            return done, None, frozenset()
        draft = drafts.find(connection, key, owner)
        return None, draft, _present(connection, store, draft)

    done, draft, present = read(store.engines, look)
    if done or draft is None:
        return _same(done)
    _check(draft, confirmed)
    rows = {row["incident_id"]: Version.new(row["incident_id"], SET, cells_of(row)) for row in draft.records}
    counts = {"added": len(rows.keys() - present), "changed": len(rows.keys() & present), "withdrawn": 0, "redacted": 0}
    kind = PUBLISH if counts["added"] else CORRECT
    entry = Entry(key, kind, note, counts, file_name=draft.file_name, file_sha256=draft.file_sha256)

    def work(connection: Connection) -> Batch:
        editor = authorise(connection, actor, kind)
        at_head = head_of(connection, lock=True)
        if done := batch_with_key(connection, key):
            return done
        drafts.require(connection, key, owner)  # discarded in another window meanwhile
        clashes, same = _clashes(connection, store, at_head.revision, draft.base_revision, rows)
        if clashes.rows:
            raise ConflictError(clashes)
        left = [row for name, row in rows.items() if name not in same]
        if not left:
            raise AlreadyThereError(revision=str(at_head.revision))
        # Rows that landed meanwhile just as they are, from another tab or editor, are no part of this batch.
        landed = {"added": len(same - present), "changed": len(same & present)}
        fewer = {kind: number - landed.get(kind, 0) for kind, number in counts.items()}
        batch = append(connection, at_head, replace(entry, counts=fewer), editor, left)
        drafts.drop(connection, key)
        return batch

    return write(store.engines, work, store.patience)


def _same(done: Batch | None) -> Batch:
    if done is None:
        raise UnknownDraftError
    return done


def _check(draft: drafts.Draft, confirmed: Collection[str]) -> None:
    if draft.preview_only:
        raise PreviewOnlyError(layout=draft.layout.upper())
    if not draft.records:
        raise EmptyDraftError
    ids = {row["incident_id"] for row in draft.records}
    if missing := sorted((draft.held & ids) - set(confirmed)):
        raise NotConfirmedError(rows=", ".join(missing))


def _present(connection: Connection, store: Store, draft: drafts.Draft) -> frozenset[str]:
    """Which of the draft's rows are there already, at the revision that it was compared with."""
    ids = {row["incident_id"] for row in draft.records}
    stored = newest(connection, draft.base_revision, ids)
    files = served_files(connection, store.base)
    there = {key for key, version in stored.items() if version.content(files) is not None}
    return frozenset(there | (ids & files.keys()) - stored.keys())


def _clashes(
    connection: Connection, store: Store, revision: int, seen: int, rows: Mapping[str, Version]
) -> tuple[Clashes, frozenset[str]]:
    """The rows that others changed since, with both versions; and the ids of those that are now just as ours."""
    changed = {key: at for key, at in changed_since(connection, seen).items() if key in rows} if revision > seen else {}
    theirs = newest(connection, revision, changed)
    files = served_files(connection, store.base)
    found = [
        Clash(
            key,
            at,
            theirs[key].content(files) if key in theirs else files.get(key),
            rows[key].content(files),
        )
        for key, at in sorted(changed.items())
    ]
    same = frozenset(clash.incident_id for clash in found if clash.theirs == clash.ours)
    return Clashes(revision, tuple(clash for clash in found if clash.incident_id not in same)), same
