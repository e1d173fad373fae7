"""The data's history: what each revision is called and what it changed."""

from __future__ import annotations

from typing import Any

from components.domain.dataset import Dataset, base_dataset
from components.store.batches import Head
from components.store.catalog import catalog
from components.store.history import history
from components.store.snapshot import name_of

FILES = "files"
"""The kind of revision 0: the data's own files."""


def revision_count(dataset: Dataset) -> int:
    """How many revisions there are up to this one, its own and revision 0 among them."""
    return dataset.number + 1


def revision_rows(dataset: Dataset, limit: int, offset: int) -> list[dict[str, Any]]:
    """The revisions up to this one, newest first. Raises StoreError.

    Editors' names and their notes to each other are not published.
    """
    newest = dataset.number - offset
    if newest < 0:
        return []
    found: list[dict[str, Any]] = []
    if newest > 0:
        store = catalog().writable()  # made and read already: it has this revision
        for listed in history(store, limit, newest + 1):
            batch = listed.batch
            found.append(
                {
                    "revision": name_of(store.base, Head(batch.revision, batch.digest)),
                    "number": batch.revision,
                    "kind": batch.kind,
                    "at": batch.at,
                    "counts": dict(batch.counts),
                    "target": batch.target,
                    "withdrawn": listed.is_withdrawn,
                }
            )
    if newest < limit:
        first = {"revision": base_dataset().revision, "number": 0, "kind": FILES, "at": None}
        found.append({**first, "counts": None, "target": None, "withdrawn": False})
    return found
