"""What the map shows never hides what it says: labels, legend, buttons and credit keep clear of each other."""

from __future__ import annotations

import math
from typing import Any

import pytest
from playwright.sync_api import Frame

from components.i18n import translator
from tests.browser.conftest import OpenScreen, Screen
from tests.browser.test_desk import desk, give

FAR = (
    "date,latitude,longitude,weapon,source_urls,summary_en\n"
    "2025-04-02,30.51,47.80,drone,https://example.org/a,A drone was reported.\n"
    "2025-04-03,36.90,38.30,drone,https://example.org/a,A drone was reported.\n"
)
NEAR = FAR.replace("30.51,47.80", "34.10,43.90").replace("36.90,38.30", "34.60,43.60")
BOXES = """() => {
  const box = (node) => { const b = node.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; };
  const labels = [...document.querySelectorAll(".marsad-label:not(.marsad-crowded)")];
  const fixed = [...document.querySelectorAll(".marsad-legend, .leaflet-control")];
  const discs = Marsad.stage(window.map).nodes.filter((node) => node.form !== "mark");
  return {
    labels: labels.map((node) => [node.dataset.site, box(node)]),
    fixed: fixed.map((node) => [node.className, box(node)]),
    discs: discs.map((node) => [node.site ? node.site.id : "", node.cx, node.cy, node.radius]),
    frame: [0, 0, innerWidth, innerHeight],
  };
}"""

UNSEEN = """() => {
          const stage = Marsad.stage(window.map);
          const fixed = [...document.querySelectorAll(".marsad-legend, .leaflet-control")];
          const over = fixed.map((node) => node.getBoundingClientRect());
          const hidden = ({ x, y }) => x < 0 || y < 0 || x > innerWidth || y > innerHeight
            || over.some((b) => x > b.left && x < b.right && y > b.top && y < b.bottom);
          const marked = stage.hits.filter((hit) => hit.incident >= 0 && stage.points.marks[hit.incident]);
          const count = [...stage.points.marks].filter(Boolean).length;
          return [
            ...marked.filter(hidden).map((hit) => hit.incident),
            ...stage.nodes.filter((node) => node.site && hidden(node)).map((node) => node.site.id),
            ...(marked.length < count ? ["not drawn"] : []),
          ];
        }"""
"""Marked incidents and sites whose dots lie outside the map or under the legend, buttons or credit."""


def preview(made: Screen, name: str, text: str) -> Frame:
    """The frame of the preview map once it has painted an upload."""
    give(made, name, text.encode())
    made.page.frame_locator(".st-key-desk-preview iframe").locator("[data-painted]").wait_for(timeout=30_000)
    made.page.wait_for_timeout(300)
    return made.map_frame


def collisions(frame: Frame) -> list[str]:
    """Pairs of a label and what it meets: another label, a control, another site's disc, or the map's edge."""
    found = frame.evaluate(BOXES)
    labels: list[tuple[str, list[float]]] = found["labels"]
    rest = labels + found["fixed"]
    met = [
        f"{name} meets {other}"
        for position, (name, a) in enumerate(labels)
        for other, b in rest[position + 1 :]
        if a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1]
    ]
    for name, box in labels:
        met += [f"{name} covers {other}" for other, x, y, radius in found["discs"] if covers(box, x, y, radius)]
        if box[0] < 0 or box[1] < 0 or box[2] > found["frame"][2] or box[3] > found["frame"][3]:
            met.append(f"{name} leaves the map")
    return met


def covers(box: list[float], x: float, y: float, radius: float) -> bool:
    aside, above = max(box[0] - x, 0, x - box[2]), max(box[1] - y, 0, y - box[3])
    return math.hypot(aside, above) < radius - 2


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("width", [360, 390, 600, 1440])
def test_no_label_meets_anything_on_the_first_screen(screen: OpenScreen, lang: str, width: int) -> None:
    made = screen(width=width, height=900).open_map(f"/?lang={lang}")
    assert collisions(made.map_frame) == []
    assert made.map.locator(".marsad-label:not(.marsad-crowded)").count() == 4


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("text", [FAR, NEAR], ids=["far", "near"])
def test_no_label_meets_anything_in_the_preview(screen: OpenScreen, lang: str, width: int, text: str) -> None:
    made = desk(screen(width=width, height=900, dark=True), lang)
    assert collisions(preview(made, "new.csv", text)) == []


