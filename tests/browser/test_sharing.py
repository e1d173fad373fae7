"""What is shared is what was seen: links after a pan, pinned pages, frames in other sites, what is brought forward."""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from components.domain.dataset import Dataset
from components.i18n import translator
from components.store.migrate import migrate
from components.store.store import open_store
from tests.browser.conftest import PAINTED, OpenScreen, Screen
from tests.browser.server import free_port, running_app
from tests.store.editing import Desk, row

EN, AR = translator("en"), translator("ar")
WAIT = 20_000
"""Milliseconds: generous, for a busy machine."""
LIVE, PINNED, EMBED = (f'.m-share-field[data-marsad-share="{kind}"]' for kind in ("live", "pinned", "embed"))


def pan(screen: Screen) -> None:
    box = screen.page.locator(".st-key-map-cell iframe").bounding_box()
    assert box is not None
    screen.page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.8)
    screen.page.mouse.down()
    screen.page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.6, steps=6)
    screen.page.mouse.up()


def press_share(screen: Screen) -> None:
    screen.page.locator(".st-key-share button").first.click()
    screen.page.locator(".m-share").wait_for()


def test_a_link_copied_right_after_a_pan_opens_where_the_map_looks(screen: OpenScreen, dataset: Dataset) -> None:
    made = screen().open_map("/?lang=en&weapon=drone")
    made.settled()
    made.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    pan(made)
    press_share(made)
    made.wait_query("lat=")
    camera = {name: made.query()[name] for name in ("lat", "lon", "zoom")}
    for field in (LIVE, PINNED, EMBED):
        expect(made.page.locator(f"{field} input")).to_have_value(
            re.compile(re.escape(f"lat={camera['lat'][0]}")), timeout=WAIT
        )
    code = made.page.locator(".m-share-code img")
    expect(code).to_have_attribute("src", re.compile(re.escape(f"lat%3D{camera['lat'][0]}")), timeout=WAIT)
    made.page.wait_for_function("() => document.querySelector('.m-share-code img').naturalWidth > 0", timeout=WAIT)
    made.page.locator(f"{PINNED} button").click()
    expect(made.page.locator(f"{PINNED} button")).to_have_text(EN("share.copied"), timeout=WAIT)
    link = str(made.page.evaluate("() => navigator.clipboard.readText()"))
    query = parse_qs(urlsplit(link).query)
    assert {name: query[name] for name in camera} == camera
    assert query["rev"] == [dataset.revision]
    centre = made.in_map("[window.map.getCenter().lat, window.map.getCenter().lng, window.map.getZoom()]")
    other = screen().open_map(link.removeprefix(made.base))
    other.wait_visible(int((dataset.incidents["weapon"] == "drone").sum()))
    again = other.in_map("[window.map.getCenter().lat, window.map.getCenter().lng, window.map.getZoom()]")
    assert again == pytest.approx(centre, abs=0.02)


def test_without_a_clipboard_the_field_is_copied_the_old_way(screen: OpenScreen) -> None:
    made = screen(width=390, height=844)
    made.page.add_init_script("delete Clipboard.prototype.writeText")
    made.open_map("/?lang=ar")
    made.settled()
    press_share(made)
    made.page.locator(f"{EMBED} button").click()
    expect(made.page.locator(f"{EMBED} button")).to_have_text(AR("share.copied"), timeout=WAIT)
    made.page.context.grant_permissions(["clipboard-read"])
    assert str(made.page.evaluate("() => navigator.clipboard.readText()")).startswith('<iframe src="http://127.0.0.1')


def test_a_link_that_is_too_long_for_a_code_says_so(screen: OpenScreen) -> None:
    made = screen().open_map(f"/?lang=en&q={'عين' * 66}")
    made.settled()
    press_share(made)
    expect(made.page.locator(".m-share-code figcaption")).to_have_text(EN("share.code.long"), timeout=WAIT)
    expect(made.page.locator(".m-share-code img")).not_to_be_visible(timeout=WAIT)


