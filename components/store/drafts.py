"""Drafts: what an editor has uploaded and not yet published. Private to its owner, gone after a day."""

from __future__ import annotations

import json
import secrets
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from components.store.batches import head_of
from components.store.clock import now_seconds
from components.store.errors import NoSpaceError, UnknownDraftError
from components.store.store import Store
from components.store.tables import drafts
from components.store.texts import storable
from components.store.transaction import read, write

KEPT_SECONDS = 24 * 3600
PER_OWNER = 3
ALL_BYTES = 1024 * 1024 * 1024
_LEVEL = 1


@dataclass(frozen=True)
class Draft:
    """`records` are the intake's accepted rows; `held` the ids among them that want a second look. `report`, `options`
    and `file` (the bytes, while they can be read in another way) belong to the page. `base_revision` is the revision
    that the rows were compared with. `owner` is a digest; the key names the batch that the draft will become.
    """

    file_name: str
    file_sha256: str
    records: tuple[dict[str, Any], ...]
    held: frozenset[str] = frozenset()
    layout: str = ""
    preview_only: bool = False
    base_revision: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)
    report: Mapping[str, Any] = field(default_factory=dict)
    file: bytes | None = None
    key: str = ""
    owner: str = ""


def new_key() -> str:
    """A key that nobody guesses: made with the draft, not when a button is pressed."""
    return secrets.token_hex(16)


def save(store: Store, owner: str, draft: Draft) -> Draft:
    """Keep a draft for its owner under its key, or under a new one, and let go of what is too old or too many.

    Raises StoreError, NoSpaceError also when all drafts together are too large.
    """
    kept = replace(draft, key=draft.key or new_key(), owner=owner, file_name=storable(draft.file_name))
    columns = _columns(kept)
    size = sum(len(columns[name] or b"") for name in ("report", "file"))

    def work(connection: Connection) -> Draft:
        _purge(connection)
        connection.execute(delete(drafts).where(drafts.c.key == kept.key, drafts.c.owner == owner))
        older = select(drafts.c.key).where(drafts.c.owner == owner).order_by(drafts.c.created.desc(), drafts.c.key)
        for key in connection.execute(older).scalars().all()[PER_OWNER - 1 :]:
            connection.execute(delete(drafts).where(drafts.c.key == key))
        held = select(
            func.coalesce(func.sum(func.length(drafts.c.report) + func.coalesce(func.length(drafts.c.file), 0)), 0)
        )
        if connection.execute(held).scalar_one() + size > ALL_BYTES:
            raise NoSpaceError
        connection.execute(insert(drafts), {**columns, "created": now_seconds(connection)})
        return kept

    return write(store.engines, work, store.patience)


def load(store: Store, key: str, owner: str) -> Draft:
    """An owner's draft. Raises UnknownDraftError, the same for a draft of somebody else as for none."""
    return read(store.engines, lambda connection: find(connection, key, owner))


def find(connection: Connection, key: str, owner: str) -> Draft:
    """Like `load`, on an open connection."""
    require(connection, key, owner)
    row = connection.execute(select(drafts).where(drafts.c.key == key, drafts.c.owner == owner)).one_or_none()
    if row is None:
        raise UnknownDraftError
    columns = dict(row._mapping)
    parts = json.loads(zlib.decompress(columns.pop("report")))
    file = columns.pop("file")
    del columns["created"]
    return Draft(
        **{**columns, "preview_only": bool(row.preview_only), "options": json.loads(row.options)},
        records=tuple(parts["records"]),
        held=frozenset(parts["held"]),
        report=parts["report"],
        file=None if file is None else zlib.decompress(file),
    )


def require(connection: Connection, key: str, owner: str) -> None:
    """Raises UnknownDraftError where there is no such draft for the owner. Cheap: nothing is unpacked."""
    size = func.length(drafts.c.report).label("size")
    query = select(drafts.c.created, size).where(drafts.c.key == key, drafts.c.owner == owner)
    row = connection.execute(query).one_or_none()
    if row is None or not row.size or not owner or row.created + KEPT_SECONDS < now_seconds(connection):
        raise UnknownDraftError


def newest_of(store: Store, owner: str) -> str | None:
    """The key of the owner's newest draft of the last day: one that can be loaded, or that has been published."""

    def work(connection: Connection) -> str | None:
        since = now_seconds(connection) - KEPT_SECONDS
        query = select(drafts.c.key).where(drafts.c.owner == owner, drafts.c.created >= since)
        return connection.execute(query.order_by(drafts.c.created.desc(), drafts.c.key).limit(1)).scalar_one_or_none()

    return read(store.engines, work) if owner else None


def discard(store: Store, key: str, owner: str) -> None:
    """Let go of a draft. One that is not there is no error."""
    gone = delete(drafts).where(drafts.c.key == key, drafts.c.owner == owner)
    write(store.engines, lambda connection: connection.execute(gone), store.patience)


def settle(store: Store, key: str, owner: str, dropped: frozenset[str], seen_revision: int) -> Draft:
    """After a conflict: drop the rows where the other version stays, and take the rest as compared with a revision.

    Raises UnknownDraftError.
    """

    def work(connection: Connection) -> Draft:
        draft = find(connection, key, owner)
        settled = replace(
            draft,
            records=tuple(row for row in draft.records if row["incident_id"] not in dropped),
            base_revision=max(draft.base_revision, min(seen_revision, head_of(connection).revision)),
        )
        changed = {name: value for name, value in _columns(settled).items() if name in ("report", "base_revision")}
        connection.execute(update(drafts).where(drafts.c.key == key).values(changed))
        return settled

    return write(store.engines, work, store.patience)


def drop(connection: Connection, key: str) -> None:
    """Let go of a draft's content, as part of another transaction: the one that publishes or redacts it.

    Its key and owner stay for a day, so that a browser that lost the answer can still be told it.
    """
    blank = {"file_name": "", "file_sha256": "", "layout": "", "options": "{}", "report": b"", "file": None}
    connection.execute(update(drafts).where(drafts.c.key == key).values(blank))
    _purge(connection)


def holding(connection: Connection, incident_id: str, looked_at: frozenset[str] = frozenset()) -> frozenset[str]:
    """The keys of the drafts, whoever's, with a row of an incident, but for those that were looked at already."""
    found = set()
    for key in keys(connection) - looked_at:
        report = connection.execute(select(drafts.c.report).where(drafts.c.key == key)).scalar_one_or_none()
        parts = json.loads(zlib.decompress(report)) if report else {"records": ()}
        if any(record["incident_id"] == incident_id for record in parts["records"]):
            found.add(key)
    return frozenset(found)


def keys(connection: Connection) -> frozenset[str]:
    """Every draft's key."""
    return frozenset(connection.execute(select(drafts.c.key)).scalars())


def _purge(connection: Connection) -> None:
    connection.execute(delete(drafts).where(drafts.c.created < now_seconds(connection) - KEPT_SECONDS))


def _columns(draft: Draft) -> dict[str, Any]:
    parts = {"records": draft.records, "held": sorted(draft.held), "report": draft.report}
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return {
        "key": draft.key,
        "owner": draft.owner,
        "file_name": draft.file_name,
        "file_sha256": draft.file_sha256,
        "base_revision": draft.base_revision,
        "layout": draft.layout,
        "preview_only": int(draft.preview_only),
        "options": json.dumps(dict(draft.options)),
        "report": zlib.compress(text.encode("utf-8", "replace"), _LEVEL),
        "file": None if draft.file is None else zlib.compress(draft.file, _LEVEL),
    }
