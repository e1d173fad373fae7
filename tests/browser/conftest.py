"""A running app, a real Chromium, and pages that remember what they asked for and complained about."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Frame,
    FrameLocator,
    Page,
    Request,
    sync_playwright,
)

from tests.browser.server import running_app

CHROMIUM = os.environ.get("MARSAD_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
HERE = Path(__file__).parent
PAINTED = ".leaflet-container[data-painted]"


@dataclass
class Screen:
    """One browser page on the app with everything it asked for and every error it reported."""

    page: Page
    base: str
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, path: str = "/?lang=en") -> Screen:
        self.page.goto(self.base + path)
        self.page.locator("[data-marsad-lang]").first.wait_for(state="attached", timeout=30_000)
        return self

    def open_map(self, path: str = "/?lang=en") -> Screen:
        self.open(path)
        self.map.locator(PAINTED).wait_for(timeout=30_000)
        return self

    @property
    def map(self) -> FrameLocator:
        return self.page.frame_locator(".st-key-map-cell iframe")

    @property
    def map_frame(self) -> Frame:
        return next(frame for frame in self.page.frames if "streamlit_folium" in frame.url)

    def in_map(self, expression: str) -> object:
        """Evaluate an expression inside the map's frame; `stage` is the incident layer's stage."""
        return self.map_frame.evaluate(f"() => {{ const stage = Marsad.stage(window.map); return {expression}; }}")

    def wait_visible(self, count: int) -> None:
        """Until the map has painted that many incidents."""
        self.map.locator(f'.leaflet-container[data-visible="{count}"]').wait_for(timeout=20_000)

    def settled(self) -> None:
        """Until no script run is under way."""
        self.page.locator('.stApp[data-test-script-state="notRunning"]').wait_for(timeout=20_000)

    def sentence(self) -> str:
        return self.page.locator(".m-sentence").inner_text()

    def query(self) -> dict[str, list[str]]:
        """The address bar's parameters once no script run is under way."""
        self.settled()
        return parse_qs(urlsplit(self.page.url).query)

    def wait_query(self, text: str) -> None:
        """Until the address bar's query holds a text."""
        self.page.wait_for_function("(text) => decodeURIComponent(location.search).includes(text)", arg=text)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser step may run into its time limit on a busy machine: it is tried once more, and the run says so."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=["TimeoutError"]))


@pytest.fixture(scope="session")
def app_url() -> Iterator[str]:
    with running_app() as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


OpenScreen = Callable[..., Screen]


@pytest.fixture
def screen(chromium: Browser, app_url: str) -> Iterator[OpenScreen]:
    """Makes pages: `screen(width=390, height=844, dark=True, locale="ar")`."""
    contexts: list[BrowserContext] = []

    def make(
        width: int = 1440, height: int = 900, dark: bool = False, locale: str = "en-GB", base: str = app_url
    ) -> Screen:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale=locale,
            reduced_motion="reduce",
        )
        contexts.append(context)
        made = Screen(context.new_page(), base)
        made.page.on("request", lambda request: _note_foreign(made, request))
        made.page.on("console", lambda message: _note_console(made, message))
        made.page.on("pageerror", lambda error: made.errors.append(str(error)))
        return made

    yield make
    for context in contexts:
        context.close()


def _note_foreign(made: Screen, request: Request) -> None:
    parts = urlsplit(request.url)
    if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
        made.foreign.append(request.url)


def _note_console(made: Screen, message: ConsoleMessage) -> None:
    if message.type == "error":
        made.errors.append(message.text)
