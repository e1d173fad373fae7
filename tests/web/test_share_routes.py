"""The code of a shared link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
import segno
from starlette.applications import Starlette
from starlette.testclient import TestClient

from components.i18n import translator
from components.web.share_routes import MAX_LINK, QUIET_ZONE, share_routes

BASE = "http://marsad.example.net"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(Starlette(routes=share_routes()), base_url=BASE) as made:
        yield made


def test_a_link_of_this_site_becomes_a_dark_code_on_white_with_its_quiet_zone(client: TestClient) -> None:
    link = f"{BASE}/?lang=ar&q=عين&from=2019-05-01"
    answer = client.get(f"/share/code.svg?link={quote(link, safe='')}")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    drawn = ET.fromstring(answer.text)
    side = len(segno.make(link, error="m", micro=False).matrix) + 2 * QUIET_ZONE
    assert drawn.attrib["viewBox"] == f"0 0 {side} {side}"
    ground, modules = (ET.tostring(part, encoding="unicode") for part in list(drawn))
    assert 'fill="#fff"' in ground
    assert f"M0 0h{side}v{side}h-{side}z" in ground
    assert re.search(r'stroke="#171c26"', modules)


@pytest.mark.parametrize(
    "link",
    [
        "",
        "https://evil.example/",
        "//evil.example/",
        f"{BASE}@evil.example/",
        f"{BASE}.evil.example/",
        f"{BASE}/oauth2callback?code=x",
        "javascript:alert(1)",
        "http://[",
        f"{BASE}/?q={'x' * MAX_LINK}",
    ],
)
def test_no_code_is_made_for_anything_else(link: str, client: TestClient) -> None:
    answer = client.get(f"/share/code.svg?link={quote(link, safe='')}")
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize(
    ("link", "said"),
    [("https://evil.example/", "refused.foreign_link"), (f"{BASE}/?q={'x' * MAX_LINK}", "refused.long_link")],
)
def test_why_there_is_no_code_is_said_in_the_language_asked_for(
    link: str, said: str, lang: str, client: TestClient
) -> None:
    answer = client.get("/share/code.svg", params={"link": link, "lang": lang})
    assert answer.text == translator(lang)(said)
    assert answer.headers["content-language"] == lang
