"""R3 and R22 by Streamlit's own protocol: clicks that come twice, tabs, lost connections, and buttons never drawn."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import URL

from components.i18n import translator
from components.store.history import history
from components.store.migrate import migrate
from components.store.passphrase import HASH_VARIABLE, hash_passphrase
from components.store.sign_in import digest_of, sign_in
from components.store.store import Store, open_store
from tests.browser.server import Server, running_server
from tests.protocol.editor import Editor
from tests.protocol.visitor import pressed
from tests.store.sizes import sizes

PASSPHRASE = "a long passphrase for the tests"
T = translator("en")
HEADER = "incident_id,date,site_id,weapon,verification,source_urls,summary_en\n"
NOT_YET = 2.0
"""Seconds in which whatever was going to be published is."""


@dataclass(frozen=True)
class Running:
    """An app, its store, and the cookie of a browser that is signed in."""

    server: Server
    store: Store
    cookie: str

    def batches(self) -> int:
        return len(history(self.store))

    def settled(self, expected: int) -> int:
        """The number of batches once there are as many as expected, or the wait is over."""
        deadline = time.monotonic() + NOT_YET
        while self.batches() < expected and time.monotonic() < deadline:
            time.sleep(0.1)
        return self.batches()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    hashed = hash_passphrase(PASSPHRASE)
    url = URL.create("sqlite", database=str(tmp_path_factory.mktemp("desk") / "marsad.sqlite"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HASH_VARIABLE, hashed)
        store = open_store(url)
        migrate(store.engines)
        value = secrets.token_hex(32)
        sign_in(store, digest_of(value), "Amal", PASSPHRASE, "test")
        environment = {"MARSAD_DATABASE_URL": str(url), HASH_VARIABLE: hashed}
        with running_server(environment=environment) as server:
            yield Running(server, store, f"marsad_browser={value}")
        store.engines.dispose()


def give(editor: Editor, name: str) -> None:
    """Upload one good row and wait for its report."""
    row = f"2025-04-02-harir-{name},2025-04-02,harir,drone,media,https://example.org/{name},Row {name}.\n"
    editor.give((HEADER + row).encode())
    editor.report()


def publish_button(editor: Editor) -> str:
    return editor.shown.widget("publish")


@sizes("times", ci=4, soak=20)
def test_R03_two_clicks_a_moment_apart_publish_once_and_the_answer_names_the_batch(
    running: Running, times: int
) -> None:
    for _ in range(times):
        before = running.batches()
        with Editor(running.server.url, running.cookie) as editor:
            give(editor, secrets.token_hex(4))
            button = publish_button(editor)
            editor.send([pressed(button)])
            time.sleep(0.3)
            editor.send([pressed(button)])
            answer = T("history.done.publish", revision=before + 1, changes=T.count("revision.added", 1))
            editor.wait(until_text=answer)
            assert running.settled(before + 2) == before + 1


@sizes("times", ci=4, soak=20)
def test_R03_two_tabs_publish_once(running: Running, times: int) -> None:
    for _ in range(times):
        before = running.batches()
        with Editor(running.server.url, running.cookie) as first:
            give(first, secrets.token_hex(4))
            with Editor(running.server.url, running.cookie) as second:
                buttons = publish_button(first), publish_button(second)
                for editor, button in zip((first, second), buttons, strict=True):
                    editor.send([pressed(button)])
                for editor in (first, second):
                    editor.wait(until_text=f"Published as revision {before + 1}:")
        assert running.settled(before + 2) == before + 1


@sizes("times", ci=4, soak=20)
def test_R03_a_lost_connection_while_publishing_ends_in_one_truthful_answer(running: Running, times: int) -> None:
    for number in range(times):
        before = running.batches()
        with Editor(running.server.url, running.cookie) as editor:
            give(editor, secrets.token_hex(4))
            editor.send([pressed(publish_button(editor))])
            time.sleep(0.05 * (number % 4))
        with Editor(running.server.url, running.cookie) as again:
            if f"Published as revision {before + 1}:" not in again.shown.text():
                again.send([pressed(publish_button(again))])
                again.wait(until_text=f"Published as revision {before + 1}:")
        assert running.settled(before + 2) == before + 1


def test_R22_a_press_of_a_button_that_was_never_drawn_publishes_nothing(running: Running) -> None:
    before = running.batches()
    with Editor(running.server.url, running.cookie) as editor:
        give(editor, secrets.token_hex(4))
        button = publish_button(editor)
        with Editor(running.server.url) as stranger:
            give(stranger, secrets.token_hex(4))
            with pytest.raises(LookupError):
                publish_button(stranger)
            shown = stranger.rerun([pressed(button)])
            assert shown.succeeded
            assert "Published as revision" not in shown.text()
    assert running.settled(before + 1) == before
