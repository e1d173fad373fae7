"""A full disk, or media that cannot be written, cost nothing but the attempt."""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import URL, event

from components.store import drafts
from components.store.catalog import Catalog
from components.store.errors import NoSpaceError, ReadOnlyError
from components.store.migrate import migrate
from components.store.store import Store, open_store
from components.store.verify import verify
from tests.store.children import Say, child
from tests.store.editing import OWNER, Desk, row
from tests.store.sizes import sizes

MEBIBYTE = 1024 * 1024


def rows(count: int, text: str = "") -> list[dict[str, object]]:
    """Rows whose text cannot be compressed, so that a draft is as large as what it becomes."""
    chance = random.Random(text)
    return [row(number, notes=f"{text}{chance.randbytes(300).hex()}") for number in range(count)]


@pytest.fixture
def file_desk(sqlite_url: URL) -> Iterator[Desk]:
    store = open_store(sqlite_url)
    migrate(store.engines)
    yield Desk(store)
    store.engines.dispose()


def pages(store: Store) -> int:
    with store.engines.reading.connect() as connection:
        return int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())


@contextmanager
def no_more_than(store: Store, most: int) -> Iterator[None]:
    """The database may not grow beyond so many pages."""
    limited = True

    def limit(connection: object, *_: object) -> None:
        if limited:
            connection.execute(f"PRAGMA max_page_count={most}")  # type: ignore[attr-defined]

    store.engines.writing.dispose()
    event.listen(store.engines.writing.pool, "connect", limit)
    try:
        yield
    finally:
        limited = False
        store.engines.writing.dispose()


def intact(store: Store) -> None:
    with store.engines.reading.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    assert verify(store) == []


@sizes("step", ci=5, soak=1)
def test_R09_a_full_database_keeps_the_draft_and_takes_it_when_there_is_room(file_desk: Desk, step: int) -> None:
    store = file_desk.store
    file_desk.publish(row(1))
    refused = 0
    for number in range(0, 20, step):
        draft = file_desk.draft(rows(60, f"size {number} "))
        before = file_desk.now()
        with no_more_than(store, pages(store) + number):
            for _ in range(2):
                with pytest.raises(NoSpaceError):
                    file_desk.publish_draft(draft)
            refused += 1
            assert file_desk.now().name == before.name
            assert drafts.load(store, draft.key, OWNER).records == draft.records
        intact(store)
        assert file_desk.publish_draft(draft).revision == before.revision + 1
    assert refused == 20 // step


@pytest.mark.parametrize("small_cache", [False, True])
def test_R09_it_may_fill_at_any_statement_or_at_commit(file_desk: Desk, small_cache: bool) -> None:
    """With a small cache pages are written, and the disk is full, long before COMMIT."""
    store = file_desk.store
    draft = file_desk.draft(rows(900))
    pragma = "PRAGMA cache_size=10" if small_cache else "PRAGMA cache_size=-262144"
    event.listen(store.engines.writing.pool, "connect", lambda raw, _: raw.execute(pragma))
    with no_more_than(store, pages(store) + 40), pytest.raises(NoSpaceError):
        file_desk.publish_draft(draft)
    intact(store)
    assert file_desk.publish_draft(draft).revision == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 8 MiB. Skipped, loudly, where it cannot be mounted."""
    folder = tmp_path / "small"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"NOT TESTED, a small disk cannot be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_R09_a_full_disk_keeps_the_draft_and_takes_it_when_there_is_room(small_disk: Path) -> None:
    store = open_store(URL.create("sqlite", database=str(small_disk / "marsad.sqlite")))
    migrate(store.engines)
    desk = Desk(store)
    desk.publish(row(1))
    draft = desk.draft(rows(3_000))
    filling = small_disk / "filling"
    room = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    filling.write_bytes(b"\0" * (room - MEBIBYTE))
    for _ in range(2):
        with pytest.raises(NoSpaceError):
            desk.publish_draft(draft)
    assert desk.revision == 1
    assert drafts.load(store, draft.key, OWNER).records == draft.records
    intact(store)
    filling.unlink()
    assert desk.publish_draft(draft).revision == 2
    store.engines.dispose()


def test_R09_drafts_together_have_a_limit_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.draft(rows(10))
    monkeypatch.setattr(drafts, "ALL_BYTES", 3_000)
    with pytest.raises(NoSpaceError):
        Desk(desk.store, owner="b" * 64).draft(rows(10))


def look_at_read_only(say: Say, url: URL) -> None:
    """As a user who may only read: the catalog's revision and rows, then what publishing says."""
    warm = open_store(url)
    Catalog(warm).refresh()  # whatever it imports must be imported by a user who may read the interpreter's files
    warm.engines.dispose()
    os.setgroups([])
    os.setuid(65534)
    desk = Desk(open_store(url))
    catalog = Catalog(desk.store)
    say((catalog.refresh().revision, desk.cells(row(1)["incident_id"]) is not None))
    for call in (lambda: desk.draft([row(2)]), lambda: desk.publish(row(2))):
        try:
            call()
        except ReadOnlyError as error:
            say(error.code)


def test_R10_read_only_media_are_read_and_publishing_says_why(sqlite_url: URL) -> None:
    if os.getuid() != 0:
        pytest.skip("NOT TESTED: only root can become another user")
    store = open_store(sqlite_url)
    migrate(store.engines)
    desk = Desk(store)
    desk.publish(row(1))
    name = desk.now().name
    store.engines.dispose()
    file = Path(str(sqlite_url.database))
    folders = [folder for folder in file.parents if folder.is_relative_to("/tmp") and folder != Path("/tmp")]
    modes = {folder: folder.stat().st_mode for folder in folders}
    try:
        for folder in folders:
            folder.chmod(0o555)
        file.chmod(0o444)
        with child(look_at_read_only, sqlite_url) as reader:
            assert reader.rest() == [(name, True), "store_read_only", "store_read_only"]
    finally:
        for folder, mode in modes.items():
            folder.chmod(mode)
