"""Addresses that are no page of the app: a small page says so; nothing else that is served is touched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from components.i18n import LANGUAGES, translator
from components.theme.symbols import PAPER
from components.web.middleware import SecurityHeaders
from components.web.pages import PAGES, KnownPages
from components.web.small_page import small_page

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = "<!DOCTYPE html><html><head><title>Streamlit</title></head><body></body></html>"


async def anything(request: Request) -> Response:
    """As Streamlit answers: its document wherever there is nothing else."""
    path = request.url.path
    if path == "/favicon.png":
        return Response(b"picture", media_type="image/png")
    if path == "/auth/logout" or path.endswith("/"):
        return RedirectResponse("/desk") if path != "/" else HTMLResponse(DOCUMENT)
    if path == "/nowhere/_stcore/health":
        return PlainTextResponse("none", status_code=404)
    return HTMLResponse(DOCUMENT)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    routes = [Route("/{rest:path}", anything, methods=["GET", "POST"])]
    application = Starlette(routes=routes, middleware=[Middleware(SecurityHeaders), Middleware(KnownPages)])
    with TestClient(application, follow_redirects=False) as made:
        yield made


@pytest.mark.parametrize(
    "path", ["/briefing/xx", "/nopage", "/index.html", "/desk.html", "/static/js/none.js", "/Desk"]
)
@pytest.mark.parametrize("accept", ["text/html", "*/*"])
def test_an_address_that_is_no_page_is_not_found(path: str, accept: str, client: TestClient) -> None:
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"
    assert "Streamlit" not in answer.text
    asked_only = client.head(path)
    assert (asked_only.status_code, asked_only.content) == (404, b"")


@pytest.mark.parametrize(
    ("query", "accepted", "lang"),
    [("?lang=ar", "en", "ar"), ("?lang=en", "ar", "en"), ("", "ar-IQ,en;q=0.5", "ar"), ("?lang=xx", "fr", "en")],
)
def test_the_small_page_speaks_the_language_asked_for(query: str, accepted: str, lang: str, client: TestClient) -> None:
    answer, t = client.get(f"/nopage{query}", headers={"Accept-Language": accepted}), translator(lang)
    assert f'<html lang="{lang}" dir="{LANGUAGES[lang].direction}">' in answer.text
    assert answer.headers["content-language"] == lang
    assert t("refused.missing") in answer.text
    assert f'<a href="/?lang={lang}">{t("refused.home")}</a>' in answer.text


def test_the_small_page_has_no_script_and_keeps_the_policy_and_says_nothing_of_the_address(
    client: TestClient,
) -> None:
    answer = client.get("/<b>nopage</b>?lang=en&q=<script>alert(1)</script>")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert "nopage" not in answer.text
    assert "&lt;i&gt;" in bytes(small_page(404, "en", "<i>", "<i>").body).decode()


def test_the_small_page_has_the_apps_colours_in_light_and_dark(client: TestClient) -> None:
    text = client.get("/nopage").text
    light, dark = text.split("prefers-color-scheme: dark")
    for paper, part in ((PAPER["light"], light), (PAPER["dark"], dark)):
        assert all(colour in part for colour in (paper.ink, paper.halo, paper.accent))


@pytest.mark.parametrize(
    "path",
    [
        *sorted(PAGES),
        "/component/streamlit_folium.st_folium/index.html",
        "/oauth2callback?code=x",
        "/auth/login",
        "/auth/logout",
        "/export/html",
        "/favicon.png",
        "/briefing/",
        "/nowhere/_stcore/health",
        "/_stcore/host-config",
    ],
)
def test_pages_and_what_is_no_document_go_through_untouched(path: str, client: TestClient) -> None:
    alone = TestClient(Starlette(routes=[Route("/{rest:path}", anything)]), follow_redirects=False)

    def seen(answer: Any) -> tuple[Any, ...]:
        return answer.status_code, answer.content, answer.headers.get("location"), answer.headers["content-type"]

    if "location" in (answer := client.get(path)).headers:
        assert (answer.status_code, answer.headers["location"]) == (307, "/desk")
    else:
        assert seen(answer) == seen(alone.get(path))
    assert client.post("/nopage").status_code == 200


def test_the_pages_are_those_that_the_app_has() -> None:
    named = re.findall(r'url_path="(\w+)"', (ROOT / "components" / "dashboard.py").read_text(encoding="utf-8"))
    assert {"/", *(f"/{name}" for name in named)} == PAGES
