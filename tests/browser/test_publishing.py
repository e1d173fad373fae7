"""Publishing in a real browser: what one editor does, another session sees; nothing lands twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from components.i18n import translator
from components.store.passphrase import hash_passphrase
from tests.browser.conftest import OpenScreen
from tests.browser.desk_steps import (
    PASSPHRASE,
    answered,
    history_lines,
    open_desk,
    publish,
    row,
    sign_in,
    signed_in,
    table,
    take_back,
    upload,
)
from tests.browser.server import running_app

EN = translator("en")


@pytest.fixture(scope="module")
def passphrase_hash() -> str:
    return hash_passphrase(PASSPHRASE)


@pytest.fixture
def desk_url(tmp_path: Path, passphrase_hash: str) -> Iterator[str]:
    """An app of its own, with an empty store and a passphrase."""
    environment = {
        "MARSAD_DATABASE_URL": f"sqlite:///{tmp_path / 'marsad.sqlite'}",
        "MARSAD_PASSPHRASE_HASH": passphrase_hash,
    }
    with running_app(environment=environment) as url:
        yield url


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_what_is_published_reaches_another_session_without_a_reload_and_goes_when_withdrawn(
    screen: OpenScreen, desk_url: str, lang: str
) -> None:
    t = translator(lang)
    reader = screen(base=desk_url).open_map(f"/?lang={lang}")
    before = int(reader.map.locator(".leaflet-container").get_attribute("data-visible") or 0)
    editor = open_desk(screen(base=desk_url), lang)
    sign_in(editor)
    signed_in(editor)
    upload(editor, table(row("x1", "One."), row("x2", "Two.")))
    publish(editor)
    answered(editor, t("history.done.publish", revision=1, changes=t.count("revision.added", 2)))
    reader.page.locator(".st-key-newer-data").wait_for(timeout=10_000)
    assert before == int(reader.map.locator(".leaflet-container").get_attribute("data-visible") or 0)
    reader.page.locator(".st-key-show-newest button").click()
    reader.wait_visible(before + 2)
    take_back(editor, 1, lang)
    answered(editor, t("history.done.withdraw", revision=2, changes=t.count("revision.withdrawn", 2)))
    reader.page.locator(".st-key-newer-data").get_by_text(t.count("revision.withdrawn", 2)).wait_for(timeout=10_000)
    reader.page.locator(".st-key-show-newest button").click()
    reader.wait_visible(before)
    assert reader.foreign == editor.foreign == []
    # Streamlit itself asks below a page's path first, and gets a 404, before it finds its own server.
    assert [error for error in reader.errors + editor.errors if "404" not in error] == []


def test_R03_a_double_click_publishes_once(screen: OpenScreen, desk_url: str) -> None:
    editor = open_desk(screen(base=desk_url))
    sign_in(editor)
    signed_in(editor)
    for number in range(3):
        upload(editor, table(row(f"d{number}", "Once.")))
        editor.page.locator(".st-key-publish button").dblclick()
        answered(editor, f"revision {number + 1}")
    assert [line.split()[0] for line in history_lines(editor)] == ["#3", "#2", "#1"]


def test_two_editors_on_one_row_see_both_versions_and_choose(screen: OpenScreen, desk_url: str) -> None:
    first, second = open_desk(screen(base=desk_url)), open_desk(screen(base=desk_url))
    for editor, name in ((first, "Amal"), (second, "Basim")):
        sign_in(editor, name)
        signed_in(editor)
        upload(editor, table(row("c", f"As {name} has it.")))
    publish(first)
    answered(first, "revision 1")
    publish(second)
    conflict = second.page.locator(".st-key-desk-publish table")
    conflict.wait_for()
    assert "As Amal has it." in conflict.inner_text()
    assert "As Basim has it." in conflict.inner_text()
    second.page.locator(".st-key-desk-publish .stRadio label").get_by_text(EN("conflict.ours")).click()
    # No pause between choosing and clicking: what was chosen must count.
    second.page.locator(".st-key-publish-again button").click()
    answered(second, EN("history.done.correct", revision=2, changes=EN.count("revision.changed", 1)))


def test_a_wrong_passphrase_is_told_with_the_wait(screen: OpenScreen, desk_url: str) -> None:
    editor = open_desk(screen(base=desk_url))
    sign_in(editor, passphrase="not the passphrase at all")
    said = editor.page.locator(".st-key-desk-sign-in [role=alert]")
    said.wait_for()
    assert said.inner_text() == EN.count("store_problem.sign_in_wrong", 1)
    assert editor.page.locator(".st-key-desk-signed-in").count() == 0


def test_a_draft_and_a_sign_in_outlive_a_reload_and_belong_to_their_browser(screen: OpenScreen, desk_url: str) -> None:
    editor = open_desk(screen(base=desk_url))
    sign_in(editor)
    signed_in(editor)
    upload(editor, table(row("k", "Kept.")), "kept.csv")
    open_desk(editor)
    editor.page.locator(".st-key-desk-file h3").get_by_text("kept.csv").wait_for()
    signed_in(editor)
    stranger = open_desk(screen(base=desk_url))
    assert stranger.page.locator(".st-key-desk-file").count() == 0
    assert stranger.page.locator(".st-key-desk-signed-in").count() == 0
    publish(editor)
    answered(editor, "revision 1")
    open_desk(editor)
    answered(editor, "revision 1")  # whoever lost the answer is told it


def test_without_editors_the_page_says_how_to_switch_publishing_on(screen: OpenScreen) -> None:
    desk = open_desk(screen())
    upload(desk, table(row("n", "Nobody.")))
    assert "hash-passphrase" in desk.page.locator(".st-key-desk-sign-in").inner_text()
    assert desk.page.locator(".st-key-publish").count() == 0


def test_a_held_row_is_published_only_after_its_second_look(screen: OpenScreen, desk_url: str) -> None:
    editor = open_desk(screen(base=desk_url))
    sign_in(editor)
    signed_in(editor)
    upload(editor, table(row("h", "Two rockets were reported near hangar 4.")))
    assert editor.page.locator(".st-key-publish button").is_disabled()
    editor.page.locator(".st-key-desk-publish .stCheckbox label").click()
    editor.settled()
    publish(editor)
    answered(editor, "revision 1")


def test_a_redacted_text_is_gone_from_the_page_and_from_the_download(screen: OpenScreen, desk_url: str) -> None:
    editor = open_desk(screen(base=desk_url))
    sign_in(editor)
    signed_in(editor)
    upload(editor, table(row("r", "The canary sings.")))
    publish(editor)
    answered(editor, "revision 1")
    editor.page.locator(".st-key-open-1 button").click()
    editor.page.locator(".st-key-opened-1").get_by_text("The canary sings.").wait_for()
    editor.page.locator(".st-key-redact-1 button").get_by_text(EN("history.redact"), exact=True).click()
    for part, choice in (("row", "2025-04-02-harir-r"), ("field", "Summary")):
        editor.page.locator(f".st-key-redact-{part}-1 input").click()
        editor.page.get_by_role("option").filter(has_text=choice).first.click()
        editor.settled()
    # No pause between typing and clicking: what was typed must count.
    editor.page.locator(".st-key-redact-reason-1 input").fill("names a person")
    editor.page.get_by_role("button", name=EN("history.redact_now")).click()
    answered(editor, EN("history.done.redact", revision=2))
    editor.page.locator(".st-key-open-1 button").click()
    editor.page.locator(".st-key-opened-1 table").wait_for()
    assert "canary" not in editor.page.locator("body").inner_text()
    with editor.page.expect_download() as download:
        editor.page.locator(".st-key-download-1 button").click()
    assert "canary" not in Path(download.value.path()).read_text(encoding="utf-8-sig")


def test_held_rows_that_are_not_ticked_can_be_left_out(screen: OpenScreen, desk_url: str) -> None:
    editor = open_desk(screen(base=desk_url))
    sign_in(editor)
    signed_in(editor)
    texts = ("Near hangar 4.", "Near hangar 5.", "A drone was reported.")
    upload(editor, table(*(row(f"l{number}", text) for number, text in enumerate(texts))))
    editor.page.locator(".st-key-desk-publish .stCheckbox label").first.click()
    editor.page.locator(".st-key-publish-without button").click()
    answered(editor, EN("history.done.publish", revision=1, changes=EN.count("revision.added", 2)))
    editor.page.locator(".st-key-open-1 button").click()
    opened = editor.page.locator(".st-key-opened-1 table")
    opened.wait_for()
    assert "Near hangar 4." in opened.inner_text()
    assert "Near hangar 5." not in opened.inner_text()
