"""What each row was at a revision: the newest version up to it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Row, Select, and_, func, select

from components.store.cells import Cells
from components.store.digests import canonical, new_salt, row_digest
from components.store.tables import redactions, versions

SET, AS_BASE, GONE = "set", "base", "gone"
_AT_ONCE = 500


@dataclass(frozen=True)
class Version:
    """One row as a batch left it. `cells` is canonical JSON, `{}` for any action but `set`."""

    revision: int
    incident_id: str
    action: str
    cells: str
    salt: str
    digest: str
    redacted: int | None
    current: str

    @classmethod
    def new(cls, incident_id: str, action: str, cells: Cells | str) -> Version:
        """A version that no batch holds yet (`revision` 0)."""
        text = cells if isinstance(cells, str) else canonical(cells)
        salt = new_salt()
        digest = row_digest(salt, incident_id, action, text)
        return cls(0, incident_id, action, text, salt, digest, None, digest)

    @property
    def is_intact(self) -> bool:
        """Whether the cells are those of the digest."""
        return row_digest(self.salt, self.incident_id, self.action, self.cells) == self.current

    def content(self, files: Mapping[str, Cells]) -> Cells | None:
        """The row's cells, None where the row is not there. `files`: the data's own rows, as they are served."""
        if self.action == AS_BASE:
            return files.get(self.incident_id)
        return None if self.action == GONE else json.loads(self.cells)


def version_of(row: Row[tuple[object, ...]]) -> Version:
    return Version(**row._mapping)


def newest(connection: Connection, revision: int, ids: Collection[str] | None = None) -> dict[str, Version]:
    """Id -> its version at a revision, for all ids or some; ids without a version are left out."""
    return {row.incident_id: version_of(row) for query in _newest(revision, ids) for row in connection.execute(query)}


def _newest(revision: int, ids: Collection[str] | None) -> Iterator[Select[tuple[object, ...]]]:
    for some in [None] if ids is None else chunks(ids):
        last = select(versions.c.incident_id, func.max(versions.c.revision).label("revision"))
        last = last.where(versions.c.revision <= revision)
        if some is not None:
            last = last.where(versions.c.incident_id.in_(some))
        newest_of = last.group_by(versions.c.incident_id).subquery()
        same = and_(versions.c.incident_id == newest_of.c.incident_id, versions.c.revision == newest_of.c.revision)
        yield select(versions).join(newest_of, same)


def changed_since(connection: Connection, revision: int) -> dict[str, int]:
    """Id -> the newest revision after the given one that changed or redacted it."""
    found: dict[str, int] = {}
    for table in (versions, redactions):
        query = select(table.c.incident_id, func.max(table.c.revision)).where(table.c.revision > revision)
        for incident_id, at in connection.execute(query.group_by(table.c.incident_id)):
            found[incident_id] = max(at, found.get(incident_id, 0))
    return found


def chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    """The ids in lists that fit into one statement."""
    listed = sorted(ids)
    yield from (listed[start : start + _AT_ONCE] for start in range(0, len(listed), _AT_ONCE))
