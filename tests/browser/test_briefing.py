"""A briefing in a real browser: keys and clickers, the step in the address, the map's flight, a phone, paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from components.domain.dataset import Dataset
from components.domain.filters import known_codes
from components.domain.stories import Story, find_story
from components.i18n import translator
from components.store.migrate import migrate
from components.store.store import open_store
from tests.browser.conftest import OpenScreen, Screen
from tests.browser.server import running_app
from tests.store.editing import Desk, row

WAIT = 30_000


def story_of(dataset: Dataset, story_id: str = "two-rockets") -> Story:
    story = find_story(dataset.stories, story_id)
    assert story is not None
    return story


def open_step(made: Screen, step: int, lang: str = "en", story: str = "two-rockets") -> Screen:
    made.open_map(f"/briefing?lang={lang}&story={story}&step={step}")
    wait_step(made, step)
    made.settled()
    return made


def wait_step(made: Screen, step: int) -> None:
    """Until a step is shown, in the page and in the address."""
    made.page.locator(f'[data-marsad-step="{step}"]').wait_for(state="attached", timeout=WAIT)
    made.page.wait_for_function(
        "(step) => new URLSearchParams(location.search).get('step') === step", arg=str(step), timeout=WAIT
    )


def test_keys_and_clickers_turn_the_steps_and_escape_leaves(screen: OpenScreen) -> None:
    made = open_step(screen(), 1)
    for key, step in [
        ("ArrowRight", 2),
        ("PageDown", 3),
        ("Space", 4),
        ("ArrowLeft", 3),
        ("PageUp", 2),
        ("Shift+Space", 1),
        ("ArrowLeft", 1),
        ("End", 9),
        ("ArrowRight", 9),
        ("Home", 1),
    ]:
        made.page.keyboard.press(key)
        wait_step(made, step)
    made.page.keyboard.press("Escape")
    made.page.locator(".st-key-briefing-list").wait_for(timeout=WAIT)
    made.page.wait_for_function("() => !location.search.includes('story')", timeout=WAIT)


@pytest.mark.parametrize(("lang", "width", "height"), [("en", 1440, 900), ("ar", 390, 844)])
def test_news_float_above_a_presentation_and_can_be_followed(
    screen: OpenScreen, tmp_path: Path, dataset: Dataset, lang: str, width: int, height: int
) -> None:
    environment = {"MARSAD_DATABASE_URL": f"sqlite:///{tmp_path / 'marsad.sqlite'}"}
    with pytest.MonkeyPatch.context() as patch, running_app(environment=environment) as url:
        patch.setenv("MARSAD_DATABASE_URL", environment["MARSAD_DATABASE_URL"])
        patch.setenv("MARSAD_EDITORS", "https://id.example.org amal")
        store = open_store()
        migrate(store.engines)
        Desk(store).publish(row(1), row(2))
        store.engines.dispose()
        made = screen(base=url, width=width, height=height)
        made.open_map(f"/briefing?lang={lang}&story=two-rockets&step=1&rev={dataset.revision}")
        wait_step(made, 1)
        notice = made.page.locator(".st-key-newer-data")
        notice.get_by_text(translator(lang).count("revision.added", 2)).wait_for(timeout=WAIT)
        made.settled()
        places = [made.page.locator(name) for name in (".st-key-newer-data", ".m-step", ".st-key-briefing-head")]
        box, step, head = (place.bounding_box() for place in places)
        assert box is not None
        assert step is not None
        assert head is not None
        end = box["y"] + box["height"]
        assert end <= step["y"]  # not over the text
        assert end <= head["y"] or box["y"] >= head["y"] + head["height"]  # nor over the way out
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        made.page.locator(".st-key-show-newest button").click(timeout=WAIT)  # fails while something lies above it
        notice.wait_for(state="detached", timeout=WAIT)
        made.page.wait_for_function("() => !location.search.includes('rev=')", timeout=WAIT)
        wait_step(made, 1)


def test_an_embed_that_means_nothing_is_named_and_leaves_the_address(screen: OpenScreen) -> None:
    made = screen().open_map("/?lang=en&embed=1")
    made.page.locator(".m-notice", has_text="embed").wait_for(timeout=WAIT)
    made.page.wait_for_function("() => !location.search.includes('embed')", timeout=WAIT)


def test_keys_pressed_in_haste_all_count(screen: OpenScreen) -> None:
    made = open_step(screen(), 1)
    for _ in range(5):
        made.page.keyboard.press("ArrowRight")
    wait_step(made, 6)


def test_in_arabic_the_arrows_follow_the_reading(screen: OpenScreen) -> None:
    made = open_step(screen(), 2, lang="ar")
    made.page.keyboard.press("ArrowLeft")
    wait_step(made, 3)
    made.page.keyboard.press("ArrowRight")
    wait_step(made, 2)
    boxes = {name: made.page.locator(f".st-key-{name}").bounding_box() for name in ("map-cell", "briefing-text")}
    assert boxes["map-cell"]["x"] > boxes["briefing-text"]["x"]  # type: ignore[index]


def test_the_keys_work_while_the_map_has_the_focus(screen: OpenScreen) -> None:
    made = open_step(screen(), 1)
    made.map.locator(".leaflet-container").focus()
    centre = made.in_map("String(window.map.getCenter())")
    made.page.keyboard.press("ArrowRight")
    wait_step(made, 2)
    made.page.keyboard.press("ArrowLeft")
    wait_step(made, 1)
    made.settled()
    assert made.in_map("String(window.map.getCenter())") == centre
    made.map.locator(".leaflet-container").focus()
    made.page.keyboard.press("Escape")
    made.page.locator(".st-key-briefing-list").wait_for(timeout=WAIT)


def test_escape_closes_what_is_open_before_it_leaves(screen: OpenScreen) -> None:
    made = open_step(screen(), 3)
    made.page.locator(".st-key-briefing-head .st-key-share button").first.click()
    link = made.page.locator("[data-testid=stPopoverBody] input").first
    link.wait_for(timeout=WAIT)
    assert "/briefing?lang=en&story=two-rockets&step=3" in link.input_value()
    made.page.keyboard.press("Escape")
    link.wait_for(state="detached", timeout=WAIT)
    assert made.page.locator('[data-marsad-step="3"]').count() == 1
    made.page.keyboard.press("Escape")
    made.page.locator(".st-key-briefing-list").wait_for(timeout=WAIT)


def test_a_field_keeps_its_keys(screen: OpenScreen) -> None:
    made = open_step(screen(), 2)
    made.page.evaluate("""() => {
        const field = document.createElement("input");
        field.id = "field";
        document.querySelector(".st-key-briefing-text").prepend(field);
        field.focus();
    }""")
    for key in ("a", "Space", "b", "ArrowLeft", "Home", "x"):
        made.page.keyboard.press(key)
    assert made.page.locator("#field").input_value() == "xa b"
    assert made.page.locator('[data-marsad-step="2"]').count() == 1


def test_reload_and_back_know_the_step(screen: OpenScreen) -> None:
    made = open_step(screen(), 3)
    made.page.keyboard.press("ArrowRight")
    wait_step(made, 4)
    made.settled()
    made.page.reload()
    made.map.locator(".leaflet-container[data-painted]").wait_for(timeout=WAIT)
    wait_step(made, 4)
    made.settled()
    made.page.keyboard.press("ArrowRight")
    wait_step(made, 5)
    made.settled()
    made.page.go_back()
    wait_step(made, 4)


def test_a_step_moves_the_map_and_its_dots_without_a_new_map(screen: OpenScreen, dataset: Dataset) -> None:
    story, known = story_of(dataset), known_codes(dataset)
    made = open_step(screen(), 1)
    made.in_map("(window.kept = true)")
    for number in (2, 4):
        view = story.steps[number - 1].view("en", known, dataset.positions)
        made.page.locator(f".st-key-briefing-mark-{number} button").click()
        wait_step(made, number)
        made.wait_visible(int(view.filter.mask(dataset.incidents).sum()))
        assert view.camera is not None
        centre = made.in_map("[window.map.getCenter().lat, window.map.getCenter().lng, window.map.getZoom()]")
        assert centre == pytest.approx([view.camera.lat, view.camera.lon, view.camera.zoom], abs=0.02)
    assert made.in_map("window.kept") is True
    assert made.in_map("stage.view.selected") == dataset.positions["2024-08-05-ain-al-asad-1"]
    assert "lat=" not in made.page.url


def test_the_map_flies_between_steps_unless_motion_is_unwelcome(screen: OpenScreen) -> None:
    made = screen()
    made.page.emulate_media(reduced_motion="no-preference")
    open_step(made, 1)
    made.in_map("(window.frames_seen = 0, window.map.on('move', () => { window.frames_seen += 1; }))")
    made.page.keyboard.press("ArrowRight")
    made.map_frame.wait_for_function("() => Math.abs(window.map.getZoom() - 8) < 0.01", timeout=WAIT)
    assert int(str(made.in_map("window.frames_seen"))) > 3
    still = open_step(screen(), 1)
    still.in_map("(window.frames_seen = 0, window.map.on('move', () => { window.frames_seen += 1; }))")
    still.page.keyboard.press("ArrowRight")
    still.map_frame.wait_for_function("() => Math.abs(window.map.getZoom() - 8) < 0.01", timeout=WAIT)
    assert int(str(still.in_map("window.frames_seen"))) <= 3


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_screen_shows_the_step_and_nothing_of_the_page_around(screen: OpenScreen, lang: str) -> None:
    made = open_step(screen(width=1920, height=1080), 4, lang=lang)
    covered = "() => !document.elementFromPoint(innerWidth / 3, 12).closest('.st-key-title-row')"
    assert made.page.evaluate(covered) is True
    size = "(name) => parseFloat(getComputedStyle(document.querySelector(name)).fontSize)"
    assert made.page.evaluate(size, ".m-step h1") >= 44
    assert made.page.evaluate(size, ".m-step .m-step-text") >= 28
    heights = made.page.evaluate("() => [document.querySelector('.st-key-presentation').scrollHeight, innerHeight]")
    assert heights[0] <= heights[1]
    text = made.page.locator(".m-step .m-step-text").bounding_box()
    assert text is not None
    assert text["y"] + text["height"] < 1080 * 0.6
    assert made.foreign == []


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_on_a_phone_the_map_stands_above_the_text(screen: OpenScreen, lang: str) -> None:
    made = open_step(screen(width=390, height=844), 7, lang=lang)
    boxes = [made.page.locator(f".st-key-{name}").bounding_box() for name in ("map-cell", "briefing-text")]
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]  # type: ignore[index]
    assert made.page.evaluate("document.querySelector('.st-key-presentation').scrollWidth") <= 390
    assert made.page.locator(".m-step .m-step-text").is_visible()
    made.page.locator(".st-key-briefing-next button").click()
    wait_step(made, 8)


@pytest.mark.parametrize(("lang", "story"), [("en", "two-rockets"), ("ar", "from-5200-to-zero")])
def test_a_story_prints_on_one_page_a_step(screen: OpenScreen, lang: str, story: str, dataset: Dataset) -> None:
    made = open_step(screen(), 2, lang=lang, story=story)
    made.page.evaluate("() => { window.print = () => { window.printing = true; }; }")
    made.page.keyboard.press("Control+p")
    made.page.wait_for_function("() => window.printing", timeout=WAIT)
    pictures = made.page.evaluate("[...document.querySelectorAll('.m-print img')].map((img) => img.naturalWidth)")
    assert all(width > 300 for width in pictures)
    printed = made.page.pdf(prefer_css_page_size=True)
    steps = len(story_of(dataset, story).steps)
    assert len(pictures) == steps
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == steps


@pytest.mark.parametrize(("lang", "dark"), [("en", False), ("ar", True)])
def test_axe_finds_no_violation_in_a_briefing(screen: OpenScreen, lang: str, dark: bool) -> None:
    made = screen(dark=dark).open(f"/briefing?lang={lang}")
    made.page.locator(".st-key-briefing-list").wait_for(timeout=WAIT)
    made.settled()
    found = [Axe().run(made.page)]
    made.page.locator(".st-key-start-two-rockets button").click()
    wait_step(made, 1)
    made.page.locator(".st-key-briefing-mark-4 button").click()
    wait_step(made, 4)
    made.map.locator(".leaflet-container[data-painted]").wait_for(timeout=WAIT)
    made.settled()
    found += [Axe().run(made.page), Axe().run(made.map_frame)]
    assert [
        f"{item['id']}: {item['nodes'][0]['html'][:200]}" for result in found for item in result.response["violations"]
    ] == []
    assert made.foreign == []
