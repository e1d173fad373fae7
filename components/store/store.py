"""The store as the rest of the app holds it: a database's engines, and the files of revision 0 beneath it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

from components.domain.directory import data_directory
from components.store.cells import Base
from components.store.engine import WRITER_WAITS, Engines, open_engines
from components.store.settings import database_url


@dataclass(frozen=True)
class Store:
    """Passed to every call of this package. `patience` is the seconds that a writer waits for others."""

    engines: Engines
    base: Base
    patience: float = WRITER_WAITS


def open_store(
    url: URL | None = None,
    directory: Path | None = None,
    *,
    isolation: str = "READ COMMITTED",
    patience: int = WRITER_WAITS,
) -> Store:
    """The store of a database, by default the configured one; nothing is connected yet.

    Raises StoreUnavailableError for a configured URL that is none.
    """
    engines = open_engines(url or database_url(), isolation=isolation, patience=patience)
    return Store(engines, Base(directory or data_directory()), patience)
