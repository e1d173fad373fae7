"""Reading the history: batches, their rows beside what was there before, and what changed between two revisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields

from sqlalchemy import Connection, select

from components.store.batches import WITHDRAW, Batch, Head, Redaction, batch_of, batch_with_key, head_of, redaction_of
from components.store.cells import Cells
from components.store.counts import ADDED, CHANGED, OF_STORIES, WITHDRAWN, name_of
from components.store.errors import UnknownBatchError
from components.store.redaction import served_files
from components.store.states import newest, version_of
from components.store.store import Store
from components.store.stories import PREFIX
from components.store.tables import batches, redactions, versions
from components.store.transaction import read

LISTED = 200


@dataclass(frozen=True)
class Listed:
    """A batch in the list. `is_withdrawn`: the newest thing that was done to it is its withdrawal."""

    batch: Batch
    is_withdrawn: bool


@dataclass(frozen=True)
class RowChange:
    """A row before and after (None = not there). `redacted`: text of it was taken back since."""

    incident_id: str
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None
    redacted: bool = False


@dataclass(frozen=True)
class Difference:
    """Ids by what happened to them between two revisions: of incidents, and of briefings."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    stories_added: tuple[str, ...] = ()
    stories_changed: tuple[str, ...] = ()
    stories_withdrawn: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """As of a batch: see `components.store.counts`."""
        own = {item.name: len(getattr(self, item.name)) for item in fields(self)}
        return {name: number for name, number in own.items() if number or not name.startswith(OF_STORIES)}


def head(store: Store) -> Head:
    """The newest revision: one cheap query."""
    return read(store.engines, head_of)


def history(store: Store, limit: int = LISTED, before: int | None = None) -> list[Listed]:
    """The newest batches first; only those older than the revision `before`, if one is given."""

    def work(connection: Connection) -> list[Listed]:
        query = select(batches) if before is None else select(batches).where(batches.c.revision < before)
        rows = connection.execute(query.order_by(batches.c.revision.desc()).limit(limit))
        found = [batch_of(row) for row in rows]
        undone = select(batches.c.target, batches.c.kind).where(batches.c.target.is_not(None))
        last = {target: kind for target, kind in connection.execute(undone.order_by(batches.c.revision))}  # noqa: C416
        return [Listed(batch, last.get(batch.revision) == WITHDRAW) for batch in found]

    return read(store.engines, work)


def batch(store: Store, revision: int) -> Batch:
    """One batch. Raises UnknownBatchError."""

    def work(connection: Connection) -> Batch:
        row = connection.execute(select(batches).where(batches.c.revision == revision)).one_or_none()
        if row is None:
            raise UnknownBatchError(revision=str(revision))
        return batch_of(row)

    return read(store.engines, work)


def published_as(store: Store, key: str) -> Batch | None:
    """The batch that a draft's key has become, None while it has become none."""
    return read(store.engines, lambda connection: batch_with_key(connection, key))


def rows_of(store: Store, revision: int, limit: int | None = None) -> list[RowChange]:
    """The rows of a batch, or the first of them, beside what stood before it, by id."""

    def work(connection: Connection) -> list[RowChange]:
        query = select(versions).where(versions.c.revision == revision).order_by(versions.c.incident_id).limit(limit)
        own = [version_of(row) for row in connection.execute(query)]
        before = newest(connection, revision - 1, [version.incident_id for version in own])
        files = served_files(connection, store.base)
        return [
            RowChange(
                name,
                before[name].content(files) if name in before else files.get(name),
                version.content(files),
                version.redacted is not None,
            )
            for version in sorted(own, key=lambda item: item.incident_id)
            for name in (version.incident_id,)
        ]

    return read(store.engines, work)


def difference(store: Store, old: int, new: int) -> Difference:
    """What a reader of the old revision does not know yet. A redaction since counts as a change, or a withdrawal."""

    def work(connection: Connection) -> Difference:
        touched = select(versions.c.incident_id).where(versions.c.revision > old, versions.c.revision <= new).distinct()
        ids = set(connection.execute(touched).scalars())
        redacted = [item for item in _redactions(connection) if old < item.revision <= new]
        before, after = newest(connection, old, ids), newest(connection, new, ids)
        files = served_files(connection, store.base)
        found: dict[str, list[str]] = defaultdict(list)
        for name in sorted(ids):
            was = before[name].content(files) if name in before else files.get(name)
            is_now = after[name].content(files)
            if kind := _kind(was, is_now):
                found[name_of(kind, name)].append(name.removeprefix(PREFIX))
        for item in redacted:
            if item.incident_id not in ids:
                kind = CHANGED if item.fields else WITHDRAWN
                found[name_of(kind, item.incident_id)].append(item.incident_id.removeprefix(PREFIX))
        return Difference(**{name: tuple(names) for name, names in found.items()})

    return read(store.engines, work)


def redacted_ids(store: Store) -> frozenset[str]:
    """Of which rows text was taken back, at any time."""
    return read(store.engines, lambda connection: frozenset(item.incident_id for item in _redactions(connection)))


def _redactions(connection: Connection) -> list[Redaction]:
    order = (redactions.c.revision, redactions.c.incident_id)
    return [redaction_of(row) for row in connection.execute(select(redactions).order_by(*order))]


def _kind(before: Cells | None, after: Cells | None) -> str:
    if before is None:
        return "" if after is None else ADDED
    if after is None:
        return WITHDRAWN
    return CHANGED if before != after else ""
