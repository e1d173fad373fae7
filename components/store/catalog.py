"""The revisions that this process serves: read from the store once, kept by name, and renewed when the head moves.

One thread asks for the head once a second, however many people look on; a page's run never touches the store. Where
the store does not answer, the last revision that was read goes on being served.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from functools import cache

from components.domain.dataset import Dataset, base_dataset
from components.domain.merge import with_rows, with_stories
from components.domain.tables import TableError
from components.store.engine import exists
from components.store.errors import StoreError
from components.store.history import Difference, difference, head, redacted_ids
from components.store.migrate import migrate, newest_schema, schema_of
from components.store.snapshot import name_of, snapshot
from components.store.store import Store, open_store
from components.store.transaction import read

POLL_SECONDS = 1.0
_KEPT = 4
log = logging.getLogger("marsad.store")


class Catalog:
    """Datasets by revision. Thread-safe. Raises SchemaError or TableError when the data's own files are faulty."""

    def __init__(self, store: Store | None, problem: StoreError | None = None) -> None:
        self._store = store
        self._lock = threading.RLock()
        self._reading = threading.Lock()
        self._redacted = ""
        self._kept: OrderedDict[str, Dataset] = OrderedDict()
        self._differences: OrderedDict[tuple[str, str], Difference] = OrderedDict()
        self._newest: Dataset | None = None
        self._ready = False
        self.problem = problem
        """Why the store is not read at present, None when it is."""

    def newest(self) -> Dataset:
        """The newest revision that was read. Waits for the store only at the first call of the process."""
        if self._newest is None:
            with self._lock:
                if self._newest is None:
                    self.refresh()
                    threading.Thread(target=self._poll_for_ever, name="marsad-head", daemon=True).start()
        return self._newest or base_dataset()

    def dataset(self, name: str) -> Dataset | None:
        """The revision of a name, None where it is not to be had: another database, or none such."""
        newest = self.newest()
        if name == newest.revision:
            return newest
        if name == base_dataset().revision and not self._redacts():
            return base_dataset()
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
                return self._kept[name]
            redacted = self._redacted
        number = name.partition("-")[0]
        if self._store is None or not self._ready or not (number.isascii() and number.isdigit()):
            return None
        # Not under the lock: a crowd that asks for old revisions must not hold up the news.
        with self._reading:
            with self._lock:
                if name in self._kept:
                    return self._kept[name]
            try:
                found = self._read(self._store, int(number[:9]))
            except StoreError:
                return None
        if found.revision != name:
            return None
        with self._lock:
            if redacted == self._redacted:
                self._keep(found)
        return found

    def held(self, name: str = "") -> Dataset | None:
        """A revision that is at hand, the newest by default, None where it is not: asks no store and waits for none."""
        newest = self._newest
        if newest is None or name in ("", newest.revision):
            return newest
        if name == base_dataset().revision and not self._redacts():
            return base_dataset()
        with self._lock:
            return self._kept.get(name)

    def refresh(self) -> Dataset:
        """Look at the head now, and read it if it moved."""
        with self._lock:
            served = self._newest or base_dataset()
            try:
                served = self._look(served)
            except StoreError as error:
                if self.problem is None or self.problem.code != error.code:
                    log.warning("the store is not read: %s", error)
                self.problem = error
            except TableError as error:
                log.warning("the newest revision does not fit the tables: %s", error)
            self._newest = served
            return served

    def since(self, name: str) -> Difference:
        """What the newest revision has that a named one has not. Raises StoreError."""
        newest = self.newest()
        pair = (name, newest.edition)
        with self._lock:
            if pair not in self._differences:
                number = int(name.partition("-")[0])
                self._differences[pair] = difference(self.writable(), number, newest.number)
                while len(self._differences) > _KEPT:
                    self._differences.popitem(last=False)
            return self._differences[pair]

    def redacted(self) -> frozenset[str]:
        """The ids of rows of which text was taken back; none where the store does not answer."""
        if not self._redacts() or self._store is None:
            return frozenset()
        try:
            return redacted_ids(self._store)
        except StoreError:
            return frozenset()

    @property
    def is_ready(self) -> bool:
        """Whether the store was found with the newest schema: then looking into it makes nothing."""
        return self._ready

    def writable(self) -> Store:
        """The store, made or brought to the newest schema if need be. Raises StoreError."""
        if self._store is None:
            raise self.problem or StoreError()
        if not self._ready:
            migrate(self._store.engines)
            self._ready = True
        return self._store

    def _look(self, served: Dataset) -> Dataset:
        store = self._store
        if store is None or not exists(store.engines):
            return served
        # A database that cannot be written is read as it is, if its schema is the one we know.
        if not self._ready and read(store.engines, schema_of) != newest_schema():
            migrate(store.engines)
        self._ready = True
        at_head = head(store)
        self.problem = None
        if name_of(store.base, at_head) == served.revision:
            return served
        newest = self._read(store, at_head.revision)
        if newest.edition.partition(".")[2] != served.edition.partition(".")[2]:
            self._redacted = newest.edition.partition(".")[2]
            self._kept.clear()  # a redaction: what was kept may hold what was taken back
        else:
            self._keep(served)
        return newest

    def _read(self, store: Store, revision: int) -> Dataset:
        base = base_dataset()
        found = snapshot(store, (item.name for item in base.schema.resources["incidents"].fields), revision)
        if revision == 0 and found.edition == base.revision:
            return base
        merged = with_rows(base, found.rows, found.hidden, found.name, found.edition)
        return with_stories(merged, found.stories, found.hidden_stories)

    def _redacts(self) -> bool:
        return "." in self.newest().edition

    def _keep(self, dataset: Dataset) -> None:
        self._kept[dataset.revision] = dataset
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    def _poll_for_ever(self) -> None:
        pause = threading.Event()
        while not pause.wait(POLL_SECONDS):
            try:
                self.refresh()
            except Exception:
                log.exception("looking for a newer revision failed")


@cache
def catalog() -> Catalog:
    """The catalog of this process, over the configured store."""
    try:
        return Catalog(open_store())
    except StoreError as error:
        return Catalog(None, error)