def test_a_pinned_page_stays_and_says_what_is_newer(screen: OpenScreen, tmp_path: Path, dataset: Dataset) -> None:
    environment = {"MARSAD_DATABASE_URL": f"sqlite:///{tmp_path / 'marsad.sqlite'}"}
    with pytest.MonkeyPatch.context() as patch, running_app(environment=environment) as url:
        patch.setenv("MARSAD_DATABASE_URL", environment["MARSAD_DATABASE_URL"])
        patch.setenv("MARSAD_EDITORS", "https://id.example.org amal")
        made = screen(base=url).open_map(f"/?lang=en&rev={dataset.revision}")
        made.wait_visible(len(dataset.incidents))
        press_share(made)
        store = open_store()
        migrate(store.engines)
        Desk(store).publish(row(1), row(2))
        store.engines.dispose()
        notice = made.page.locator(".st-key-newer-data")
        notice.get_by_text(EN.count("revision.added", 2)).wait_for(timeout=30_000)
        expect(made.page.locator(".m-share")).to_be_visible(timeout=WAIT)  # news close nothing that is open
        made.page.keyboard.press("Escape")
        made.wait_visible(len(dataset.incidents))
        assert made.query()["rev"] == [dataset.revision]
        notice.locator("summary").click()
        expect(notice.locator("li a")).to_have_count(2, timeout=WAIT)
        made.page.locator(".st-key-show-newest button").click()
        made.wait_visible(len(dataset.incidents) + 2)
        made.page.wait_for_function("() => !location.search.includes('rev=')")


@contextmanager
def other_site(directory: Path, frame: str) -> Iterator[str]:
    """A page of another origin that holds a frame."""
    (directory / "index.html").write_text(f"<!DOCTYPE html><title>x</title>{frame}", encoding="utf-8")
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(directory))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(("lang", "width", "height"), [("en", 640, 480), ("ar", 360, 640)])
def test_another_site_that_is_listed_shows_the_embedded_view_and_no_other_does(
    screen: OpenScreen, tmp_path: Path, lang: str, width: int, height: int
) -> None:
    port = free_port()
    source = f"http://127.0.0.1:{port}/?lang={lang}&weapon=drone&embed=true"
    frame = f'<iframe src="{source}" width="{width}" height="{height}" style="border:0"></iframe>'
    with (
        other_site(tmp_path, frame) as site,
        other_site(tmp_path, frame) as stranger,
        running_app(environment={"MARSAD_EMBED_ORIGINS": site}, port=port),
    ):
        made = screen(width=width + 40, height=height + 40)
        made.page.goto(site)
        inside = made.page.frame_locator("iframe")
        inside.frame_locator(".st-key-map-cell iframe").locator(PAINTED).wait_for(timeout=60_000)
        inside.locator(".m-credit a").wait_for()
        assert inside.locator(".m-figure").count() == 6
        assert inside.locator(".st-key-title-row, .st-key-bar, [data-testid=stToolbar]").count() == 0
        credit, outer = inside.locator(".m-credit").bounding_box(), made.page.locator("iframe").bounding_box()
        assert credit is not None
        assert outer is not None
        assert credit["y"] + credit["height"] <= outer["y"] + height  # all of it without scrolling
        inside.frame_locator(".st-key-map-cell iframe").locator('.marsad-label[data-site="harir"]').click()
        (frame_of_page,) = [item for item in made.page.frames if item.parent_frame == made.page.main_frame]
        frame_of_page.wait_for_function("() => location.search.includes('dossier=harir')", timeout=WAIT)
        inside.locator('.stApp[data-test-script-state="notRunning"]').wait_for(timeout=20_000)
        assert inside.locator(".st-key-title-row, .st-key-bar").count() == 0
        assert "embed=true" in frame_of_page.url
        refused = screen()
        with refused.page.expect_console_message(lambda message: "frame-ancestors" in message.text, timeout=30_000):
            refused.page.goto(stranger)


def test_what_is_brought_forward_is_ringed_and_the_rest_dimmed_not_hidden(screen: OpenScreen, dataset: Dataset) -> None:
    name = "2024-08-05-ain-al-asad-1"
    made = screen().open_map(f"/?lang=en&highlight={name}")
    made.wait_visible(len(dataset.incidents))
    place = dataset.positions[name]
    dimmed = (
        f"[stage.isDimmed({place}), stage.hits.filter((h) => h.incident >= 0 && stage.isDimmed(h.incident)).length]"
    )
    made.map.locator(".marsad-legend", has_text=EN("map.legend_is_forward")).wait_for()
    assert made.in_map(dimmed) == [False, len(dataset.incidents) - 1]
    made.page.locator(".st-key-chip-highlight button").first.click()
    made.page.locator(".st-key-chip-highlight").wait_for(state="detached")
    made.settled()
    made.map.locator(".marsad-legend", has_not_text=EN("map.legend_is_forward")).wait_for()
    assert made.in_map(dimmed) == [False, 0]


def test_the_tabs_title_follows_view_and_language(screen: OpenScreen) -> None:
    made = screen().open_map("/?lang=en&dossier=harir")
    expect(made.page).to_have_title(EN("preview.title", what="Harir"), timeout=WAIT)
    made.page.locator(".st-key-switch-language button").first.click()
    expect(made.page).to_have_title(AR("preview.title", what="حرير"), timeout=WAIT)
