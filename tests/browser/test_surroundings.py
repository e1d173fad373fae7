"""What must hold on every screen: no other host, no error, readable in both directions, by everybody."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from components.domain.dataset import Dataset
from tests.browser.conftest import OpenScreen, Screen


def violations(made: Screen) -> list[str]:
    """What axe finds on the page and inside the map's frame."""
    results = [Axe().run(made.page), Axe().run(made.map_frame)]
    return [
        f"{item['id']}: {item['nodes'][0]['html'][:200]}"
        for result in results
        for item in result.response["violations"]
    ]


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_request_leaves_this_machine_and_nothing_fails(screen: OpenScreen, lang: str, dark: bool) -> None:
    made = screen(dark=dark).open_map(f"/?lang={lang}&incident=2024-08-05-ain-al-asad-1")
    made.page.locator(".st-key-time .stVegaLiteChart svg, .st-key-time .stVegaLiteChart canvas").first.wait_for()
    made.settled()
    assert made.foreign == []
    assert made.errors == []


def test_the_method_page_asks_no_other_host(screen: OpenScreen) -> None:
    made = screen().open("/method?lang=ar&view=sources")
    made.page.locator(".st-key-method").wait_for()
    made.settled()
    assert made.foreign == []


def test_the_arabic_page_is_right_to_left_from_the_first_byte(screen: OpenScreen) -> None:
    made = screen(locale="ar-IQ")
    seen = []
    made.page.on("domcontentloaded", lambda page: seen.append(page.evaluate("document.documentElement.dir")))
    made.open("/")
    assert seen == ["rtl"]
    assert made.page.evaluate("document.documentElement.lang") == "ar"
    made.open_map("/?lang=ar")
    box = {name: made.page.locator(f".st-key-{name}").first.bounding_box() for name in ("map-cell", "side", "pages")}
    assert box["map-cell"]["x"] > box["side"]["x"]  # type: ignore[index]


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("selection", ["", "&incident=2024-08-05-ain-al-asad-1", "&dossier=ain-al-asad"])
def test_axe_finds_no_violation_on_the_page(screen: OpenScreen, lang: str, dark: bool, selection: str) -> None:
    made = screen(dark=dark).open_map(f"/?lang={lang}{selection}")
    made.settled()
    assert violations(made) == []


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_nothing_is_wider_than_a_phone(screen: OpenScreen, lang: str) -> None:
    made = screen(width=390, height=844).open_map(f"/?lang={lang}&incident=2020-01-08-ain-al-asad-1")
    made.settled()
    assert made.page.evaluate("document.documentElement.scrollWidth") <= 390
    wide = made.page.evaluate(
        "[...document.querySelectorAll('.stMain *')].filter((e) => e.getBoundingClientRect().right > 392"
        " && getComputedStyle(e).overflowX === 'visible' && e.closest('.stDataFrame') === null"
        " && e.closest('.stVegaLiteChart') === null && e.getBoundingClientRect().width > 0"
        " && e.getBoundingClientRect().left < 390).map((e) => e.className).slice(0, 5)"
    )
    assert wide == []


def test_on_a_phone_one_button_opens_the_filters(screen: OpenScreen, dataset: Dataset) -> None:
    made = screen(width=390, height=844).open_map("/?lang=en&weapon=rocket")
    facet = made.page.locator(".st-key-facet-site button")
    assert not facet.first.is_visible()
    made.page.get_by_role("button", name="Filters (1)").click()
    facet.first.wait_for(state="visible")
    made.page.get_by_role("button", name="Filters (1)").click()
    facet.first.wait_for(state="hidden")


def test_everything_down_to_the_timeline_fits_the_first_screen(screen: OpenScreen) -> None:
    made = screen().open_map()
    chart = made.page.locator(".st-key-time .stVegaLiteChart")
    chart.wait_for()
    made.settled()
    box = chart.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 900


def test_a_keyboard_reaches_every_site_on_the_map(screen: OpenScreen, dataset: Dataset) -> None:
    made = screen().open_map()
    label = made.map.locator('.marsad-label[data-site="camp-victory"]')
    label.focus()
    label.press("Enter")
    made.page.locator(".st-key-dossier").wait_for()
    assert made.map.locator(".marsad-label").count() == len(dataset.sites)


def test_switching_a_tile_layer_on_keeps_the_built_in_map_under_it(screen: OpenScreen) -> None:
    made = screen().open_map()
    made.page.context.set_offline(True)
    made.map.locator(".leaflet-control-layers-toggle").hover(force=True)
    made.map.get_by_text("OpenStreetMap (online)").click()
    made.map.locator(".marsad-notice", has_text="Map tiles could not be loaded").wait_for()
    assert made.foreign
    assert all(url.startswith("https://tile.openstreetmap.org/") for url in made.foreign)
    assert made.in_map("stage.groundLayer.getLayers().length > 20") is True


def test_turning_to_a_page_is_not_lost_to_what_the_old_page_sends_just_after(screen: OpenScreen) -> None:
    made = screen().open_map()
    made.settled()
    made.page.evaluate(
        """() => {
            document.querySelector(".st-key-page-method a").click();
            document.querySelector(".st-key-switch-language button").click();
        }"""
    )
    # The new page may show for a moment before the old one takes its place.
    made.page.wait_for_function(
        """() => {
            const there = document.querySelector('.stApp[data-test-script-state="notRunning"] .st-key-method');
            window.since = there ? window.since || Date.now() : 0;
            return window.since && Date.now() - window.since > 1000;
        }"""
    )
    assert "/method" in made.page.url
