"""What an analyst does on the first screen, in a real browser."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from components.domain.dataset import Dataset
from components.domain.filters import Filter
from tests.browser.conftest import OpenScreen, Screen


def shown(dataset: Dataset, **filters: object) -> int:
    return int(Filter(**filters).mask(dataset.incidents).sum())  # type: ignore[arg-type]


def dot(screen: Screen, row: int) -> tuple[float, float]:
    """Where the dot of an incident (by row position) stands inside the page, in CSS pixels."""
    found = screen.in_map(f"(() => {{ const h = stage.hits.find((h) => h.incident === {row}); return [h.x, h.y]; }})()")
    box = screen.page.locator(".st-key-map-cell iframe").bounding_box()
    assert box is not None
    return box["x"] + found[0], box["y"] + found[1]  # type: ignore[index]


def test_the_map_paints_every_incident_of_the_data(screen: OpenScreen, dataset: Dataset) -> None:
    made = screen().open_map()
    made.wait_visible(len(dataset.incidents))
    dots = made.in_map("stage.hits.filter((h) => h.incident >= 0).length")
    assert dots == len(dataset.incidents)
    ink = made.in_map(
        "(() => { const c = stage.canvas; const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        " let n = 0; for (let k = 3; k < d.length; k += 4) if (d[k]) n += 1; return n; })()"
    )
    assert isinstance(ink, int)
    assert ink > 10_000


def test_clicking_a_dot_opens_that_incident(screen: OpenScreen, dataset: Dataset) -> None:
    made = screen().open_map()
    row = dataset.positions["2024-08-05-ain-al-asad-1"]
    made.page.mouse.click(*dot(made, row))
    made.page.locator(".st-key-incident").wait_for()
    assert "2024-08-05-ain-al-asad-1" in made.page.locator(".st-key-incident").inner_text()
    made.wait_query("incident=2024-08-05-ain-al-asad-1")
    made.settled()
    assert made.in_map("stage.view.selected") == row


def test_clicking_a_site_label_opens_its_dossier(screen: OpenScreen) -> None:
    made = screen().open_map()
    made.map.locator('.marsad-label[data-site="harir"]').click()
    made.page.locator(".st-key-dossier").wait_for()
    assert "Harir Air Base" in made.page.locator(".st-key-dossier").inner_text()
    made.wait_query("dossier=harir")


def test_hovering_a_dot_says_what_happened_and_that_accounts_differ(screen: OpenScreen, dataset: Dataset) -> None:
    made = screen().open_map()
    made.page.mouse.move(*dot(made, dataset.positions["2024-08-05-ain-al-asad-1"]))
    tip = made.map.locator(".marsad-tip")
    tip.wait_for(state="visible")
    text = tip.inner_text()
    assert "5 August 2024" in text
    assert "Ain al-Asad" in text
    assert "Accounts differ" in text


def test_a_filter_reaches_map_sentence_and_address(screen: OpenScreen, dataset: Dataset) -> None:
    made = screen().open_map()
    made.page.locator(".st-key-facet-weapon button").click()
    made.page.locator(".st-key-options-weapon").get_by_text("Drone").click()
    expected = shown(dataset, weapon=("drone",))
    made.wait_visible(expected)
    assert made.sentence().startswith(f"{expected} of {len(dataset.incidents)} incidents: Drone")
    made.wait_query("weapon=drone")


def test_brushing_the_timeline_sets_the_range_everywhere(screen: OpenScreen, dataset: Dataset) -> None:
    made = screen().open_map()
    chart = made.page.locator(".st-key-time .stVegaLiteChart svg, .st-key-time .stVegaLiteChart canvas").first
    chart.wait_for()
    box = chart.bounding_box()
    assert box is not None
    made.page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 80)
    made.page.mouse.down()
    made.page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 80, steps=8)
    made.page.mouse.up()
    made.wait_query("to=")
    view, problems = Filter.from_query(made.query())
    assert not problems
    made.wait_visible(int(view.mask(dataset.incidents).sum()))
    assert 0 < int(view.mask(dataset.incidents).sum()) < len(dataset.incidents)


def test_the_timeline_labels_milestones_and_draws_the_troop_line(screen: OpenScreen) -> None:
    made = screen().open_map()
    chart = made.page.locator(".st-key-time .stVegaLiteChart")
    chart.get_by_text("Israel-Hamas war begins").wait_for()
    assert "undefined" not in chart.inner_text()
    assert chart.locator(".mark-line path").count() == 1
    assert chart.locator(".mark-rect:not(.brush_brush):not(.brush_brush_bg) path").count() > 100


def test_a_preset_is_drawn_on_the_timeline(screen: OpenScreen, dataset: Dataset) -> None:
    made = screen().open_map()
    made.page.get_by_role("button", name="2021", exact=True).or_(
        made.page.get_by_role("radio", name="2021")
    ).first.click()
    made.wait_query("from=2021-01-01")
    view, _ = Filter.from_query(made.query())
    made.wait_visible(int(view.mask(dataset.incidents).sum()))
    assert "1 Jan 2021 – 31 Dec 2021" in made.sentence()


def test_reloading_brings_the_same_view_back(screen: OpenScreen, dataset: Dataset) -> None:
    path = "/?lang=en&from=2023-10-07&to=2024-02-10&weapon=drone&site=ain-al-asad&incident=2024-01-20-ain-al-asad-1"
    made = screen().open_map(path)
    expected = int(Filter.from_query(parse_qs(path[2:]))[0].mask(dataset.incidents).sum())
    made.wait_visible(expected)
    sentence, query = made.sentence(), made.query()
    made.page.reload()
    made.map.locator(".leaflet-container[data-painted]").wait_for(timeout=30_000)
    made.wait_visible(expected)
    assert made.sentence() == sentence
    assert made.query() == query == parse_qs(path[2:])


def test_the_browsers_back_button_undoes_a_filter(screen: OpenScreen, dataset: Dataset) -> None:
    made = screen().open_map()
    made.page.locator(".st-key-facet-site button").click()
    made.page.locator(".st-key-options-site").get_by_text("Harir").click()
    made.wait_visible(shown(dataset, site=("harir",)))
    made.wait_query("site=harir")
    made.page.go_back()
    made.wait_visible(len(dataset.incidents))


def test_panning_moves_the_address_without_a_script_run(screen: OpenScreen) -> None:
    made = screen().open_map()
    made.settled()
    sent: list[object] = []
    client = made.page.context.new_cdp_session(made.page)
    client.send("Network.enable")
    client.on("Network.webSocketFrameSent", lambda frame: sent.append(frame))  # noqa: PLW0108 (Playwright marks its handlers)
    box = made.page.locator(".st-key-map-cell iframe").bounding_box()
    assert box is not None
    made.page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.8)
    made.page.mouse.down()
    made.page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.6, steps=6)
    made.page.mouse.up()
    made.wait_query("lat=")
    assert sent == []
    centre = made.in_map("[window.map.getCenter().lat, window.map.getZoom()]")
    made.page.reload()
    made.map.locator(".leaflet-container[data-painted]").wait_for(timeout=30_000)
    again = made.in_map("[window.map.getCenter().lat, window.map.getZoom()]")
    assert again == pytest.approx(centre, abs=0.02)


def test_switching_language_keeps_the_view_and_turns_the_page(screen: OpenScreen, dataset: Dataset) -> None:
    made = screen().open_map("/?lang=en&weapon=rocket&incident=2024-08-05-ain-al-asad-1")
    made.page.get_by_role("button", name="عربي").click()
    made.page.wait_for_function(
        "() => document.documentElement.dir === 'rtl' && document.documentElement.lang === 'ar'"
    )
    made.settled()
    query = made.query()
    assert query == {"lang": ["ar"], "weapon": ["rocket"], "incident": ["2024-08-05-ain-al-asad-1"]}
    made.wait_visible(shown(dataset, weapon=("rocket",)))
    assert "آب 2024" in made.page.locator(".st-key-incident").inner_text()
    made.map.locator('.marsad-label[data-site="ain-al-asad"]', has_text="عين الأسد").wait_for()


def test_a_row_of_the_table_selects_on_the_map(screen: OpenScreen, dataset: Dataset) -> None:
    made = screen().open_map("/?lang=en&site=harir")
    grid = made.page.locator(".st-key-table canvas").first
    grid.scroll_into_view_if_needed()
    made.page.wait_for_timeout(300)
    box = grid.bounding_box()
    assert box is not None
    made.page.mouse.click(box["x"] + 16, box["y"] + 54)
    made.page.locator(".st-key-incident").wait_for()
    newest = dataset.incidents[dataset.incidents["site_id"] == "harir"]["incident_id"].iloc[-1]
    made.wait_query(f"incident={newest}")
    made.settled()
    assert made.in_map("stage.view.selected") == dataset.positions[newest]


def test_nonsense_in_the_address_is_named_and_left_out(screen: OpenScreen, dataset: Dataset) -> None:
    made = screen().open_map("/?lang=en&weapon=catapult&from=yesterday&incident=none-such&lat=999&site=harir")
    notice = made.page.locator(".m-notice")
    notice.wait_for()
    text = notice.inner_text().replace("\u2068", "").replace("\u2069", "")  # each value is isolated
    for piece in ("weapon = catapult", "from = yesterday", "incident = none-such", "lat = 999"):
        assert piece in text
    made.wait_visible(shown(dataset, site=("harir",)))


def test_no_match_says_so_on_the_map_and_beside_it(screen: OpenScreen) -> None:
    made = screen().open_map("/?lang=en&q=zzzz")
    made.wait_visible(0)
    assert "No incident matches" in made.map.locator(".marsad-notice").inner_text()
    assert "No incident matches" in made.page.locator(".m-empty").inner_text()


def test_going_to_the_method_page_and_back_keeps_the_view(screen: OpenScreen, dataset: Dataset) -> None:
    path = "/?lang=en&site=harir&from=2023-10-07&incident=2023-11-19-harir-1"
    made = screen().open_map(path)
    expected = int(Filter.from_query(parse_qs(path[2:]))[0].mask(dataset.incidents).sum())
    made.wait_visible(expected)
    made.page.locator(".st-key-page-method a").click()
    made.page.locator(".st-key-method").wait_for()
    made.settled()
    made.page.locator(".st-key-page-explore a").click()
    made.map.locator(".leaflet-container[data-painted]").wait_for(timeout=30_000)
    made.wait_visible(expected)
    made.wait_query("incident=2023-11-19-harir-1")
    assert made.query() == parse_qs(path[2:])


def test_brushing_and_lifting_the_range_at_once_leaves_page_and_address_in_step(
    screen: OpenScreen, dataset: Dataset
) -> None:
    made = screen().open_map()
    chart = made.page.locator(".st-key-time .stVegaLiteChart svg").first
    chart.wait_for()
    box = chart.bounding_box()
    assert box is not None
    for _ in range(3):
        made.page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 80)
        made.page.mouse.down()
        made.page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 80, steps=4)
        made.page.mouse.up()
        made.page.wait_for_timeout(150)
        made.page.mouse.dblclick(box["x"] + box["width"] * 0.65, box["y"] + 80)
        made.page.wait_for_timeout(1500)
        view, _ = Filter.from_query(made.query())
        count = int(view.mask(dataset.incidents).sum())
        made.wait_visible(count)
        assert made.sentence().startswith("All 172" if count == 172 else f"{count} of 172")
