"""What an editor does at the data desk, in a real browser, in both languages."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from components.i18n import translator
from tests.browser.conftest import OpenScreen, Screen
from tests.views.test_desk import ARABIC, BAD, GOOD, HOSTILE


def give(made: Screen, name: str, data: bytes) -> None:
    """Upload a file and wait for its report."""
    made.page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": data})
    made.page.locator(".st-key-desk-file h3", has_text=name).wait_for(timeout=30_000)
    made.settled()


def desk(made: Screen, lang: str) -> Screen:
    made.open(f"/?lang={lang}")
    made.settled()
    made.page.locator(".st-key-page-desk a").click()
    made.page.locator("input[type=file]").wait_for(state="attached")
    made.settled()
    return made


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_good_file_shows_on_the_map_as_new(screen: OpenScreen, lang: str) -> None:
    made = desk(screen(), lang)
    give(made, "good.csv", GOOD.encode())
    frame = made.page.frame_locator(".st-key-desk-preview iframe")
    frame.locator('.leaflet-container[data-visible="173"]').wait_for(timeout=30_000)
    frame.get_by_text(translator(lang)("map.legend_new"), exact=True).wait_for()
    assert made.foreign == []
    assert made.errors == []


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_bad_file_is_mended_and_accepted(screen: OpenScreen, lang: str, tmp_path: Path) -> None:
    made = desk(screen(), lang)
    give(made, "bad.csv", BAD.encode())
    t = translator(lang)
    assert "3 = 1 + 2 + 0" in made.page.locator(".m-five").inner_text()
    with made.page.expect_download() as waiting:
        made.page.get_by_role("button", name=t("desk.download_rejected")).first.click()
    path = tmp_path / "rejected.csv"
    waiting.value.save_as(path)
    text = path.read_text(encoding="utf-8-sig")
    assert "2024-04-03" in text  # the advice names both readings
    mended = text.replace("03/04/2024", "2024-04-03", 1).replace("nowhere", "harir", 1)
    give(made, "mended.csv", mended.encode())
    assert "2 = 2 + 0 + 0" in made.page.locator(".m-five").inner_text()


def test_an_arabic_excel_file_is_confirmed_beside_its_preview(screen: OpenScreen) -> None:
    made = desk(screen(), "ar")
    give(made, "arabic.csv", ARABIC.encode("windows-1256"))
    assert "التاريخ;الموقع" in made.page.locator(".m-preview").inner_text()
    made.page.get_by_role("button", name=translator("ar")("desk.confirm")).click()
    made.page.locator(".m-five").wait_for(timeout=30_000)
    assert "1 = 1 + 0 + 0" in made.page.locator(".m-five").inner_text()


def test_a_draft_survives_a_language_switch_and_a_page_change(screen: OpenScreen) -> None:
    made = desk(screen(), "en")
    give(made, "bad.csv", BAD.encode())
    made.page.get_by_role("button", name="عربي").click()
    made.page.get_by_text(translator("ar")("desk.download_rejected")).first.wait_for()
    made.page.locator(".st-key-page-method a").click()
    made.page.locator(".st-key-method").wait_for()
    made.page.locator(".st-key-page-desk a").click()
    made.page.locator(".m-five").wait_for()
    assert "3 = 1 + 2 + 0" in made.page.locator(".m-five").inner_text()


def test_R20_hostile_texts_run_nothing_and_ask_nobody(screen: OpenScreen) -> None:
    made = desk(screen(), "en")
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["date", "site_id", "weapon", "source_urls", "summary_en", "notes", "claimed_by", "<b>x</b>"])
    for number, payload in enumerate(HOSTILE.read_text(encoding="utf-8").splitlines()):
        day = f"2024-{number // 28 + 1:02d}-{number % 28 + 1:02d}"
        writer.writerow([day, "harir", "drone", "https://example.org/a", payload, payload, payload, payload])
        writer.writerow([payload] * 8)
    give(made, "hostile.csv", out.getvalue().encode())
    frame = next(frame for frame in made.page.frames if "streamlit_folium" in frame.url)
    made.page.frame_locator(".st-key-desk-preview iframe").locator("[data-painted]").wait_for(timeout=30_000)
    spots = frame.evaluate(
        "() => { const s = Marsad.stage(window.map); return s.hits.filter((h) => h.incident >= 0"
        " && s.points.marks[h.incident]).slice(0, 30).map((h) => [h.x, h.y]); }"
    )
    box = made.page.locator(".st-key-desk-preview iframe").bounding_box()
    assert box is not None
    made.page.locator(".st-key-desk-preview iframe").scroll_into_view_if_needed()
    box = made.page.locator(".st-key-desk-preview iframe").bounding_box()
    assert box is not None
    for x, y in spots:
        made.page.mouse.move(box["x"] + x, box["y"] + y)
    for each in made.page.frames:
        assert each.evaluate("() => window.__hit === undefined")
    assert made.foreign == []
    assert made.errors == []


def test_R27_a_drafts_points_have_no_address(screen: OpenScreen) -> None:
    made = desk(screen(), "en")
    asked: list[str] = []
    made.page.on("request", lambda request: asked.append(request.url))
    give(made, "good.csv", GOOD.encode())
    made.page.frame_locator(".st-key-desk-preview iframe").locator("[data-painted]").wait_for(timeout=90_000)
    assert not [url for url in asked if "draft" in url or "/data/points" in url]


def test_R19_a_put_from_elsewhere_is_refused(screen: OpenScreen) -> None:
    made = screen().open("/?lang=en")
    status = made.page.evaluate(
        "async () => (await fetch('/_stcore/upload_file/not-a-session/1', { method: 'PUT', body: 'x' })).status"
    )
    assert status == 403


MANY = GOOD + "".join(
    f"2025-04-{day:02d},nowhere {day},drone,https://example.org/a,A text that runs on to a second line\n"
    for day in range(1, 10)
)


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_no_violation_with_report_and_preview_open(screen: OpenScreen, lang: str, dark: bool) -> None:
    made = desk(screen(dark=dark), lang)
    give(made, "many.csv", MANY.encode())
    made.page.frame_locator(".st-key-desk-preview iframe").locator("[data-painted]").wait_for(timeout=30_000)
    made.page.locator(".m-kind summary").first.click()
    found = [Axe().run(made.page), Axe().run(made.map_frame)]
    assert [
        f"{item['id']}: {item['nodes'][0]['html'][:200]}" for result in found for item in result.response["violations"]
    ] == []


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("width", [390, 1440])
def test_a_kind_of_problem_opens_to_its_lines_inside_the_page(screen: OpenScreen, lang: str, width: int) -> None:
    made = desk(screen(width=width), lang)
    give(made, "many.csv", MANY.encode())
    kind = made.page.locator(".m-kind", has_text=translator(lang)("problem_title.site_unknown"))
    line = kind.get_by_text("nowhere 9", exact=True)
    assert not line.is_visible()
    kind.locator("summary").focus()
    made.page.keyboard.press("Enter")
    line.wait_for(state="visible")
    assert kind.locator("tbody tr").count() == 9
    for node in (kind, kind.locator("table"), line):
        box = node.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    assert made.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_streamlits_own_words_are_said_in_the_pages_language(screen: OpenScreen, lang: str) -> None:
    made, t = desk(screen(), lang), translator(lang)
    uploader = made.page.get_by_test_id("stFileUploaderDropzone")
    uploader.get_by_role("button", name=t("said.upload"), exact=True).wait_for()
    assert "per file" not in uploader.inner_text()
    shown = made.page.get_by_test_id("stFileUploaderDropzoneInstructions").evaluate(
        "node => getComputedStyle(node, '::after').content"
    )
    assert shown == f'"{t("said.drop")}"'
    assert made.page.locator("input[type=file]").get_attribute("aria-label") == t("named.file")
    give(made, "own.csv", GOOD.replace("weapon", "Waffe").encode())
    made.page.locator(".st-key-desk-mapping summary").click()
    made.page.locator(".st-key-mapping-name input").fill("mine")
    said = made.page.get_by_test_id("InputInstructions")
    said.wait_for()
    assert said.evaluate("node => getComputedStyle(node, '::before').content") == f'"{t("said.enter")}"'
    assert "Press" not in said.inner_text()
    box, field = said.bounding_box(), made.page.locator(".st-key-mapping-name input").bounding_box()
    assert box is not None
    assert field is not None
    middle = field["x"] + field["width"] / 2
    assert (box["x"] > middle) is (lang == "en")  # at the far end of the line: clear of what is typed
    assert made.page.get_by_role("button", name=t("named.open"), exact=True).count() > 1


def test_names_of_streamlits_buttons_follow_a_switch_and_back(screen: OpenScreen) -> None:
    made = desk(screen(), "en")
    field = made.page.locator("input[type=file]")
    for lang, other in (("en", "عربي"), ("ar", "English"), ("en", None)):
        made.page.locator(f"input[type=file][aria-label='{translator(lang)('named.file')}']").wait_for(state="attached")
        if other:
            made.page.get_by_role("button", name=other).click()
    assert field.get_attribute("aria-label") == "file upload"
