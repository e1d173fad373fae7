"""Editors' names for columns, kept for all editors of this store: header of a file -> field."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select

from components.store.clock import now_seconds
from components.store.store import Store
from components.store.tables import mappings
from components.store.texts import storable
from components.store.transaction import read, write

MOST = 200
LONGEST_NAME = 60


def save_mapping(store: Store, name: str, columns: Mapping[str, str]) -> None:
    """Keep a mapping under a name, in place of one that had it; the oldest beyond `MOST` go. Raises StoreError."""
    name = storable(name.strip()[:LONGEST_NAME])

    def work(connection: Connection) -> None:
        connection.execute(delete(mappings).where(mappings.c.name == name))
        others = connection.execute(
            select(mappings.c.name).order_by(mappings.c.saved.desc(), mappings.c.name)
        ).scalars()
        for extra in others.all()[MOST - 1 :]:
            connection.execute(delete(mappings).where(mappings.c.name == extra))
        text = json.dumps(dict(columns))
        connection.execute(insert(mappings), {"name": name, "columns": text, "saved": now_seconds(connection)})

    write(store.engines, work, store.patience)


def saved_mappings(store: Store) -> dict[str, dict[str, str]]:
    """Every mapping by its name. Raises StoreError."""

    def work(connection: Connection) -> dict[str, dict[str, str]]:
        rows = connection.execute(select(mappings.c.name, mappings.c.columns).order_by(mappings.c.name))
        return {row.name: json.loads(row.columns) for row in rows}

    return read(store.engines, work)
