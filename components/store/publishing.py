"""Publishing a draft: the only way in which an upload becomes part of the data."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from sqlalchemy import Connection

from components.store import drafts
from components.store.batches import CORRECT, PUBLISH, Batch, Entry, batch_with_key
from components.store.cells import cells_of
from components.store.editors import Actor, authorise
from components.store.errors import EmptyDraftError, NotConfirmedError, PreviewOnlyError, UnknownDraftError
from components.store.landing import Landing, contents, counts_in, land
from components.store.states import SET, Version
from components.store.store import Store
from components.store.transaction import read


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
        ids = {row["incident_id"] for row in draft.records}
        return None, draft, frozenset(contents(connection, store, draft.base_revision, ids))

    done, draft, present = read(store.engines, look)
    if done or draft is None:
        return _same(done)
    _check(draft, confirmed)
    rows = {row["incident_id"]: Version.new(row["incident_id"], SET, cells_of(row)) for row in draft.records}
    kind = CORRECT if rows.keys() <= present else PUBLISH
    entry = Entry(
        key,
        kind,
        note,
        counts_in(rows, present),
        file_name=draft.file_name,
        file_sha256=draft.file_sha256,
    )
    require = partial(drafts.require, key=key, owner=owner)
    return land(
        store, actor, Landing(entry, rows, draft.base_revision, present, require, partial(drafts.drop, key=key))
    )


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
