"""Batches: what was done, by whom, when. They are only ever added."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import DBAPIError

from components.store.clock import now_text
from components.store.digests import batch_digest, canonical
from components.store.editors import Editor
from components.store.states import Version
from components.store.tables import batches, head, redactions, versions
from components.store.texts import storable

PUBLISH, CORRECT, WITHDRAW, RESTORE, REDACT = "publish", "correct", "withdraw", "restore", "redact"
STORY = "story"
"""A briefing, new or changed."""
LONGEST_NOTE = 2_000


@dataclass(frozen=True)
class Batch:
    """One step of the history. `at` is the database's time in UTC. `counts`: see `components.store.counts`.

    `target` is the revision that was withdrawn or restored. `verified` is False where only a name was given.
    """

    revision: int
    key: str
    kind: str
    editor: str
    verified: bool
    at: str
    file_name: str
    file_sha256: str
    note: str
    target: int | None
    counts: Mapping[str, int]
    previous: str
    digest: str


@dataclass(frozen=True)
class Head:
    revision: int
    digest: str


@dataclass(frozen=True)
class Redaction:
    """What one redaction took back: see `components.store.tables.redactions`."""

    revision: int
    incident_id: str
    fields: tuple[str, ...]
    proof: Mapping[str, str]


@dataclass(frozen=True)
class Entry:
    """What a new batch says of itself."""

    key: str
    kind: str
    note: str
    counts: Mapping[str, int]
    target: int | None = None
    file_name: str = ""
    file_sha256: str = ""


class LostRaceError(DBAPIError):
    """The head moved between our look and our move: the transaction is run again, as after any lost race."""

    class MovedError(Exception):
        """What a driver would raise."""

        sqlstate = "40001"

    def __init__(self) -> None:
        super().__init__("head", None, self.MovedError("the head moved"))


def head_of(connection: Connection, *, lock: bool = False) -> Head:
    """The newest revision. `lock` makes other writers wait; SQLite's have waited already.

    A writer locks before it looks for its key: whoever had the same key, even on a connection that was lost at COMMIT,
    has then landed or not.
    """
    query = select(head.c.revision, head.c.digest)
    row = connection.execute(query.with_for_update() if lock else query).one()
    return Head(row.revision, row.digest)


def batch_with_key(connection: Connection, key: str) -> Batch | None:
    """The batch that a key has made, None while it has made none."""
    row = connection.execute(select(batches).where(batches.c.key == key)).one_or_none()
    return None if row is None else batch_of(row)


def append(
    connection: Connection,
    at_head: Head,
    entry: Entry,
    editor: Editor,
    rows: Sequence[Version] = (),
    redacted: Iterable[Redaction] = (),
) -> Batch:
    """Add a batch after the head that was looked at, and move the head to it. Raises LostRaceError."""
    number = at_head.revision + 1
    taken_back = [replace(item, revision=number) for item in redacted]
    batch = Batch(
        revision=number,
        **{**asdict(entry), "note": storable(entry.note[:LONGEST_NOTE])},
        editor=storable(editor.name),
        verified=editor.verified,
        at=now_text(connection),
        previous=at_head.digest,
        digest="",
    )
    digest = digest_of(batch, ((row.incident_id, row.digest) for row in rows), taken_back)
    connection.execute(insert(batches), {**_columns(batch), "digest": digest})
    if rows:
        connection.execute(insert(versions), [{**vars(row), "revision": number} for row in rows])
    if taken_back:
        connection.execute(insert(redactions), [_redaction_columns(item) for item in taken_back])
    moved = connection.execute(
        update(head)
        .where(head.c.revision == at_head.revision, head.c.digest == at_head.digest)
        .values(revision=number, digest=digest)
    )
    if moved.rowcount != 1:
        raise LostRaceError
    return replace(batch, digest=digest)


def digest_of(batch: Batch, rows: Iterable[tuple[str, str]], redacted: Iterable[Redaction]) -> str:
    """The digest that a batch must have: over its columns, its rows' digests and what it redacted."""
    covered = [(item.incident_id, list(item.fields), canonical(item.proof)) for item in redacted]
    return batch_digest(_columns(batch), rows, covered)


def batch_of(row: Row[tuple[object, ...]]) -> Batch:
    """A batch from its row."""
    columns = dict(row._mapping)
    return Batch(**{**columns, "verified": bool(columns["verified"]), "counts": json.loads(columns["counts"])})


def redaction_of(row: Row[tuple[object, ...]]) -> Redaction:
    """A redaction from its row."""
    return Redaction(row.revision, row.incident_id, tuple(json.loads(row.fields)), json.loads(row.proof))


def _columns(batch: Batch) -> dict[str, object]:
    return {**asdict(batch), "verified": int(batch.verified), "counts": canonical(batch.counts)}


def _redaction_columns(item: Redaction) -> dict[str, object]:
    return {
        "revision": item.revision,
        "incident_id": item.incident_id,
        "fields": canonical(list(item.fields)),
        "proof": canonical(item.proof),
    }
