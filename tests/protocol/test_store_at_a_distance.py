"""R11 and R24 on a running app: a page does not wait for the store, and says nothing of its secrets."""

from __future__ import annotations

import contextlib
import random
import secrets
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from components.store.migrate import migrate
from components.store.passphrase import HASH_VARIABLE, hash_passphrase
from components.store.store import open_store
from tests.browser.server import Server, running_server
from tests.protocol.editor import Editor
from tests.protocol.visitor import Visitor

PASSPHRASE = "canary-passphrase-of-the-tests"
COOKIE_SECRET = "canary-cookie-secret-of-the-tests"
CLIENT_SECRET = "canary-client-secret-of-the-tests"
FRAMES = 500


@pytest.fixture(scope="module")
def hashed() -> str:
    return hash_passphrase(PASSPHRASE)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, hashed: str) -> Iterator[tuple[Server, Path]]:
    """An app with secrets of every kind, and its SQLite file."""
    file = tmp_path_factory.mktemp("store") / "marsad.sqlite"
    store = open_store(URL.create("sqlite", database=str(file)))
    migrate(store.engines)
    store.engines.dispose()
    environment = {
        "MARSAD_DATABASE_URL": f"sqlite:///{file}",
        HASH_VARIABLE: hashed,
        "MARSAD_COOKIE_SECRET": COOKIE_SECRET,
        "MARSAD_OIDC_CLIENT_ID": "marsad",
        "MARSAD_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "MARSAD_OIDC_METADATA_URL": "http://127.0.0.1:9/nobody",
        "MARSAD_PUBLIC_URL": "http://127.0.0.1:9",
    }
    with running_server(environment=environment) as server:
        yield server, file


def test_R11_a_page_does_not_wait_for_a_locked_store(running: tuple[Server, Path]) -> None:
    server, file = running
    with Visitor(server.url) as visitor:
        assert visitor.rerun().succeeded
        with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            for weapon in ("drone", "rocket", "mortar"):
                visitor.query = f"lang=en&weapon={weapon}"
                assert visitor.rerun().succeeded
            other.execute("ROLLBACK")


def test_R24_a_running_app_says_nothing_of_its_secrets(running: tuple[Server, Path], hashed: str) -> None:
    server, _ = running
    said = [_body(server.url + path) for path in PATHS]
    with Visitor(server.url) as visitor, Editor(server.url) as editor:
        said += [visitor.rerun().text(), editor.shown.text()]
        _send_noise(server.url, visitor.xsrf)
        said.append(visitor.rerun().text())
    everything = "\n".join([*said, server.said()])
    assert "You can now view" in everything, "the terminal's output was not looked at"
    for secret in (PASSPHRASE, hashed, hashed.rpartition("$")[2], COOKIE_SECRET, CLIENT_SECRET):
        assert secret not in everything


PATHS = (
    "/",
    "/desk",
    "/healthz",
    "/_stcore/metrics",
    "/_stcore/health",
    "/data/nothing",
    "/auth/login",
    "/oauth2callback",
)


def _body(url: str) -> str:
    request = urllib.request.Request(url, headers={"Accept": "text/html"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return str(answer.read().decode(errors="replace"))
    except urllib.error.HTTPError as error:
        return str(error.read().decode(errors="replace"))
    except urllib.error.URLError as error:
        return str(error)


def _send_noise(base: str, xsrf: str) -> None:
    """Frames that mean nothing, each followed by a new connection when the server has had enough."""
    chance = random.Random(24)
    sent = 0
    while sent < FRAMES:
        socket = connect(
            base.replace("http", "ws") + "/_stcore/stream",
            subprotocols=[Subprotocol("streamlit"), Subprotocol(xsrf)],
            additional_headers={"Cookie": f"_streamlit_xsrf={xsrf}; marsad_browser={secrets.token_hex(32)}"},
            origin=Origin(base),
        )
        with socket, contextlib.suppress(ConnectionClosed):
            while sent < FRAMES:
                sent += 1
                socket.send(chance.randbytes(chance.randint(0, 200)))
