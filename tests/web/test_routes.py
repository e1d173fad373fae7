"""Assets and data from this server, cacheable and revalidated; headers and language on every answer."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from components.domain.dataset import Dataset
from components.store.catalog import catalog
from components.theme.fonts import FONT_FILES
from components.web.assets import PAGE_SCRIPTS, asset_routes
from components.web.data_routes import data_routes
from components.web.middleware import DocumentLanguage, SecurityHeaders, content_security_policy
from components.web.readiness import readiness_routes

PAGE = "<!DOCTYPE html><html lang='en'><head><title>x</title></head><body>ـ</body></html>"


async def page(_: object) -> HTMLResponse:
    return HTMLResponse(PAGE, headers={"ETag": '"page"'})


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    application = Starlette(
        routes=[*asset_routes(), *data_routes(), *readiness_routes(), Route("/", page), Route("/component/x", page)],
        middleware=[Middleware(SecurityHeaders), Middleware(DocumentLanguage)],
    )
    with TestClient(application) as made:
        yield made


@pytest.mark.parametrize(
    "path",
    ["/assets/leaflet/leaflet.js", "/assets/leaflet/leaflet.css", "/assets/jquery/jquery.min.js", "/assets/fonts.css"]
    + [f"/assets/fonts/{name}" for name in FONT_FILES]
    + [f"/assets/map/{name}" for name in ("incident_layer.js", "incident_layer.css", *PAGE_SCRIPTS)],
)
def test_every_asset_is_served(path: str, client: TestClient) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert len(answer.content) > 300


@pytest.mark.parametrize(
    "path", ["/assets/fonts/../../etc/passwd", "/assets/fonts/x.ttf", "/assets/map/layer.py", "/assets/leaflet/../x"]
)
def test_nothing_else_is_served(path: str, client: TestClient) -> None:
    assert client.get(path).status_code == 404


def test_points_come_once_and_are_revalidated(client: TestClient, dataset: Dataset) -> None:
    path = f"/data/points/{dataset.revision}"
    answer = client.get(path)
    assert answer.json()["count"] == len(dataset.incidents)
    assert answer.headers["cache-control"] == "public, max-age=300"
    again = client.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_another_revision_is_not_answered_for(client: TestClient) -> None:
    assert client.get("/data/texts/x/x").status_code == 404
    for path in ("/data/points/0-00000000", "/data/texts/0-00000000/0"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.headers["cache-control"] == "no-store"


def test_hover_texts_carry_both_languages(client: TestClient, dataset: Dataset) -> None:
    first = client.get(f"/data/texts/{dataset.revision}/0").json()[0]
    assert first["en"]
    assert first["ar"]


@pytest.mark.parametrize("part", ["troops", "milestones", "labels", "coverage"])
def test_the_timelines_backdrop_comes_once_per_revision_and_language(
    part: str, client: TestClient, dataset: Dataset
) -> None:
    path = f"/data/timeline/{dataset.revision}/ar/{part}.json"
    answer = client.get(path)
    assert len(answer.json()) > 5
    assert client.get(path, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("path", ["{revision}/ar/x.json", "{revision}/xx/troops.json", "0-00000000/ar/troops.json"])
def test_no_other_backdrop_is_answered_for(path: str, client: TestClient, dataset: Dataset) -> None:
    assert client.get("/data/timeline/" + path.format(revision=dataset.revision)).status_code == 404


@pytest.mark.parametrize(("lang", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_the_maps_look_comes_once_per_language_and_mode(lang: str, direction: str, client: TestClient) -> None:
    answer = client.get(f"/data/look/{lang}/dark")
    assert answer.json()["dir"] == direction
    assert len(answer.json()["weapons"]) == 9
    assert client.get(f"/data/look/{lang}/dark", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    assert client.get(f"/data/look/{lang}/blue").status_code == 404
    assert client.get("/data/look/xx/dark").status_code == 404


def test_the_base_map_names_its_places_in_both_languages(client: TestClient) -> None:
    ground = json.loads(client.get("/data/basemap.geojson").content)
    named = [
        item["properties"]
        for item in ground["features"]
        if item["properties"]["layer"] in ("country", "city", "governorate_label")
    ]
    assert len(named) > 100
    assert all(item["name_en"] and item["name_ar"] for item in named)
    assert {"Natural Earth" in str(ground["metadata"]), "GeoNames" in str(ground["metadata"])} == {True}


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/assets/fonts.css", "/data/basemap.geojson", "/nowhere", "/component/x"]
)
def test_every_answer_carries_the_security_headers(path: str, client: TestClient) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["referrer-policy"]
    assert headers["permissions-policy"]


def test_scripts_may_be_evaluated_only_inside_component_frames() -> None:
    assert "unsafe" not in content_security_policy("/").split("script-src")[1].split(";")[0]
    assert "https://" not in content_security_policy("/")
    assert "'unsafe-eval'" in content_security_policy("/component/streamlit_folium.st_folium/index.html")


@pytest.mark.parametrize(
    ("query", "accepted", "tag"),
    [
        ("?lang=ar", "en", '<html lang="ar" dir="rtl">'),
        ("?lang=en", "ar", '<html lang="en" dir="ltr">'),
        ("", "ar-IQ,ar;q=0.9", '<html lang="ar" dir="rtl">'),
        ("?lang=%3Cscript%3E", "", '<html lang="en" dir="ltr">'),
    ],
)
def test_the_first_byte_is_in_the_language_asked_for(query: str, accepted: str, tag: str, client: TestClient) -> None:
    answer = client.get(f"/{query}", headers={"Accept": "text/html", "Accept-Language": accepted})
    assert tag in answer.text
    assert all(f"/map/{name}" in answer.text for name in PAGE_SCRIPTS)
    assert answer.headers["content-language"] == tag[12:14]
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_component_frames_are_left_as_they_are(client: TestClient) -> None:
    assert client.get("/component/x", headers={"Accept": "text/html"}).text == PAGE


def test_the_head_is_the_newest_revision_and_kept_by_nobody(client: TestClient) -> None:
    answer = client.get("/data/head")
    assert answer.json() == {"revision": catalog().newest().revision}
    assert answer.headers["cache-control"] == "no-store"
