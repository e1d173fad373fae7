"""The offline files, opened from disk with the network off: alive, usable, and asking nobody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from components.domain.dataset import Dataset
from components.domain.stories import Step, Story
from components.export.offline.story_file import write_story
from components.export.offline.view_file import write_view
from components.i18n import translator
from tests.browser.conftest import PAINTED
from tests.export.extracts import HOSTILE, MADE_UP, extract, hostile, made_up, record, with_published

PATIENCE = 30_000


@dataclass
class Opened:
    """A file in the browser, and what it asked for and complained about."""

    page: Page
    asked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def wait_visible(self, count: int) -> None:
        self.page.locator(f'.leaflet-container[data-visible="{count}"]').wait_for(timeout=PATIENCE)


Open = Callable[..., Opened]


@pytest.fixture
def open_file(chromium: Browser, tmp_path: Path) -> Iterator[Open]:
    contexts: list[BrowserContext] = []

    def opened(data: bytes, width: int = 1440, height: int = 900) -> Opened:
        path = tmp_path / "marsad.html"
        path.write_bytes(data)
        context = chromium.new_context(
            viewport={"width": width, "height": height}, offline=True, reduced_motion="reduce"
        )
        contexts.append(context)
        made = Opened(context.new_page())

        def note(request: Request) -> None:
            if request.url.partition("#")[0] != path.as_uri() and not request.url.startswith("data:"):
                made.asked.append(request.url)

        made.page.on("request", note)
        made.page.on("pageerror", lambda error: made.errors.append(str(error)))
        made.page.on("console", lambda said: made.errors.append(said.text) if said.type == "error" else None)
        made.page.goto(path.as_uri())
        made.page.locator(PAINTED).wait_for(timeout=PATIENCE)
        return made

    yield opened
    for context in contexts:
        context.close()


def test_a_view_works_from_disk_without_any_network(open_file: Open, dataset: Dataset) -> None:
    file = open_file(write_view(extract(dataset)))
    page = file.page
    file.wait_visible(len(dataset.incidents))

    newest = page.locator("[data-row]").first
    newest.locator("summary").click()
    expect(page.locator("#panel article h2")).to_be_visible(timeout=PATIENCE)
    assert page.locator("#panel .m-sources a").first.evaluate("node => node.protocol") == "https:"
    expect(newest).to_have_attribute("aria-current", "true")

    page.locator(".marsad-label", has_text="Harir").click()
    expect(page.locator("#panel [data-site=harir]")).to_be_visible(timeout=PATIENCE)

    slider = page.locator("#from")
    slider.evaluate("(node, day) => { node.value = day; node.dispatchEvent(new Event('input')); }", "19723")
    left = int((dataset.incidents["date"] >= "2024-01-01").sum())
    file.wait_visible(left)
    expect(page.locator("#counted")).to_have_text(f"{left} incidents")
    assert page.locator("[data-row]:visible").count() == left
    page.locator("#all").click()
    file.wait_visible(len(dataset.incidents))
    assert (file.asked, file.errors) == ([], [])


def test_a_story_is_presented_with_the_keys_from_disk(open_file: Open, dataset: Dataset) -> None:
    story = dataset.stories[0]
    file = open_file(write_story(extract(dataset), story))
    page = file.page
    heading = page.locator(".step:visible h1")
    expect(heading).to_have_text(story.steps[0].heading["en"], timeout=PATIENCE)
    for key in ("PageDown", "ArrowRight", "PageUp", "ArrowRight"):
        page.keyboard.press(key)
    expect(heading).to_have_text(story.steps[2].heading["en"], timeout=PATIENCE)
    assert page.url.endswith("#3")
    expect(page.locator("#place")).to_have_text(f"3 of {len(story.steps)}")

    page.locator("#language").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(heading).to_have_text(story.steps[2].heading["ar"])
    expect(page.locator("#place")).to_have_text(f"3 من {len(story.steps)}")
    expect(page.locator("#previous")).to_have_text(translator("ar")("briefing.previous"))
    expect(page.locator("#next")).to_have_text(translator("ar")("briefing.next"))
    page.keyboard.press("ArrowLeft")
    expect(heading).to_have_text(story.steps[3].heading["ar"], timeout=PATIENCE)
    page.keyboard.press("End")
    expect(page.locator("#next")).to_be_disabled()
    assert (file.asked, file.errors) == ([], [])


def test_R20_hostile_texts_run_nothing_in_an_offline_file(open_file: Open) -> None:
    file = open_file(write_view(extract(hostile(), start=MADE_UP, end=MADE_UP)))
    page = file.page
    file.wait_visible(len(HOSTILE))
    for row in (0, len(HOSTILE) // 2, len(HOSTILE) - 1):
        page.locator("[data-row] summary").nth(row).click()
        expect(page.locator("#panel article")).to_be_visible(timeout=PATIENCE)
    assert page.evaluate("window.__hit") is None
    assert (file.asked, file.errors) == ([], [])


def test_a_word_without_end_is_broken_in_a_step_and_in_a_card(open_file: Open, dataset: Dataset) -> None:
    word = "W" * 480
    said = {"en": word, "ar": word}
    story = Story("long", said, said, (Step(query="", heading=said, text=said),))
    published = with_published([record(0, summary_en=word, claimed_by=word, notes=word)])
    page = open_file(write_story(extract(dataset), story)).page
    expect(page.locator(".step:visible h1")).to_have_text(word, timeout=PATIENCE)
    assert clipped(page, "#text, #text .step:not([hidden]) :is(h1, p), header h1") == []
    page = open_file(write_view(made_up(published)), width=390, height=844).page
    page.locator("[data-row] summary").first.click()
    expect(page.locator("#panel article h2")).to_be_visible(timeout=PATIENCE)
    assert clipped(page, "html, #panel, #panel :is(p, h2, dd), .list summary") == []


def clipped(page: Page, selector: str) -> list[str]:
    """The elements that are shown and whose content is wider than they are."""
    return list(
        page.locator(selector).evaluate_all(
            "nodes => nodes.filter(node => node.clientWidth && node.scrollWidth > node.clientWidth + 1)"
            ".map(node => node.outerHTML.slice(0, 80))"
        )
    )


def test_the_licence_stays_on_one_line_in_arabic(open_file: Open, dataset: Dataset) -> None:
    page = open_file(write_view(extract(dataset, "ar", site=("harir",))), width=390, height=844).page
    names = page.locator("footer .whole")
    assert "(CC BY 4.0)" in names.all_text_contents()
    assert set(names.evaluate_all("nodes => nodes.map(node => node.getClientRects().length)")) == {1}


def test_a_file_fits_a_phone(open_file: Open, dataset: Dataset) -> None:
    chosen = extract(dataset, "ar", site=("harir",))
    for data in (write_view(chosen), write_story(chosen, dataset.stories[1])):
        page = open_file(data, width=390, height=844).page
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_printed_a_story_takes_a_page_a_step_with_its_map(open_file: Open, dataset: Dataset, lang: str) -> None:
    story = dataset.stories[1]
    page = open_file(write_story(extract(dataset, lang), story)).page
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == len(story.steps)
    page.emulate_media(media="print")
    assert page.locator(".step:visible .still svg:visible").count() == len(story.steps)
    assert not page.locator("#map").is_visible()
