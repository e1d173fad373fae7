"""What a link's preview says, and that it can be trusted: no script, no foreign address, no other revision's words."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from components.domain.dataset import Dataset
from components.domain.filters import Filter, known_codes
from components.domain.view import read_view
from components.i18n import translator
from components.store.catalog import Catalog, catalog
from components.web.link_preview import MAX_QUERY, public_base
from components.web.middleware import DocumentLanguage, SecurityHeaders
from components.web.settings import WebSettings
from tests.export.extracts import HOSTILE

PAGE = "<!DOCTYPE html><html lang='en'><head><title>Streamlit</title></head><body></body></html>"


class Head(HTMLParser):
    """The title and the meta tags of a document, and every tag that there is."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.meta: dict[str, str] = {}
        self.title = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        if tag == "meta":
            self.meta[str(given.get("property") or given.get("name"))] = str(given["content"])

    def handle_data(self, data: str) -> None:
        if self.tags[-1] == "title":
            self.title += data


async def page(_: object) -> HTMLResponse:
    return HTMLResponse(PAGE)


def running(settings: WebSettings) -> TestClient:
    routes = [Route(path, page) for path in ("/", "/explore", "/method", "/briefing", "/desk", "/component/x")]
    guards = [Middleware(SecurityHeaders, settings=settings), Middleware(DocumentLanguage, settings=settings)]
    return TestClient(Starlette(routes=routes, middleware=guards), base_url="http://marsad.example.net")


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    catalog().newest()
    with running(WebSettings()) as made:
        yield made


def head(client: TestClient, path: str, **headers: str) -> Head:
    return Head(client.get(path, headers={"Accept": "text/html", **headers}).text)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_preview_says_what_the_view_is_in_the_links_language(
    lang: str, client: TestClient, dataset: Dataset
) -> None:
    t = translator(lang)
    found = head(client, f"/?lang={lang}&weapon=drone&site=harir&from=2023-10-07")
    drone, harir = dataset.schema.label("incidents", "weapon", "drone", lang), dataset.site_rows["harir"]
    assert drone in found.title
    assert harir[f"short_name_{lang}"] in found.title
    assert found.meta["og:title"] == found.title
    view, _ = Filter.from_query({"weapon": "drone", "site": "harir", "from": "2023-10-07"})
    shown = int(view.mask(dataset.incidents).sum())
    assert t.count("view.some", len(dataset.incidents), shown=t.format.number(shown)) in found.meta["og:description"]
    assert found.meta["og:description"] == found.meta["description"]
    assert found.meta["og:locale"] == {"en": "en_GB", "ar": "ar_IQ"}[lang]


def test_an_incident_is_previewed_by_its_day_and_summary(client: TestClient, dataset: Dataset) -> None:
    name = "2024-08-05-ain-al-asad-1"
    found = head(client, f"/?lang=en&incident={name}")
    assert found.title.startswith("5 Aug 2024 · Ain al-Asad")
    summary = dataset.incidents["summary_en"].iloc[dataset.positions[name]]
    assert found.meta["og:description"][:60] == summary[:60]


def test_a_step_of_a_briefing_is_previewed_by_its_story_and_pictured_by_its_view(
    client: TestClient, dataset: Dataset
) -> None:
    story = dataset.stories[0]
    found = head(client, f"/briefing?lang=ar&story={story.story_id}&step=2")
    assert story.title["ar"] in found.title
    assert found.meta["og:description"][:40] == story.summary["ar"][:40]
    wanted = story.steps[1].view("ar", known_codes(dataset), dataset.positions)
    pictured, _ = read_view(parse_qs(urlsplit(found.meta["og:image"]).query), known_codes(dataset), dataset.positions)
    assert pictured.filter.mask(dataset.incidents).tolist() == wanted.filter.mask(dataset.incidents).tolist()
    assert (pictured.incident, pictured.camera) == (wanted.incident, wanted.camera)


def test_the_picture_is_of_the_same_view_and_revision(client: TestClient, dataset: Dataset) -> None:
    rev = dataset.revision
    image = urlsplit(head(client, f"/?lang=en&weapon=drone&lat=33.5&lon=44&zoom=7&rev={rev}").meta["og:image"])
    assert (image.netloc, image.path) == ("marsad.example.net", "/export/png")
    query = parse_qs(image.query)
    assert query["rev"] == [rev]
    assert query["variant"] == ["preview"]
    view, problems = read_view(query, known_codes(dataset), dataset.positions)
    assert not problems
    assert view.filter.weapon == ("drone",)
    assert view.camera is not None


@pytest.mark.parametrize("accept", ["*/*", "", "text/html", "image/png"])
@pytest.mark.parametrize("path", ["/", "/explore", "/briefing"])
def test_the_document_is_the_same_whatever_the_reader_accepts(path: str, accept: str, client: TestClient) -> None:
    answer = client.get(f"{path}?lang=ar&weapon=drone", headers={"Accept": accept})
    found = Head(answer.text)
    assert found.title == found.meta["og:title"] != "Streamlit"
    assert '<html lang="ar" dir="rtl">' in answer.text


@pytest.mark.parametrize("path", ["/?lang=en&rev=9-00000000&weapon=drone", "/desk?lang=en", f"/?q={'x' * MAX_QUERY}"])
def test_of_what_is_not_at_hand_only_the_apps_own_words_are_said(path: str, client: TestClient) -> None:
    found = head(client, path)
    assert found.title == translator("en")("preview.plain")
    assert "og:image" not in found.meta


def test_R20_hostile_texts_stay_text_in_title_and_tags(client: TestClient) -> None:
    plain = head(client, "/?lang=en").tags
    for text in HOSTILE:
        found = head(client, f"/?lang=en&q={quote(text)}&weapon={quote(text)}&story={quote(text)}")
        assert found.tags == plain, text
        visible = "".join(char for char in text if char.isprintable())[:20].strip()
        assert visible in found.meta["og:title"], text


@pytest.mark.parametrize("host", ['evil.example"><script>', "a b", "evil.example/x", "user@evil.example", ""])
def test_a_host_that_is_none_gives_no_addresses(host: str) -> None:
    assert public_base("http", host, "") == ""


def test_addresses_begin_with_the_public_one_where_it_is_known() -> None:
    with running(WebSettings(public_url="https://marsad.example.org")) as client:
        found = head(client, "/?lang=en")
    assert found.meta["og:url"] == "https://marsad.example.org/?lang=en"
    assert found.meta["og:image"].startswith("https://marsad.example.org/export/png?")


def test_only_the_embedded_view_may_be_framed_and_only_by_the_listed_sites() -> None:
    with running(WebSettings(embed_origins=("https://news.example.org",))) as client:
        framed = {
            path: "https://news.example.org" in client.get(path).headers["content-security-policy"]
            for path in (
                "/?embed=true&lang=en",
                "/component/x",
                "/?lang=en",
                "/desk?embed=true",
                "/?embed=true&embed=x",
            )
        }
    assert list(framed.values()) == [True, True, False, False, False]


def test_a_revision_at_hand_is_found_without_the_store(dataset: Dataset) -> None:
    without_a_store = Catalog(None)
    assert without_a_store.held() is None
    newest = without_a_store.newest()
    assert without_a_store.held() is without_a_store.held(newest.revision) is newest
    assert without_a_store.held("9-00000000") is None
