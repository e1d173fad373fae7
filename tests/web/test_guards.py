"""Who may ask, from where, how long and how often. In process; the running server is in tests/protocol."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocket, WebSocketDisconnect

from components.i18n import translator
from components.web.address_length import LONGEST, AddressLength
from components.web.hosts import HostGuard, SocketGuard, host_name, is_allowed, is_same_host, own_names
from components.web.rate_limit import RateLimit, TokenBuckets, client_of
from components.web.settings import SettingError, WebSettings

PUBLIC = WebSettings(public_url="https://marsad.example.org")
LISTED = WebSettings(allowed_hosts=("marsad.example.org", "*.example.net", "10.0.0.5"))


async def answer(_: Request) -> PlainTextResponse:
    return PlainTextResponse("ok")


async def talk(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("ok")
    await socket.close()


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    application = Starlette(
        routes=[Route("/{rest:path}", answer), WebSocketRoute("/stream", talk)],
        middleware=[
            Middleware(HostGuard, settings=PUBLIC),
            Middleware(SocketGuard, settings=PUBLIC),
            Middleware(AddressLength),
        ],
    )
    with TestClient(application, base_url="http://localhost:8501") as made:
        yield made


@pytest.mark.parametrize(
    ("name", "settings", "allowed"),
    [
        ("localhost", WebSettings(), True),
        ("127.0.0.1", WebSettings(), True),
        ("::1", WebSettings(), True),
        ("192.168.1.20", WebSettings(), True),
        (min(own_names()), WebSettings(), True),
        ("evil.example", WebSettings(), False),
        ("127.0.0.1.evil.example", WebSettings(), False),
        ("localhost.evil.example", WebSettings(), False),
        ("marsad.example.org", WebSettings(), False),
        ("marsad.example.org", PUBLIC, True),
        ("evil.example", PUBLIC, False),
        ("marsad.example.org", LISTED, True),
        ("a.example.net", LISTED, True),
        ("example.net", LISTED, False),
        ("evil-example.net", LISTED, False),
        ("10.0.0.5", LISTED, True),
        ("192.168.1.20", LISTED, False),
        ("localhost", LISTED, True),
        ("::1", LISTED, True),
        ("evil.example", WebSettings(allowed_hosts=("*",)), True),
        ("", WebSettings(allowed_hosts=("*",)), False),
    ],
)
def test_R26_a_host_is_ours_or_not(name: str, settings: WebSettings, allowed: bool) -> None:
    assert is_allowed(name, settings) is allowed


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("LOCALHOST:8501", "localhost"),
        ("localhost.", "localhost"),
        ("[::1]:8501", "::1"),
        ("user@localhost", ""),
        ("localhost/x", ""),
        ("localhost?x", ""),
        ("localhost:port", ""),
        ("localhost:0", ""),
        ("[::1", ""),
        ("", ""),
    ],
)
def test_a_host_header_is_read_as_a_name_or_not_at_all(header: str, name: str) -> None:
    assert host_name(header) == name


@pytest.mark.parametrize("path", ["/", "/desk", "/api/v1", "/data/head", "/healthz", "/readyz", "/assets/fonts.css"])
@pytest.mark.parametrize("host", ["evil.example", "localhost@evil.example", "", "evil.example:8501"])
def test_R26_another_host_is_refused_on_every_route(client: TestClient, path: str, host: str) -> None:
    assert client.get(path, headers={"Host": host}).status_code == 421
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://localhost:8501"},
        {"Origin": "https://marsad.example.org"},
        {"Origin": "http://localhost:8501", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin"},
    ],
)
def test_our_own_page_opens_the_socket(client: TestClient, headers: dict[str, str]) -> None:
    with client.websocket_connect("ws://localhost:8501/stream", headers=headers) as socket:
        assert socket.receive_text() == "ok"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
        {"Origin": "http://localhost"},
        {"Origin": "http://localhost:8501.evil.example"},
        {"Origin": "https://marsad.example.org.evil.example"},
        {"Origin": "http://localhost:8501", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://localhost:8501", "Host": "evil.example"},
    ],
)
def test_R26_nobody_else_opens_the_socket(client: TestClient, headers: dict[str, str]) -> None:
    with (
        pytest.raises((WebSocketDenialResponse, WebSocketDisconnect)),
        client.websocket_connect("ws://localhost:8501/stream", headers=headers),
    ):
        pass


def test_default_ports_are_the_same_place() -> None:
    assert is_same_host("https://marsad.example.org", "marsad.example.org:443")
    assert is_same_host("http://marsad.example.org", "marsad.example.org:80")
    assert not is_same_host("https://marsad.example.org", "marsad.example.org:80")
    assert not is_same_host("ftp://marsad.example.org", "marsad.example.org")


def test_R29_an_address_longer_than_any_of_ours_is_refused(client: TestClient) -> None:
    assert client.get("/x?" + "a" * (LONGEST - 2)).status_code == 200
    assert client.get("/x?" + "a" * (LONGEST + 1)).status_code == 414
    assert client.get("/" + "a" * (LONGEST + 1)).status_code == 414


@pytest.mark.parametrize(("lang", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_a_too_long_address_is_refused_in_its_language_browsers_get_a_page(
    lang: str, direction: str, client: TestClient
) -> None:
    address, t = f"/?lang={lang}&q=" + "a" * LONGEST, translator(lang)
    page = client.get(address, headers={"Accept": "text/html,*/*;q=0.8"})
    assert (page.status_code, page.headers["content-language"]) == (414, lang)
    assert page.headers["content-type"].startswith("text/html")
    assert f'<html lang="{lang}" dir="{direction}">' in page.text
    problem = client.get(address, headers={"Accept": "*/*"})
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["title"] == t("status.414")
    assert problem.json()["detail"] in page.text
    assert t.format.number(LONGEST) in problem.json()["detail"]


def test_a_bucket_fills_again_up_to_its_size() -> None:
    now = [0.0]
    buckets = TokenBuckets(per_minute=60, burst=3, clock=lambda: now[0])
    assert [buckets.wait("a") for _ in range(4)] == [0, 0, 0, 1]
    assert buckets.wait("b") == 0
    now[0] = 0.5
    assert buckets.wait("a") == pytest.approx(0.5)
    now[0] = 1.0
    assert buckets.wait("a") == 0
    now[0] = 1_000.0
    assert [buckets.wait("a") for _ in range(4)] == [0, 0, 0, 1]
    assert TokenBuckets(per_minute=0, burst=1).wait("a") == TokenBuckets(per_minute=0, burst=1).wait("a") == 0


def test_R29_whoever_asks_too_often_is_told_when_to_come_again() -> None:
    settings = WebSettings(requests_per_minute=6, burst=2)
    application = Starlette(
        routes=[Route("/{rest:path}", answer)], middleware=[Middleware(RateLimit, settings=settings)]
    )
    client = TestClient(application, base_url="http://localhost")
    assert [client.get("/api/v1/x").status_code for _ in range(2)] == [200, 200]
    for number in range(20):
        forged = client.get("/export/csv", headers={"X-Forwarded-For": f"198.51.100.{number}"})
        assert forged.status_code == 429
    assert 1 <= int(forged.headers["retry-after"]) <= 10
    assert forged.headers["content-type"] == "application/problem+json"
    told = client.get("/export/csv?lang=ar")
    assert (told.headers["content-language"], told.json()["title"]) == ("ar", translator("ar")("status.429"))
    assert client.get("/data/head").status_code == client.get("/").status_code == 200


def test_of_ipv6_the_network_is_counted() -> None:
    one, two, other, mapped = (
        client_of({"client": (address, 1)})
        for address in ("2001:db8:0:1::1", "2001:db8:0:1::ffff", "2001:db8:0:2::1", "::ffff:192.0.2.1")
    )
    assert one == two != other
    assert mapped == "192.0.2.1"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("MARSAD_API_BURST", "0"),
        ("MARSAD_API_BURST", "many"),
        ("MARSAD_API_REQUESTS_PER_MINUTE", "-1"),
        ("MARSAD_API_REQUESTS_PER_MINUTE", "٣"),
        ("MARSAD_ALLOWED_HOSTS", "https://marsad.example.org"),
        ("MARSAD_ALLOWED_HOSTS", "a.example; b.example"),
        ("MARSAD_EMBED_ORIGINS", "example.org"),
        ("MARSAD_EMBED_ORIGINS", "https://a.example; script-src *"),
        ("MARSAD_PUBLIC_URL", "marsad.example.org"),
        ("MARSAD_PUBLIC_URL", "https://[x"),
        ("MARSAD_PUBLIC_URL", "javascript:alert(1)"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named(name: str, text: str) -> None:
    with pytest.raises(SettingError, match=name):
        WebSettings.from_environment({name: text})


def test_settings_are_read() -> None:
    read = WebSettings.from_environment(
        {
            "MARSAD_ALLOWED_HOSTS": "A.example, *.b.example",
            "MARSAD_EMBED_ORIGINS": "https://news.example.org https://*.example.net:8443",
            "MARSAD_PUBLIC_URL": "https://marsad.example.org/",
            "MARSAD_API_REQUESTS_PER_MINUTE": "0",
        }
    )
    assert read.allowed_hosts == ("a.example", "*.b.example")
    assert read.embed_origins == ("https://news.example.org", "https://*.example.net:8443")
    assert (read.public_url, read.public_host) == ("https://marsad.example.org", "marsad.example.org")
    assert (read.requests_per_minute, read.burst) == (0, WebSettings().burst)
