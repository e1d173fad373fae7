"""Taking a view away, in a real browser; and its address, in a program."""

from __future__ import annotations

import csv
from datetime import date
from urllib.parse import parse_qs, quote, urlsplit

import geopandas
import pytest

from components.domain.dataset import Dataset
from components.domain.filters import Filter
from tests.browser.conftest import OpenScreen

LIMIT = 30_000


def chosen(dataset: Dataset, **filters: object) -> list[str]:
    mask = Filter(**filters).mask(dataset.incidents)  # type: ignore[arg-type]
    return list(dataset.incidents.loc[mask, "incident_id"])


def test_what_is_downloaded_is_what_is_shown(screen: OpenScreen, dataset: Dataset) -> None:
    made = screen().open_map("/?lang=en&weapon=drone&from=2024-01-01&lat=33.80&lon=43.20&zoom=7")
    made.page.get_by_role("button", name="Export").click()
    link = made.page.locator('.m-export a[href*="/export/csv"]')
    link.wait_for(timeout=LIMIT)
    with made.page.expect_download(timeout=LIMIT) as coming:
        link.click()
    name = coming.value.suggested_filename
    assert name == f"marsad_{dataset.revision}_from-2024-01-01_weapon-drone.csv"
    with coming.value.path().open(encoding="utf-8-sig", newline="") as file:
        found = [row["incident_id"] for row in csv.DictReader(file)]
    assert found == chosen(dataset, weapon=("drone",), start=date(2024, 1, 1))
    # The picture shows the map where the address bar says it is.
    picture = made.page.locator('.m-export a[href*="/export/png"][href*="zoom=7"]')
    picture.wait_for(timeout=LIMIT)
    query = parse_qs(urlsplit(picture.get_attribute("href") or "").query)
    assert (float(query["lat"][0]), float(query["lon"][0])) == (33.8, 43.2)
    assert made.foreign == []
    assert made.errors == []


def test_on_a_phone_in_arabic_the_citation_is_copied(screen: OpenScreen, dataset: Dataset) -> None:
    made = screen(width=390, height=844).open_map("/?lang=ar&site=harir")
    made.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    made.page.get_by_role("button", name="تصدير").click()
    panel = made.page.locator(".m-export")
    panel.wait_for(timeout=LIMIT)
    panel.locator(".m-share-field button").click()
    panel.get_by_text("نُسخ").wait_for(timeout=LIMIT)
    copied = made.page.evaluate("navigator.clipboard.readText()")
    assert copied == panel.locator("textarea").input_value()
    assert dataset.revision in copied
    box = panel.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


@pytest.mark.parametrize("path", ["/export/geojson?weapon=drone", "/export/geojson?lang=ar&q=أربيل"])
def test_the_geojson_opens_by_its_address(path: str, app_url: str, dataset: Dataset) -> None:
    frame = geopandas.read_file(app_url + quote(path, safe="/?=&"))
    filters = {"weapon": ("drone",)} if "weapon" in path else {"q": "أربيل"}
    assert list(frame["incident_id"]) == chosen(dataset, **filters)
    assert frame.crs == "EPSG:4326"
