"""One HTML file of a view, and of a story: what is inside, that nothing outside is asked for, that text stays text."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from components.domain.dataset import Dataset
from components.domain.stories import Step, Story
from components.export.offline.story_file import write_story
from components.export.offline.view_file import write_view
from tests.export.extracts import HOSTILE, MADE_UP, extract, hostile

LIMIT = 3_000_000
ALLOWED_SCHEMES = ("http://", "https://")


class Page(HTMLParser):
    """The elements of a page, its scripts and styles, and what its elements point at."""

    def __init__(self, document: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.inline: dict[str, list[str]] = {"script": [], "style": []}
        self.data = ""
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._in = ""
        self.feed(document.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.elements.append((tag, found))
        self._in = "data" if found.get("type") == "application/json" else tag if tag in self.inline else ""
        if self._in in self.inline:
            self.inline[self._in].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inline:
            self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in == "data":
            self.data += data
        elif self._in:
            self.inline[self._in][-1] += data
        else:
            self.text += data

    @property
    def policy(self) -> str:
        return next(found["content"] for tag, found in self.elements if found.get("http-equiv"))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [found for name, found in self.elements if name == tag]


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def files(dataset: Dataset) -> dict[str, bytes]:
    return {
        **{f"view-{lang}": write_view(extract(dataset, lang)) for lang in ("en", "ar")},
        **{story.story_id: write_story(extract(dataset, "ar"), story) for story in dataset.stories},
    }


@pytest.fixture(scope="module")
def written(dataset: Dataset) -> dict[str, bytes]:
    return files(dataset)


def test_a_file_stays_below_three_megabytes(written: dict[str, bytes]) -> None:
    assert {name: len(data) for name, data in written.items() if len(data) >= LIMIT} == {}


def test_the_policy_takes_the_files_own_scripts_and_nothing_else(written: dict[str, bytes]) -> None:
    for data in written.values():
        page = Page(data)
        rules = dict(rule.split(" ", 1) for rule in page.policy.split("; "))
        assert rules["default-src"] == "'none'"
        assert rules["script-src"].split() == [digest(text) for text in page.inline["script"]]
        assert rules["style-src"].split() == [digest(text) for text in page.inline["style"]]
        assert "unsafe" not in page.policy


def test_nothing_is_loaded_from_anywhere(written: dict[str, bytes]) -> None:
    for data in written.values():
        page = Page(data)
        loading = [found for _, found in page.elements if "src" in found or "srcset" in found]
        assert loading == []
        assert [link["href"] for link in page.all("link")] == ["data:,"]
        assert not re.search(r"url\((?!data:)|@import", "".join(page.inline["style"]))
        assert "sourceMappingURL" not in data.decode()


def test_links_are_web_addresses_that_tell_nobody_where_they_were_pressed(written: dict[str, bytes]) -> None:
    for data in written.values():
        links = Page(data).all("a")
        assert len(links) > 20
        for link in links:
            assert link["href"].startswith(ALLOWED_SCHEMES)
            assert link["rel"] == "noopener noreferrer"


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_view_holds_its_incidents_with_their_sources_and_no_others(dataset: Dataset, lang: str) -> None:
    chosen = extract(dataset, lang, site=("harir",))
    page = Page(write_view(chosen))
    assert (page.elements[0][1]["lang"], page.elements[0][1]["dir"]) == (lang, chosen.translator.direction)
    rows = [int(found["data-row"]) for found in page.all("details") if "data-row" in found]
    assert sorted(rows) == chosen.mask.nonzero()[0].tolist()
    assert [name for name in chosen.incidents["incident_id"] if name not in page.text] == []
    for part in (chosen.sentence, dataset.revision, "CC BY 4.0", chosen.link):
        assert part in page.text.replace("\u2066", "").replace("\u2069", "")


def test_differing_accounts_are_in_the_file(dataset: Dataset) -> None:
    chosen = extract(dataset, "en", site=("ain-al-asad",))
    text = Page(write_view(chosen)).text
    claimants = set(chosen.claims["claimant"])
    assert claimants
    assert {name for name in claimants if name not in text} == set()


def test_a_story_holds_every_step_in_both_languages(dataset: Dataset, written: dict[str, bytes]) -> None:
    for story in dataset.stories:
        page = Page(written[story.story_id])
        steps = [(found["data-step"], found["data-lang"]) for found in page.all("section") if "data-step" in found]
        assert sorted(steps) == sorted(
            (str(number), lang) for number in range(1, len(story.steps) + 1) for lang in ("en", "ar")
        )
        for step in story.steps:
            for lang in ("en", "ar"):
                assert step.heading[lang] in page.text
                assert step.text[lang] in page.text
        assert len(page.all("svg")) >= 2 * len(story.steps)


def test_what_finds_no_room_is_counted_in_words(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("components.export.offline.view_file.CARD_BYTES", 60_000)
    chosen = extract(dataset)
    page = Page(write_view(chosen))
    listed = len([found for found in page.all("details") if "data-row" in found])
    assert 0 < listed < len(dataset.incidents)
    assert f"The oldest {len(dataset.incidents) - listed} incidents are on the map only" in page.text
    assert len(json.loads(page.data)["days"]) == len(dataset.incidents)


def elements_of(page: Page) -> set[str]:
    return {tag for tag, _ in page.elements}


def test_R20_hostile_texts_stay_text_in_an_offline_view(dataset: Dataset) -> None:
    calm = elements_of(Page(write_view(extract(dataset))))
    page = Page(write_view(extract(hostile(), start=MADE_UP, end=MADE_UP)))
    assert elements_of(page) <= calm | {"q", "code", "small", "br"}
    assert not [found for _, found in page.elements if any(name.startswith("on") for name in found)]
    assert all(text in page.text for text in HOSTILE)
    assert json.loads(page.data)


def test_R20_hostile_texts_stay_text_in_an_offline_story(dataset: Dataset) -> None:
    calm = elements_of(Page(write_story(extract(dataset), dataset.stories[0])))
    said = {"en": "\n".join(HOSTILE), "ar": "\n".join(HOSTILE)}
    step = Step(query="", heading=said, text=said)
    page = Page(write_story(extract(dataset), Story("hostile", said, said, (step, replace(step, query="q=<b>")))))
    assert elements_of(page) <= calm
    assert not [found for _, found in page.elements if any(name.startswith("on") for name in found)]
    assert page.text.count(HOSTILE[0]) >= 4
