"""Secrets do not travel: not in errors, not in logs, not in what Python shows of an object."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable

import pytest
from sqlalchemy import URL, text

from components.store import drafts, mappings
from components.store.errors import StoreError
from components.store.history import batch, head
from components.store.migrate import migrate
from components.store.passphrase import HASH_VARIABLE, PassphraseError, hash_passphrase
from components.store.publishing import publish
from components.store.redaction import redact
from components.store.settings import URL_VARIABLE, database_url
from components.store.sign_in import sign_in
from components.store.snapshot import snapshot
from components.store.store import Store, open_store
from components.store.undoing import restore, withdraw
from components.store.verify import verify
from tests.store.editing import AMAL, OWNER, Desk, row
from tests.store.postgresql import Cluster
from tests.store.test_command_line import run

PASSWORD = "canary-of-the-url"
PASSPHRASE = "canary of the passphrase"
BAD_URLS = (
    f"postgresql://marsad:{PASSWORD}@127.0.0.1:1/marsad",
    f"postgresql+psycopg://marsad:{PASSWORD}@127.0.0.1:1/marsad?connect_timeout=1",
    f"postgresql://marsad:{PASSWORD}@127.0.0.1:port/marsad",
    f"postgresql://marsad:pass@{PASSWORD}@127.0.0.1:1/marsad",
    f"postgresql://127.0.0.1:1/marsad?user=marsad&password={PASSWORD}",
    f"postgresql://marsad:{PASSWORD}@no.such.host.invalid/marsad",
    f"postgresql://marsad:{PASSWORD}@127.0.0.1:1/marsad?nonsense=1",
    f"mysql://marsad:{PASSWORD}@127.0.0.1/marsad",
    f"sqlite://marsad:{PASSWORD}@127.0.0.1/marsad",
    f"marsad:{PASSWORD}@127.0.0.1",
    f"postgresql:/marsad:{PASSWORD}@127.0.0.1/marsad",
    f"postgresql://marsad:{PASSWORD}/more@127.0.0.1:1/marsad",
)


def told(error: BaseException) -> str:
    """All that a log or a terminal would show of an error, with what it came from."""
    details = str(error.details) if isinstance(error, StoreError) else ""
    return "".join(traceback.format_exception(error)) + repr(error) + details


@pytest.mark.parametrize("number", range(len(BAD_URLS)))
def test_R24_a_bad_database_url_is_told_without_its_password(
    number: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(URL_VARIABLE, BAD_URLS[number])
    shown = []

    def connect() -> None:
        store = open_store(database_url())
        shown.extend([repr(store), str(store), repr(store.engines.reading)])
        head(store)

    with caplog.at_level(logging.DEBUG), pytest.raises(StoreError) as caught:
        connect()
    for text_shown in (told(caught.value), caplog.text, *shown):
        assert PASSWORD not in text_shown


@pytest.mark.parametrize("number", range(0, len(BAD_URLS), 2))
def test_R24_the_command_line_does_not_repeat_it_either(number: int) -> None:
    done = run(BAD_URLS[number], "verify")
    assert done.returncode == 2
    assert PASSWORD not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_R24_forced_errors_repeat_no_secret(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    hashed = hash_passphrase(PASSPHRASE)
    monkeypatch.setenv(HASH_VARIABLE, hashed)
    store = desk.store
    sign_in(store, "a" * 64, "Dalal", PASSPHRASE, "203.0.113.5")
    private = desk.draft([row(1, notes=f"{PASSWORD} private text of a draft")])
    with store.engines.writing.begin() as connection:
        for table in ("versions", "redactions", "batches", "head", "mappings", "attempts", "sign_ins"):
            connection.execute(text(f"DROP TABLE {table}"))
    calls: list[Callable[[], object]] = [
        lambda: publish(store, private.key, OWNER, AMAL),
        lambda: desk.draft([row(2, notes=f"{PASSWORD} again")]),
        lambda: drafts.load(store, private.key, "b" * 64),
        lambda: drafts.settle(store, private.key, OWNER, frozenset(), 1),
        lambda: withdraw(store, 1, "w", AMAL),
        lambda: restore(store, 1, "r", AMAL),
        lambda: redact(store, row(1)["incident_id"], [], "x", AMAL, PASSWORD),
        lambda: sign_in(store, "a" * 64, "Dalal", PASSPHRASE, "203.0.113.6"),
        lambda: sign_in(store, "a" * 64, "Dalal", f"{PASSPHRASE} wrong", "203.0.113.6"),
        lambda: mappings.save_mapping(store, PASSWORD, {PASSWORD: "date"}),
        lambda: mappings.saved_mappings(store),
        lambda: head(store),
        lambda: batch(store, 1),
        lambda: snapshot(store, []),
        lambda: verify(store),
        lambda: hash_passphrase(PASSPHRASE[:14]),
        lambda: hash_passphrase(PASSPHRASE * 100),
        lambda: migrate_over(store),
    ]
    with caplog.at_level(logging.DEBUG):
        for call in calls:
            with pytest.raises(Exception) as caught:  # noqa: PT011 (whatever comes: it tells nothing)
                call()
            assert not isinstance(caught.value, AssertionError)
            logging.getLogger("marsad").error("forced", exc_info=caught.value)
            # A traceback shows lines of this test's source, which name the canaries by their variables only.
            for secret in (PASSPHRASE, PASSPHRASE[:14], hashed, hashed.split("$")[-1], PASSWORD):
                assert secret not in told(caught.value)
    for secret in (PASSPHRASE, hashed, PASSWORD):
        assert secret not in caplog.text


def migrate_over(store: Store) -> None:
    with store.engines.writing.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    migrate(store.engines)


def test_R24_a_wrong_password_of_the_database_is_not_repeated(cluster: Cluster) -> None:
    url = cluster.new_database()
    bad = URL.create(url.drivername, "nobody", PASSWORD, url.host, url.port, url.database, query=dict(url.query))
    with pytest.raises(StoreError) as caught:
        head(open_store(bad))
    assert PASSWORD not in told(caught.value)


def test_R24_passphrase_errors_name_no_passphrase() -> None:
    with pytest.raises(PassphraseError) as caught:
        hash_passphrase("short-canary")
    assert "short-canary" not in str(caught.value)
