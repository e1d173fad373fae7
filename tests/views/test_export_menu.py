"""The Export button's panel: a link for every format, each to what the page shows."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from components.domain.dataset import Dataset
from components.domain.filters import Filter, known_codes
from components.domain.view import View
from components.export.formats import BY_CODE, FORMATS
from components.i18n import translator
from components.views.context import Run
from components.views.export_menu import export_panel
from components.web.export_routes import export_routes

BASE = "https://marsad.example.org"


class Panel(HTMLParser):
    """The links of a panel with their attributes, and all its text."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.links: list[dict[str, str]] = []
        self.text = ""
        self.feed(str(markup))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links.append({name: value or "" for name, value in attrs})

    def handle_data(self, data: str) -> None:
        self.text += data


def panel(dataset: Dataset, view: View) -> Panel:
    run = Run(dataset, view, translator(view.lang), "light", known_codes(dataset), view.filter.mask(dataset.incidents))
    return Panel(export_panel(run, BASE))


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_format_is_a_link_to_the_view_and_its_revision(lang: str, dataset: Dataset) -> None:
    view = View(Filter(weapon=("drone",), q="ain & <b>"), lang, dossier="harir")
    links = {urlsplit(item["href"]).path: item for item in panel(dataset, view).links}
    assert list(links) == [f"/export/{item.code}" for item in sorted(FORMATS, key=_in_the_menu)]
    for path, item in links.items():
        query = {name: values[-1] for name, values in parse_qs(urlsplit(item["href"]).query).items()}
        looks = BY_CODE[path.rpartition("/")[2]].looks
        chosen = {"dossier": "harir"} if looks else {}
        assert query == {"lang": lang, "weapon": "drone", "q": "ain & <b>", "rev": dataset.revision, **chosen}
        assert "download" in item
        assert item.get("data-marsad-bar", "") == ("lat lon zoom" if looks else "")


def _in_the_menu(item: object) -> int:
    groups = ["table", "map", "picture", "offline", "citation"]
    return groups.index(item.group)  # type: ignore[attr-defined]


def test_every_link_is_answered(dataset: Dataset) -> None:
    withdrawn = View(
        Filter(weapon=("mortar",)), incident="2024-08-05-withdrawn-1", highlight=("2024-08-05-withdrawn-2",)
    )
    with TestClient(Starlette(routes=export_routes())) as client:
        for view in (View(Filter(weapon=("mortar",))), withdrawn):
            answers = {item["href"]: client.get(item["href"]).status_code for item in panel(dataset, view).links}
            assert set(answers.values()) == {200}


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_panel_says_how_many_incidents_and_how_to_cite_them(lang: str, dataset: Dataset) -> None:
    view = View(Filter(weapon=("drone",)), lang)
    said = panel(dataset, view).text
    shown = int(view.filter.mask(dataset.incidents).sum())
    assert said.strip().startswith(str(shown))
    assert dataset.revision in said
    assert f"{BASE}/?lang={lang}&from=2019-05-01&to=2026-04-30&weapon=drone&rev={dataset.revision}" in said


def test_an_empty_view_says_so(dataset: Dataset) -> None:
    said = panel(dataset, replace(View(), filter=Filter(q="no such words"))).text
    assert said.startswith("0 incidents")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_format_says_what_it_is_for(lang: str) -> None:
    t = translator(lang)
    for item in FORMATS:
        assert t(f"export.use.{item.code}")
        assert t(f"export.group.{item.group}")
