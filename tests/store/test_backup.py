"""A backup taken at any moment restores, from either database into either."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import URL, select

from components.store.backup import BackupError, backup, restore_backup
from components.store.errors import StoreError
from components.store.history import history
from components.store.migrate import migrate
from components.store.store import Store, open_store
from components.store.tables import batches, redactions, versions
from components.store.transaction import read
from components.store.verify import verify
from tests.store.children import child, publish_for_ever
from tests.store.editing import Desk, row
from tests.store.postgresql import Cluster
from tests.store.sizes import sizes
from tests.store.test_verify import lived_in


def content(store: Store) -> list[list[tuple[object, ...]]]:
    """Every row of the history."""
    return read(
        store.engines,
        lambda c: [
            [tuple(found) for found in c.execute(select(table).order_by(*table.primary_key.columns))]
            for table in (batches, versions, redactions)
        ],
    )


@sizes("backups", ci=5, soak=20)
def test_R14_a_backup_during_publishing_proves_at_its_own_head(store: Store, tmp_path: Path, backups: int) -> None:
    saved = []
    with child(publish_for_ever, store.engines.url, 300) as publisher:
        for number in range(backups):
            while not isinstance(publisher.word(), int):
                pass
            saved.append(backup(store, tmp_path / f"backup-{number}.sqlite"))
    known = {item.batch.revision: item.batch.digest for item in history(store, 10_000)}
    assert len({head.revision for head in saved}) > 1, "nothing was published between the backups"
    for number, head in enumerate(saved):
        copy = open_store(URL.create("sqlite", database=str(tmp_path / f"backup-{number}.sqlite")))
        assert verify(copy) == []
        assert known[head.revision] == head.digest
        assert len(Desk(copy).now().rows) == 300 * head.revision
        copy.engines.dispose()


def test_R14_from_sqlite_to_postgresql_and_back_nothing_changes(
    sqlite_url: URL, cluster: Cluster, tmp_path: Path
) -> None:
    first = open_store(sqlite_url)
    lived_in(first)
    there, back = open_store(cluster.new_database()), open_store(sqlite_url.set(database=str(tmp_path / "b.sqlite")))
    out = backup(first, tmp_path / "out.sqlite")
    assert restore_backup(there, tmp_path / "out.sqlite") == out
    assert backup(there, tmp_path / "home.sqlite") == out
    assert restore_backup(back, tmp_path / "home.sqlite") == out
    assert content(first) == content(there) == content(back)
    assert Desk(first).now().name == Desk(there).now().name == Desk(back).now().name
    assert [batch.revision for batch in (Desk(back).publish(row(99)),)] == [out.revision + 1]
    assert verify(back) == []
    with ExitStack() as stack:
        for each in (first, there, back):
            stack.callback(each.engines.dispose)


def test_R14_a_backup_is_not_written_over_anything_nor_restored_onto_anything(store: Store, tmp_path: Path) -> None:
    lived_in(store)
    file = tmp_path / "backup.sqlite"
    backup(store, file)
    with pytest.raises(BackupError):
        backup(store, file)
    with pytest.raises(BackupError):
        restore_backup(store, file)
    with pytest.raises(BackupError):
        restore_backup(store, tmp_path / "none.sqlite")
    assert verify(store) == []


def test_R14_a_backup_that_fails_leaves_no_file(store: Store, tmp_path: Path) -> None:
    lived_in(store)
    with store.engines.writing.begin() as connection:
        connection.exec_driver_sql("UPDATE versions SET cells = '{}' WHERE revision = 1")
    with pytest.raises(BackupError):
        backup(store, tmp_path / "backup.sqlite")
    assert not list(tmp_path.glob("backup.sqlite*"))


@pytest.mark.parametrize("damage", ["text", "empty", "another", "damaged"])
def test_R14_what_is_no_whole_backup_is_not_restored(store: Store, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "backup.sqlite"
    if damage == "damaged":
        other = open_store(URL.create("sqlite", database=str(tmp_path / "other.sqlite")))
        lived_in(other)
        backup(other, file)
        other.engines.dispose()
    with sqlite3.connect(file) as raw:
        if damage == "another":
            raw.execute("CREATE TABLE incidents (id)")
        if damage == "damaged":
            raw.execute("DELETE FROM versions WHERE revision = 2")
    raw.close()
    if damage == "text":
        file.write_text("incident_id,date\n" * 100)
    with pytest.raises(StoreError):
        restore_backup(store, file)
    migrate(store.engines)
    assert Desk(store).revision == 0
