"""What an editor does at the data desk, in a real browser."""

from __future__ import annotations

from components.i18n import translator
from tests.browser.conftest import Screen

PASSPHRASE = "a long passphrase for the tests"
HEADER = "incident_id,date,site_id,weapon,verification,source_urls,summary_en"


def table(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows, ""]).encode()


def row(name: str, summary: str) -> str:
    return f"2025-04-02-harir-{name},2025-04-02,harir,drone,media,https://example.org/{name},{summary}"


def open_desk(screen: Screen, lang: str = "en") -> Screen:
    screen.open(f"/desk?lang={lang}")
    screen.page.locator(".st-key-desk input[type=file]").wait_for(state="attached")
    screen.settled()
    return screen


def upload(screen: Screen, data: bytes, name: str = "rows.csv") -> None:
    screen.page.locator(".st-key-desk input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": data}
    )
    screen.page.locator(".st-key-desk-file h3").get_by_text(name).wait_for()
    screen.page.locator(".st-key-desk-report .m-figures").wait_for()
    screen.settled()


def sign_in(screen: Screen, name: str = "Amal", passphrase: str = PASSPHRASE) -> None:
    screen.page.locator(".st-key-sign-in-name input").fill(name)
    screen.page.locator(".st-key-sign-in-passphrase input").fill(passphrase)
    screen.page.locator(".st-key-desk-sign-in .stFormSubmitButton button").click()


def signed_in(screen: Screen) -> None:
    """Until the page says so."""
    screen.page.locator(".st-key-desk-signed-in").wait_for()
    screen.settled()


def publish(screen: Screen) -> None:
    screen.page.locator(".st-key-publish button").click()


def answered(screen: Screen, text: str) -> None:
    """Until the desk says this of the last act."""
    screen.page.locator(".m-done").get_by_text(text).wait_for()
    screen.settled()


def history_lines(screen: Screen) -> list[str]:
    return screen.page.locator("[class*='st-key-batch-'] .stHtml p").all_inner_texts()


def take_back(screen: Screen, revision: int, lang: str = "en") -> None:
    """Open a batch of the history and withdraw it."""
    t = translator(lang)
    screen.page.locator(f".st-key-open-{revision} button").click()
    screen.page.locator(f".st-key-undo-{revision} button").get_by_text(t("history.withdraw"), exact=True).click()
    screen.page.get_by_role("button", name=t("history.withdraw_now")).click()
