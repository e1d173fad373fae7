"""What is redacted is gone from everywhere that the store writes, and that it went is recorded."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from sqlalchemy import URL, text

from components.store import drafts
from components.store.backup import backup
from components.store.errors import UnknownDraftError
from components.store.history import history, rows_of
from components.store.migrate import migrate
from components.store.redaction import redact
from components.store.store import Store, open_store
from components.store.undoing import withdraw
from components.store.verify import verify
from tests.store.editing import AMAL, OWNER, Desk, row

CANARY = "canary-5b1f"
ROW = row(1)["incident_id"]


def harmful(desk: Desk, others: int, size: int) -> None:
    """A row with the canary, among others: published, corrected twice, withdrawn, and still in somebody's drafts."""
    filling = [row(100 + number, notes="x" * size) for number in range(others)]
    long = f"{CANARY} " * (1 + size // len(CANARY))
    desk.publish(row(1, notes=long), *filling)
    desk.publish(row(1, notes=f"{long} again", summary_en=f"About {CANARY}."))
    desk.publish(row(1, notes=f"{CANARY} a third time"), row(2))
    withdraw(desk.store, desk.revision, "w", AMAL)
    desk.draft([row(1, notes=f"{CANARY} in a draft")], file=f"notes\n{CANARY}".encode())
    Desk(desk.store, owner="b" * 64).draft([row(1, notes=f"{CANARY} in another's draft")])


def everything_in(store: Store) -> str:
    """Every cell of every table as text, what is compressed unpacked."""
    found = []
    with store.engines.reading.begin() as connection:
        for table in ("batches", "versions", "redactions", "drafts", "story_drafts", "mappings"):
            for values in connection.execute(text(f"SELECT * FROM {table}")):
                for value in values:
                    data = value.tobytes() if isinstance(value, memoryview) else value
                    found.append(zlib.decompress(data).decode() if isinstance(data, bytes) and data else str(data))
    return "\n".join(found)


@pytest.mark.parametrize("others", [0, 40, 400])
@pytest.mark.parametrize("size", [10, 3_000, 40_000])
def test_R15_the_text_is_in_no_byte_of_the_file(sqlite_url: URL, tmp_path: Path, others: int, size: int) -> None:
    if others * size > 1_000_000:
        others = 25
    store = open_store(sqlite_url)
    migrate(store.engines)
    desk = Desk(store)
    harmful(desk, others, size)
    kept = Desk(store, owner="c" * 64).draft([row(7)])
    file = Path(str(sqlite_url.database))
    assert CANARY.encode() in file.read_bytes(), "the canary was never there"
    assert CANARY in everything_in(store)
    redact(store, ROW, [], "x", AMAL, "names a person")
    assert CANARY not in everything_in(store)
    backup(store, tmp_path / "backup.sqlite")
    assert drafts.load(store, kept.key, "c" * 64), "drafts without the row stay"
    store.engines.dispose()
    for each in (file, tmp_path / "backup.sqlite"):
        assert CANARY.encode() not in each.read_bytes()
    assert not list(tmp_path.glob("*-journal"))


def test_R15_the_text_is_in_no_revision_and_each_says_so(desk: Desk) -> None:
    harmful(desk, 3, 50)
    redact(desk.store, ROW, [], "x", AMAL, "names a person")
    for revision in range(1, 6):
        seen = desk.now(revision)
        assert CANARY not in seen.rows.to_csv()
        assert seen.redacted == 1
        assert CANARY not in repr(rows_of(desk.store, revision))
    assert CANARY not in repr(history(desk.store))
    assert CANARY not in everything_in(desk.store)
    assert history(desk.store)[0].batch.note == "names a person"
    assert verify(desk.store) == []


def test_R15_a_blanked_field_is_gone_and_the_rest_of_the_row_stays(desk: Desk) -> None:
    desk.publish(row(1, notes=CANARY))
    redact(desk.store, ROW, ["notes"], "x", AMAL, "names a person")
    assert CANARY not in everything_in(desk.store)
    cells = desk.cells(ROW, 1)
    assert cells is not None
    assert cells["summary_en"] == row(1)["summary_en"]
    assert verify(desk.store) == []


def test_R15_a_draft_that_holds_the_row_is_gone_with_it(desk: Desk) -> None:
    harmful(desk, 0, 10)
    kept = desk.draft([row(1, notes=CANARY)])
    redact(desk.store, ROW, [], "x", AMAL, "names a person")
    with pytest.raises(UnknownDraftError):
        drafts.load(desk.store, kept.key, OWNER)
