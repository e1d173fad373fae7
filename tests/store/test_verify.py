"""Whatever is changed behind the store's back is found, and nothing else."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, text

from components.store.migrate import migrate
from components.store.redaction import redact
from components.store.store import Store, open_store
from components.store.stories import row_id
from components.store.undoing import restore, withdraw
from components.store.verify import verify
from tests.store.editing import AMAL, Desk, briefing, row

TABLES = ("batches", "versions", "redactions", "head")
TIMES = 100


def lived_in(store: Store, seed: int = 0) -> None:
    """A history with every kind of batch."""
    desk, chance = Desk(store), random.Random(seed)
    migrate(store.engines)
    for number in range(3):
        desk.publish(*[row(chance.randrange(20), notes=f"{number} {chance.random()}") for _ in range(5)])
    desk.publish(row(30, notes="corrected"), note="a note")
    target = desk.revision
    withdraw(store, target, f"w{seed}", AMAL, "wrong")
    restore(store, target, f"r{seed}", AMAL)
    redact(store, row(30)["incident_id"], ["notes"], f"x{seed}", AMAL, "harms")
    redact(store, "2019-12-03-ain-al-asad-1", [], f"y{seed}", AMAL, "harms")
    desk.publish_story(briefing("two-rockets", f"{chance.random()}"))
    redact(store, row_id("two-rockets"), ["s1.text_en", "s1.text_ar"], f"z{seed}", AMAL, "harms")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of which each test changes a copy."""
    file = tmp_path_factory.mktemp("original") / "marsad.sqlite"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MARSAD_EDITORS", "https://id.example.org amal")
        store = open_store(URL.create("sqlite", database=str(file)))
        lived_in(store)
        store.engines.dispose()
    return file


def problems_of(file: Path) -> list[str]:
    store = open_store(URL.create("sqlite", database=str(file)))
    try:
        return verify(store)
    finally:
        store.engines.dispose()


def columns() -> list[tuple[str, str]]:
    from components.store.tables import metadata  # noqa: PLC0415

    return [(name, column.name) for name in TABLES for column in metadata.tables[name].columns]


def another(value: Any, chance: random.Random) -> Any:
    """A value of a cell that is not the one that it had."""
    if value is None:
        return 1
    if isinstance(value, int):
        return value + chance.choice([-1, 1, 7])
    options = [value + " ", value[:-1], "", "x" + value[1:], value.upper(), value.encode(), f" {value}", "{}", "null"]
    return chance.choice([option for option in options if option != value])


def change_cell(raw: sqlite3.Connection, table: str, column: str, chance: random.Random) -> bool:
    """Change one cell; False where the database forbids it."""
    rows = raw.execute(f"SELECT rowid, {column} FROM {table}").fetchall()
    rowid, value = chance.choice(rows)
    try:
        raw.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (another(value, chance), rowid))
    except sqlite3.IntegrityError:
        return False
    return True


@pytest.mark.parametrize(("table", "column"), columns())
def test_R07_a_change_of_any_cell_is_reported(original: Path, tmp_path: Path, table: str, column: str) -> None:
    chance = random.Random(f"{table} {column}")
    changed = 0
    for number in range(12):
        copy = tmp_path / f"{number}.sqlite"
        shutil.copy(original, copy)
        with closing(sqlite3.connect(copy)) as raw, raw:
            if not change_cell(raw, table, column, chance):
                continue
        changed += 1
        assert problems_of(copy), f"{table}.{column}"
    assert changed or (table, column) == ("head", "id"), "the database forbids every change: nothing was tried"


@pytest.mark.parametrize("kind", ["cell", "deletion", "insertion"])
def test_R07_random_damage_is_reported(original: Path, tmp_path: Path, kind: str) -> None:
    chance = random.Random(kind)
    done = 0
    while done < TIMES // 3 + 1:
        copy = tmp_path / f"{done}.sqlite"
        shutil.copy(original, copy)
        table = chance.choice(TABLES)
        with closing(sqlite3.connect(copy)) as raw, raw:
            if kind == "cell":
                of = [column for name, column in columns() if name == table]
                if not change_cell(raw, table, chance.choice(of), chance):
                    continue
            elif kind == "deletion":
                (rowid,) = chance.choice(raw.execute(f"SELECT rowid FROM {table}").fetchall())
                raw.execute(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))
            elif not insert_row(raw, table, chance):
                continue
        done += 1
        assert problems_of(copy), (kind, table)


def insert_row(raw: sqlite3.Connection, table: str, chance: random.Random) -> bool:
    """A row like another, under another name; False where the database forbids it."""
    raw.row_factory = sqlite3.Row
    copied = dict(chance.choice(raw.execute(f"SELECT * FROM {table}").fetchall()))
    names = {"batches": ("revision", "key", "digest"), "head": ("id",)}.get(table, ("revision", "incident_id"))
    for name in names if table == "batches" else (chance.choice(names),):
        old = copied[name]
        copied[name] = old + chance.choice([1, 20]) if isinstance(old, int) else old[:-1] + "z"
    marks = ", ".join("?" * len(copied))
    try:
        raw.execute(f"INSERT INTO {table} VALUES ({marks})", tuple(copied.values()))
    except sqlite3.IntegrityError:
        return False
    return True


def test_R07_clean_stores_raise_no_alarm(tmp_path: Path) -> None:
    for seed in range(20):
        store = open_store(URL.create("sqlite", database=str(tmp_path / f"{seed}.sqlite")))
        lived_in(store, seed)
        assert verify(store) == []
        store.engines.dispose()


def test_R07_damage_is_reported_on_either_database(store: Store) -> None:
    lived_in(store)
    assert verify(store) == []
    for statement in (
        "UPDATE versions SET cells = '{}' WHERE revision = 1",
        "UPDATE batches SET verified = 2 WHERE revision = 2",
        "UPDATE batches SET counts = '{' WHERE revision = 3",
        "UPDATE redactions SET proof = 'none'",
        "DELETE FROM head",
    ):
        before = verify(store)
        with store.engines.writing.begin() as connection:
            connection.execute(text(statement))
        assert len(verify(store)) > len(before), statement


def test_R07_a_file_with_torn_pages_is_reported_not_read(original: Path, tmp_path: Path) -> None:
    from components.store.errors import StoreError  # noqa: PLC0415

    torn = tmp_path / "torn.sqlite"
    data = bytearray(original.read_bytes())
    data[4096 : len(data) - 4096] = b"\xff" * (len(data) - 8192)
    torn.write_bytes(data)
    with pytest.raises(StoreError):
        problems_of(torn)
