"""Making a briefing in a real browser: from views of the map, in another order, published, and seen elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import TimeoutError as TooLong
from playwright.sync_api import expect

from components.i18n import translator
from components.store.passphrase import hash_passphrase
from tests.browser.conftest import OpenScreen, Screen
from tests.browser.desk_steps import PASSPHRASE, open_desk, sign_in, signed_in
from tests.browser.server import running_app

EN = translator("en")
SLOW = 30_000
"""Milliseconds that a step of the page may take on a busy machine."""


@pytest.fixture(scope="module")
def desk_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An app with an empty store and a passphrase."""
    environment = {
        "MARSAD_DATABASE_URL": f"sqlite:///{tmp_path_factory.mktemp('briefings') / 'marsad.sqlite'}",
        "MARSAD_PASSPHRASE_HASH": hash_passphrase(PASSPHRASE),
    }
    with running_app(environment=environment) as url:
        yield url


def turn_to(screen: Screen, page: str) -> None:
    screen.page.get_by_role("link", name=EN(f"pages.{page}")).click()
    screen.page.locator(f".st-key-page-{page}-here").wait_for(timeout=SLOW)
    screen.settled()


def add_view(screen: Screen, number: int) -> None:
    screen.page.locator(".st-key-storyboard-add-view button").click()
    said = EN("storyboard.added", number=str(number), title=EN("storyboard.untitled"))
    screen.page.locator(".st-key-add-view [role=status]").get_by_text(said).wait_for(timeout=SLOW)
    screen.settled()


def fill(screen: Screen, scope: str, name: str, language: str, text: str) -> None:
    """Write into a field and leave it."""
    field = screen.page.locator(f"{scope} [class*='-{name}-{language}'] :is(input, textarea)").first
    field.fill(text)
    field.blur()
    screen.settled()


def choose_first(screen: Screen, kind: str) -> None:
    """Choose the first row of a kind that the open step offers. A run may close the list: then again."""
    field = screen.page.locator(f"[class*='st-key-storyboard-form-'] [class*='-{kind}']").first
    option = screen.page.get_by_role("option").first
    for _ in range(5):
        field.locator("input").press("ArrowDown")
        try:
            option.click(timeout=SLOW / 5)
            field.get_by_text("(20").wait_for(timeout=SLOW / 5)
        except TooLong:
            continue
        break
    field.get_by_text("(20").wait_for(timeout=SLOW)
    screen.page.keyboard.press("Escape")
    screen.settled()


def write_step(screen: Screen, number: int, heading: str) -> None:
    """Open a step, write it in both languages, and let it stand on its view's first incident."""
    line = screen.page.locator("[class*='st-key-storyboard-step-']").nth(number - 1)
    form = screen.page.locator("[class*='st-key-storyboard-form-']")
    line.get_by_role("button", name=EN("storyboard.edit"), exact=True).click()
    line.get_by_role("button", name=EN("history.close"), exact=True).wait_for(timeout=SLOW)
    form.wait_for(timeout=SLOW)
    screen.settled()
    for language in ("en", "ar"):
        fill(screen, "[class*='st-key-storyboard-form-']", "heading", language, heading)
        fill(screen, "[class*='st-key-storyboard-form-']", "text", language, f"What {heading} shows.")
    choose_first(screen, "incidents")
    line.get_by_role("button", name=EN("history.close"), exact=True).click()
    form.wait_for(state="detached", timeout=SLOW)
    screen.settled()


