"""Withdrawing a batch, and restoring it: both are batches of their own, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from components.store.batches import (
    CORRECT,
    PUBLISH,
    RESTORE,
    STORY,
    WITHDRAW,
    Batch,
    Entry,
    append,
    batch_of,
    batch_with_key,
    head_of,
)
from components.store.cells import Cells
from components.store.counts import ADDED, CHANGED, WITHDRAWN, counts_of
from components.store.editors import Actor, authorise
from components.store.errors import Clash, Clashes, ConflictError, UnknownBatchError, WrongStateError
from components.store.redaction import served_files
from components.store.states import AS_BASE, Version, newest, version_of
from components.store.store import Store
from components.store.tables import batches, versions
from components.store.transaction import write

UNDOABLE = (PUBLISH, CORRECT, STORY)
"""The kinds of batches that can be withdrawn and restored."""


def withdraw(store: Store, target: int, key: str, actor: Actor, note: str = "") -> Batch:
    """Put every row of a batch back to what it was before. `key` is made when the editor is asked to confirm.

    Raises NotAllowedError, UnknownBatchError, WrongStateError when it is withdrawn already, ConflictError when a
    later batch changed one of its rows (that one has to be withdrawn first), or another StoreError.
    """
    return _undo(store, WITHDRAW, target, key, actor, note)


def restore(store: Store, target: int, key: str, actor: Actor, note: str = "") -> Batch:
    """Bring the rows of a withdrawn batch back, but for what was redacted. Raises as `withdraw` does."""
    return _undo(store, RESTORE, target, key, actor, note)


def last_undo(connection: Connection, target: int) -> Batch | None:
    """The newest batch that withdrew or restored a batch."""
    query = select(batches).where(batches.c.target == target).order_by(batches.c.revision.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else batch_of(row)


def _undo(store: Store, kind: str, target: int, key: str, actor: Actor, note: str) -> Batch:
    def work(connection: Connection) -> Batch:
        editor = authorise(connection, actor, kind)
        at_head = head_of(connection, lock=True)
        if done := batch_with_key(connection, key):
            return done
        seen = _state(connection, kind, target)
        found = connection.execute(select(versions).where(versions.c.revision == target))
        own = {row.incident_id: version_of(row) for row in found}
        now = newest(connection, at_head.revision, own)
        becomes = newest(connection, target - 1, own) if kind == WITHDRAW else own
        rows = {name: _copy(name, becomes.get(name)) for name in own}
        files = served_files(connection, store.base)
        if changed := [name for name in sorted(own) if now[name].revision != seen]:
            clashes = (
                Clash(name, now[name].revision, now[name].content(files), rows[name].content(files)) for name in changed
            )
            raise ConflictError(Clashes(at_head.revision, tuple(clashes)))
        entry = Entry(key, kind, note, _counts(files, now, rows), target)
        return append(connection, at_head, entry, editor, list(rows.values()))

    return write(store.engines, work, store.patience)


def _state(connection: Connection, kind: str, target: int) -> int:
    """The revision that holds the batch's rows as they must still be. Raises UnknownBatchError or WrongStateError."""
    row = connection.execute(select(batches.c.kind).where(batches.c.revision == target)).one_or_none()
    if row is None or row.kind not in UNDOABLE:
        raise UnknownBatchError(revision=str(target))
    last = last_undo(connection, target)
    is_withdrawn = last is not None and last.kind == WITHDRAW
    if is_withdrawn == (kind == WITHDRAW):
        raise WrongStateError(revision=str(target), state="withdrawn" if is_withdrawn else "in_force")
    return last.revision if last else target


def _copy(incident_id: str, version: Version | None) -> Version:
    if version is None:
        return Version.new(incident_id, AS_BASE, {})
    return Version.new(incident_id, version.action, version.cells)


def _counts(files: Mapping[str, Cells], now: Mapping[str, Version], rows: Mapping[str, Version]) -> dict[str, int]:
    done = []
    for name, row in rows.items():
        before, after = now[name].content(files), row.content(files)
        if before is not None and after is not None:
            done.append((CHANGED, name))
        elif before is not None:
            done.append((WITHDRAWN, name))
        elif after is not None:
            done.append((ADDED, name))
    return counts_of(done)
