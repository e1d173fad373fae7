"""Another site's page around the embedded view: it may show it, never steer it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Frame, Page

from tests.browser.conftest import OpenScreen
from tests.browser.server import running_server

HASH = "#steered"
PAGE = "<!DOCTYPE html><title>elsewhere</title><p>elsewhere"
FRAMED = """(url) => {
    const frame = document.createElement("iframe");
    frame.src = url; frame.width = 800; frame.height = 600;
    document.body.append(frame);
}"""
SENT = f"""() => document.querySelector("iframe").contentWindow.postMessage(
    {{stCommVersion: 1, type: "UPDATE_HASH", hash: "{HASH}"}}, "*")"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The origin of a page that is not ours."""
    folder = tmp_path_factory.mktemp("foreign")
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def framed(page: Page, foreign: str, app: str) -> Frame:
    """The embedded view inside the foreign page, once it is drawn."""
    page.goto(foreign)
    page.evaluate(FRAMED, f"{app}/?lang=en&embed=true")
    element = page.wait_for_selector("iframe")
    frame = element.content_frame() if element else None
    assert frame
    frame.locator(".m-sentence").wait_for(timeout=60_000)
    frame.evaluate("() => { window.heard = []; addEventListener('message', (event) => heard.push(event.data.type)) }")
    return frame


def send(page: Page, frame: Frame) -> None:
    """Send the message, and wait until every listener in the frame has had it: ours is the last of them."""
    page.evaluate(SENT)
    frame.wait_for_function("() => window.heard.includes('UPDATE_HASH')", timeout=30_000)


def test_R26_a_message_from_another_sites_page_does_nothing(screen: OpenScreen, foreign: str) -> None:
    with running_server(environment={"MARSAD_EMBED_ORIGINS": foreign}) as server:
        page = screen().page
        frame = framed(page, foreign, server.url)
        send(page, frame)
        assert frame.evaluate("location.hash") == ""


def test_the_same_message_from_a_trusted_site_would_work(screen: OpenScreen, foreign: str) -> None:
    """What the promise's test must be able to tell from the app itself."""
    trusting = {"client.allowedOrigins": foreign}
    with running_server(environment={"MARSAD_EMBED_ORIGINS": foreign}, options=trusting) as server:
        page = screen().page
        frame = framed(page, foreign, server.url)
        send(page, frame)
        frame.wait_for_function("(hash) => location.hash === hash", arg=HASH, timeout=30_000)
