"""How a draft lands, whatever it holds: whole or not at all, once, and never over somebody else's change unseen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from components.store.batches import Batch, Entry, append, batch_with_key, head_of
from components.store.cells import Cells
from components.store.counts import ADDED, CHANGED, counts_of
from components.store.editors import Actor, authorise
from components.store.errors import AlreadyThereError, Clash, Clashes, ConflictError
from components.store.redaction import served_files
from components.store.states import Version, changed_since, newest
from components.store.store import Store
from components.store.transaction import write


@dataclass(frozen=True)
class Landing:
    """What a draft would do. `present` are the ids of its rows that were there at the revision `seen`, with which it
    was compared. `require` raises where the draft is gone, `drop` lets go of it: both in the transaction that lands it.
    """

    entry: Entry
    rows: Mapping[str, Version]
    seen: int
    present: frozenset[str]
    require: Callable[[Connection], object]
    drop: Callable[[Connection], None]


def counts_in(rows: Iterable[str], present: Collection[str]) -> dict[str, int]:
    """How many of some rows are new, and how many change one that is there."""
    return counts_of((CHANGED if row in present else ADDED, row) for row in rows)


def land(store: Store, actor: Actor, landing: Landing) -> Batch:
    """Publish it under its entry's key, or return what that key has published already.

    Raises NotAllowedError, what `require` raises, ConflictError, AlreadyThereError, or another StoreError: then
    nothing was written.
    """
    entry, rows = landing.entry, landing.rows

    def work(connection: Connection) -> Batch:
        editor = authorise(connection, actor, entry.kind)
        at_head = head_of(connection, lock=True)
        if done := batch_with_key(connection, entry.key):
            return done
        landing.require(connection)  # discarded in another window meanwhile
        clashes, same = _clashes(connection, store, at_head.revision, landing.seen, rows)
        if clashes.rows:
            raise ConflictError(clashes)
        # Rows that landed meanwhile just as they are, from another tab or editor, are no part of this batch.
        left = {name: row for name, row in rows.items() if name not in same}
        if not left:
            raise AlreadyThereError(revision=str(at_head.revision))
        said = replace(entry, counts=counts_in(left, landing.present)) if same else entry
        batch = append(connection, at_head, said, editor, list(left.values()))
        landing.drop(connection)
        return batch

    return write(store.engines, work, store.patience)


def contents(connection: Connection, store: Store, revision: int, ids: Collection[str]) -> dict[str, Cells]:
    """The cells of those of some rows that are there at a revision, by id."""
    stored = newest(connection, revision, ids)
    files = served_files(connection, store.base)
    found = {name: stored[name].content(files) if name in stored else files.get(name) for name in ids}
    return {name: cells for name, cells in found.items() if cells is not None}


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
