"""The running server: headers on every answer, other sites kept out, rough handling borne."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import geopandas
import pyogrio
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from components.domain.dataset import Dataset
from components.intake.quota import SESSION_FILES
from tests.browser.server import Server, running_server
from tests.protocol.editor import Editor
from tests.protocol.wire import Answer, ask

FAILING = Path(__file__).with_name("failing.py")
BURST = 250
SETTINGS = {"MARSAD_API_REQUESTS_PER_MINUTE": "1", "MARSAD_API_BURST": str(BURST)}
HTTPS = {"X-Forwarded-Proto": "https"}
UNTRUSTED = "127.0.0.2"
"""An address of this machine that uvicorn takes no forwarded headers from."""
HALF_OPEN = 200
MOST_SECONDS = 300


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server(FAILING, SETTINGS) as started:
        yield started


@pytest.fixture(scope="module")
def page(server: Server) -> str:
    return ask(server.url, "/", headers={"Accept": "text/html"}).body.decode()


def crawled(server: Server, page: str, dataset: Dataset) -> Iterator[tuple[str, Answer]]:
    """Answers of every kind that the server gives."""
    html = {"Accept": "text/html"}
    for path in (
        "/",
        "/?lang=ar",
        "/desk",
        "/method?lang=ar&view=sources",
        "/briefing",
        "/?embed=true",
        "/no/such/page",
    ):
        yield path, ask(server.url, path, headers={**HTTPS, **html})
    own = re.findall(r'(?:src|href)="\.?/?((?:static|assets)/[^"]+)"', page)
    assert len(own) > 3
    edition = dataset.revision
    paths = [f"/{path}" for path in own]
    paths += ["/assets/leaflet/leaflet.js", "/assets/jquery/jquery.min.js", "/assets/fonts.css", "/assets/leaflet"]
    paths += ["/assets/fonts/plex-sans.ttf", "/assets/map/incident_layer.js?v=1", "/assets/fonts/none.ttf"]
    paths += ["/component/streamlit_folium.st_folium/index.html", "/component/none/index.html", "/media/none.csv"]
    paths += [f"/data/points/{edition}", f"/data/texts/{edition}/0", "/data/basemap.geojson", "/data/look/ar/dark"]
    paths += ["/data/points/none", "/data/head", "/healthz", "/readyz", "/share/code.svg?link=x"]
    paths += ["/_stcore/health", "/_stcore/host-config", "/_stcore/metrics", "/auth/login", "/favicon.png"]
    paths += [f"/api/v1{path}" for path in ("", "/openapi.json", "/incidents.json", "/incidents.csv?limit=3")]
    paths += [
        f"/api/v1{path}" for path in ("/sites.geojson", "/incidents.json?foo=1", "/none", "/sources.json?rev=1-0")
    ]
    paths += [
        "/export/csv",
        "/export/geojson?weapon=drone",
        "/export/none",
        "/export/csv?foo=1",
        "/api/v1?" + "a" * 9_000,
    ]
    for path in [*paths, "/fails"]:
        yield path[:60], ask(server.url, path, headers=HTTPS)
    for path in ("/api/v1/incidents.json", f"/data/points/{edition}", "/export/csv"):
        tag = ask(server.url, path, headers=HTTPS).headers["ETag"]
        yield f"304 {path}", ask(server.url, path, headers={**HTTPS, "If-None-Match": tag})
    for method in ("POST", "PUT", "DELETE"):
        yield f"{method} api", ask(server.url, "/api/v1/incidents.json", method, HTTPS)
    yield "another host", ask(server.url, "/", headers={**HTTPS, "Host": "evil.example"})
    yield "refused upload", ask(server.url, "/_stcore/upload_file/x/y", "PUT", HTTPS, announced=9)
    with Editor(server.url) as editor:
        urls = [element.download_button.url for element in editor.shown.elements if element.HasField("download_button")]
        assert urls, "the desk offers its template"
        yield "media", ask(server.url, urls[0], headers=HTTPS)
        for number in range(SESSION_FILES):
            editor.put(f"{number}", "a.csv", b"x")
        token = {"Cookie": f"_streamlit_xsrf={editor.xsrf}", "X-Xsrftoken": editor.xsrf}
        path = f"/_stcore/upload_file/{editor.session}/more"
        yield "too many uploads", ask(server.url, path, "PUT", {**HTTPS, **token}, announced=9)


def test_R25_every_answer_carries_the_headers(server: Server, page: str, dataset: Dataset) -> None:
    answers = list(crawled(server, page, dataset))
    assert len(answers) >= 40
    for path, answer in answers:
        headers = answer.headers
        policy = headers.get_all("Content-Security-Policy") or []
        assert len(policy) == 1, path
        assert "frame-ancestors 'self'" in policy[0], path
        assert "script-src" in policy[0], path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin", path
        assert "geolocation=()" in headers["Permissions-Policy"], path
        assert headers["Strict-Transport-Security"] == "max-age=31536000", path
        assert headers["Server"] is None, path
        assert not [name for name in headers if "powered" in name.lower() or "version" in name.lower()], path
    seen = {answer.status for _, answer in answers}
    assert {200, 302, 304, 400, 403, 404, 405, 413, 414, 421, 500} <= seen


def test_R25_only_a_trusted_proxy_says_that_the_scheme_is_https(server: Server) -> None:
    assert ask(server.url, "/healthz").headers["Strict-Transport-Security"] is None
    assert ask(server.url, "/healthz", headers=HTTPS).headers["Strict-Transport-Security"]
    assert ask(server.url, "/healthz", headers=HTTPS, source=UNTRUSTED).headers["Strict-Transport-Security"] is None


def test_R25_a_fault_is_told_without_its_inside(server: Server) -> None:
    answer = ask(server.url, "/fails")
    assert answer.status == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert b"fault of ours" not in answer.body
    assert b"Traceback" not in answer.body
    assert "a fault of ours" in server.said(), "the operator is told"


def test_R26_no_other_site_may_send_messages_to_the_page(server: Server) -> None:
    config = ask(server.url, "/_stcore/host-config")
    assert b'"allowedOrigins":[]' in config.body
    assert b'"enableCustomParentMessages":false' in config.body


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/desk", "/_stcore/health", "/_stcore/host-config", "/_stcore/metrics", "/data/head"),
        *("/api/v1/incidents.json", "/export/csv", "/healthz", "/readyz", "/assets/fonts.css"),
        *("/component/x/index.html", "/media/x.csv"),
    ],
)
def test_R26_the_running_server_answers_for_no_other_host(server: Server, path: str) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example"):
        assert ask(server.url, path, headers={"Host": host}).status == 421
    assert ask(server.url, path).status in (200, 404)


@pytest.mark.parametrize(
    ("origin", "more"),
    [
        ("https://evil.example", {}),
        ("null", {}),
        ("http://127.0.0.1:1", {}),
        (None, {}),
        (None, {"Sec-Fetch-Site": "cross-site"}),
        ("own", {"Sec-Fetch-Site": "cross-site"}),
        ("own", {"Host": "evil.example"}),
    ],
)
def test_R26_nobody_else_opens_the_running_servers_socket(
    server: Server, origin: str | None, more: dict[str, str]
) -> None:
    address = urlsplit(server.url)
    host = more.get("Host", address.hostname)
    named = f"http://{host}:{address.port}" if origin == "own" else origin
    with (
        socket.create_connection((address.hostname, address.port), 30) as line,
        pytest.raises(InvalidStatus) as refused,
        connect(
            f"ws://{host}:{address.port}/_stcore/stream",
            sock=line,
            origin=Origin(named) if named else None,
            subprotocols=[Subprotocol("streamlit")],
            additional_headers={name: text for name, text in more.items() if name != "Host"},
        ),
    ):
        pass
    assert refused.value.response.status_code in (403, 421)
    assert "frame-ancestors" in refused.value.response.headers["Content-Security-Policy"]


def test_R26_an_upload_without_the_token_is_refused(server: Server) -> None:
    with Editor(server.url) as editor:
        path = f"/_stcore/upload_file/{editor.session}/file"
        assert ask(server.url, path, "PUT", announced=9).status == 403
        half = {"Cookie": f"_streamlit_xsrf={editor.xsrf}"}
        assert ask(server.url, path, "PUT", {**half, "Origin": "https://evil.example"}, announced=9).status == 403
        assert editor.put("file", "a.csv", b"x") == 204


def asked_until_refused(server: Server, source: str, headers: dict[str, str]) -> Answer:
    """Ask the API from one address until it answers 429."""
    for _ in range(BURST + MOST_SECONDS):
        answer = ask(server.url, "/api/v1", headers=headers, source=source)
        if answer.status != 200:
            return answer
    raise AssertionError("never refused")


def test_R29_a_forged_address_changes_nothing(server: Server) -> None:
    refused = asked_until_refused(server, UNTRUSTED, {})
    assert refused.status == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    for number in range(20):
        forged = {"X-Forwarded-For": f"198.51.100.{number}", "X-Real-IP": f"198.51.100.{number}"}
        forged["Forwarded"] = f"for=198.51.100.{number}"
        answers = [ask(server.url, "/api/v1", headers=forged, source=UNTRUSTED).status for _ in range(2)]
        # One request a minute is let through again, to whoever asks.
        assert 429 in answers
    believed = ask(server.url, "/api/v1", headers={"X-Forwarded-For": "198.51.100.1"})
    assert believed.status == 200, "the address that a trusted proxy names counts"
    assert ask(server.url, "/healthz", source=UNTRUSTED).status == 200


def test_R29_half_open_requests_stop_nobody(server: Server) -> None:
    address = urlsplit(server.url)
    with ExitStack() as open_:
        for _ in range(HALF_OPEN):
            half = open_.enter_context(socket.create_connection((address.hostname, address.port), 30))
            half.sendall(b"GET /api/v1/incidents.json HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        for path in ("/healthz", "/readyz", "/_stcore/health", "/data/head", "/"):
            assert ask(server.url, path).status == 200


def test_the_geojson_opens_by_its_address(server: Server, dataset: Dataset) -> None:
    read = geopandas.read_file(f"{server.url}/api/v1/incidents.geojson?weapon=drone")
    drones = dataset.incidents[dataset.incidents["weapon"] == "drone"]
    assert list(read["incident_id"]) == list(drones["incident_id"])
    assert read.crs.to_epsg() == 4326
    assert read.geometry.notna().sum() == drones["place_latitude"].notna().sum()
    sites = pyogrio.read_dataframe(f"{server.url}/api/v1/sites.geojson")
    assert set(sites["site_id"]) == set(dataset.sites["site_id"])
    assert (sites.geometry.geom_type == "Point").all()