def test_a_briefing_is_made_from_two_views_put_in_order_published_and_seen_in_another_session(
    screen: OpenScreen, desk_url: str
) -> None:
    reader = screen(base=desk_url).open_map()
    editor = open_desk(screen(base=desk_url))
    sign_in(editor)
    signed_in(editor)
    turn_to(editor, "explore")
    editor.map.locator(".leaflet-container[data-painted]").wait_for(timeout=SLOW)
    editor.map.locator(".leaflet-control-zoom-in").click()
    editor.wait_query("zoom=")
    editor.settled()
    zoom = editor.query()["zoom"][0]
    add_view(editor, 1)
    # A new session of the same browser: the draft and the sign-in are there, the view is another.
    editor.open_map("/?lang=en&site=ain-al-asad&from=2024-07-01&to=2024-09-30")
    add_view(editor, 2)
    turn_to(editor, "desk")
    lines = editor.page.locator("[class*='st-key-storyboard-step-'] .m-fine")
    lines.nth(1).wait_for(timeout=SLOW)
    expect(lines.nth(0)).to_contain_text(f"zoom {zoom}", timeout=SLOW)
    expect(lines.nth(1)).to_contain_text("Ain al-Asad", timeout=SLOW)
    for language in ("en", "ar"):
        fill(editor, ".st-key-storyboard-draft", "title", language, "Told in two views")
        fill(editor, ".st-key-storyboard-draft", "summary", language, "In short.")
    close = editor.page.locator("[class*='st-key-storyboard-step-']").get_by_role("button", name=EN("history.close"))
    if close.count():
        close.first.click()
        editor.page.locator("[class*='st-key-storyboard-form-']").wait_for(state="detached", timeout=SLOW)
        editor.settled()
    write_step(editor, 1, "Alpha")
    write_step(editor, 2, "Beta")
    editor.page.get_by_role("button", name="↑").nth(1).click()
    headings = editor.page.locator("[class*='st-key-storyboard-step-'] .stHtml p:first-child bdi")
    expect(headings).to_have_text(["Beta", "Alpha"], timeout=SLOW)
    # No pause between typing and clicking: what was typed must count.
    editor.page.locator(".st-key-storyboard-note textarea").fill("From two views")
    editor.page.locator(".st-key-storyboard-publish-now button").click()
    done = EN("history.done.story", revision=1, changes=EN.count("revision.stories_added", 1))
    editor.page.locator(".st-key-storyboard .m-done").get_by_text(done).wait_for(timeout=SLOW)
    editor.page.locator(".st-key-batch-1").get_by_text("From two views").wait_for(timeout=SLOW)
    news = reader.page.locator(".st-key-newer-data")
    news.get_by_text(EN.count("revision.stories_added", 1)).wait_for(timeout=SLOW)
    reader.page.locator(".st-key-show-newest button").click()
    news.wait_for(state="detached", timeout=SLOW)
    turn_to(reader, "desk")
    reader.page.locator("[class*='st-key-storyboard-published-']").get_by_text("Told in two views").wait_for(
        timeout=SLOW
    )
    assert reader.page.locator(".st-key-storyboard-draft").count() == 0
    assert reader.foreign == editor.foreign == []
    # Streamlit itself asks below a page's path first, and gets a 404, before it finds its own server.
    assert [error for error in reader.errors + editor.errors if "404" not in error] == []


def test_with_a_wrong_passphrase_a_briefing_is_drafted_but_not_published(screen: OpenScreen, desk_url: str) -> None:
    visitor = open_desk(screen(base=desk_url))
    sign_in(visitor, passphrase="not the passphrase at all")
    visitor.page.locator(".st-key-desk-sign-in [role=alert]").wait_for(timeout=SLOW)
    visitor.settled()
    visitor.page.locator(".st-key-storyboard-edit-two-rockets button").click()
    publish = visitor.page.locator(".st-key-storyboard-publish")
    publish.get_by_text(EN("storyboard.sign_in_first")).wait_for(timeout=SLOW)
    visitor.settled()
    assert visitor.page.locator(".st-key-storyboard-publish-now").count() == 0
    # It outlives a reload, and is nobody else's.
    open_desk(visitor)
    visitor.page.locator(".st-key-storyboard-draft").wait_for(timeout=SLOW)
    stranger = open_desk(screen(base=desk_url))
    stranger.page.locator(".st-key-storyboard").wait_for(timeout=SLOW)
    assert stranger.page.locator(".st-key-storyboard-draft").count() == 0