@pytest.mark.parametrize("zoom", [4, 5, 7])
def test_no_label_meets_anything_at_another_zoom(screen: OpenScreen, zoom: int) -> None:
    made = screen(width=390, height=844).open_map(f"/?lang=ar&lat=33.5&lon=43.5&zoom={zoom}")
    found = [item for item in collisions(made.map_frame) if "leaves" not in item]
    assert found == []


def test_a_label_without_room_shows_when_the_keyboard_reaches_it(screen: OpenScreen) -> None:
    made = screen().open_map()
    made.map_frame.evaluate("document.querySelector('.marsad-label').classList.add('marsad-crowded')")
    label = made.map.locator(".marsad-label.marsad-crowded")
    assert label.evaluate("node => getComputedStyle(node).opacity") == "0"
    label.focus()
    made.page.keyboard.press("Shift+Tab")
    made.page.keyboard.press("Tab")
    assert label.evaluate("node => getComputedStyle(node).opacity") == "1"


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_preview_opens_with_all_of_the_draft_and_every_site_in_view(
    screen: OpenScreen, lang: str, width: int
) -> None:
    made = desk(screen(width=width, height=900), lang)
    frame = preview(made, "far.csv", FAR)
    frame.wait_for_function(f"({UNSEEN})().length === 0", timeout=10_000)


def test_another_draft_opens_with_its_own_view_and_home_brings_it_back(screen: OpenScreen) -> None:
    made = desk(screen(), "en")
    first = preview(made, "near.csv", NEAR).evaluate("window.map.getZoom()")
    frame = preview(made, "far.csv", FAR)
    assert frame.evaluate("window.map.getZoom()") < first
    frame.wait_for_function(f"({UNSEEN})().length === 0", timeout=10_000)
    frame.evaluate("window.map.setView([33, 44], 9, { animate: false })")
    assert frame.evaluate(UNSEEN) != []
    home = made.page.frame_locator(".st-key-desk-preview iframe").get_by_role(
        "button", name=translator("en")("map.home_draft")
    )
    home.click()
    frame.wait_for_function(f"({UNSEEN})().length === 0", timeout=10_000)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_legend_of_the_preview_fits_the_map(screen: OpenScreen, lang: str) -> None:
    made = desk(screen(), lang)
    frame = preview(made, "far.csv", FAR)
    assert legend(frame) == {"inside": True, "cut": 0}


def test_a_legend_too_long_for_the_map_scrolls_to_its_end(screen: OpenScreen) -> None:
    made = screen(height=600).open_map()
    assert legend(made.map_frame)["inside"] is True
    reached = made.map_frame.evaluate(
        """() => {
          const legend = document.querySelector(".marsad-legend");
          legend.scrollTop = legend.scrollHeight;
          const last = legend.querySelector("p").getBoundingClientRect();
          return last.bottom <= legend.getBoundingClientRect().bottom && last.bottom <= innerHeight;
        }"""
    )
    assert reached is True


def legend(frame: Frame) -> dict[str, Any]:
    """Whether the open legend's box lies inside the map, and how many pixels of it are scrolled out of sight."""
    found: dict[str, Any] = frame.evaluate(
        """() => {
          const legend = document.querySelector(".marsad-legend");
          const box = legend.getBoundingClientRect();
          return {
            inside: legend.open && Math.min(box.top, box.left) >= 0
              && box.right <= innerWidth && box.bottom <= innerHeight,
            cut: legend.scrollHeight - legend.clientHeight,
          };
        }"""
    )
    return found
