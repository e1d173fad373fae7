"""Briefing as a script, in both languages, without a browser: the list, a step, and what its address says."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from components.domain.dataset import Dataset, load_dataset
from components.domain.filters import QueryProblem, known_codes
from components.domain.links import BRIEFING, EXPLORE, Place
from components.domain.stories import Story, find_story
from components.i18n import translator
from components.markup.pieces import isolated
from components.views.briefing.place import read_place
from tests.views.test_pages import SCRIPT, map_view, page_text, query

STORIES = ("two-rockets", "from-5200-to-zero")
DATASET = load_dataset()


def story_of(story_id: str) -> Story:
    story = find_story(DATASET.stories, story_id)
    assert story is not None
    return story


def run(**parameters: str) -> AppTest:
    app = AppTest.from_file(str(SCRIPT), default_timeout=60)
    app._page_hash = calc_hash(BRIEFING)  # a page that is a function has no file to name it by
    for name, value in parameters.items():
        app.query_params[name] = value
    return app.run()


def step_text(app: AppTest) -> str:
    """What the page says about its step, without the sheet for printers."""
    bodies = [str(element.proto.body) for element in app.get("html")]
    return next(body for body in bodies if "data-marsad-step=" in body)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_without_a_story_the_page_lists_them_with_summary_steps_and_days(lang: str, dataset: Dataset) -> None:
    app = run(lang=lang)
    assert not app.exception
    text = page_text(app)
    for story in dataset.stories:
        assert translator(lang).count("briefing.steps", len(story.steps)) in text
        for said in (story.title, story.summary, *(step.heading for step in story.steps)):
            assert said[lang] in text
    assert query(app) == {"lang": lang}


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("story_id", STORIES)
def test_every_step_is_shown_with_its_text_its_rows_and_its_view(lang: str, story_id: str, dataset: Dataset) -> None:
    story, known = story_of(story_id), known_codes(dataset)
    app = run(lang=lang, story=story_id, step="1")
    for number, step in enumerate(story.steps, start=1):
        if number > 1:
            app.button(key="briefing-next").click().run()
        assert not app.exception
        text, view = step_text(app), step.view(lang, known, dataset.positions)
        assert step.heading[lang] in text
        assert step.text[lang] in text
        for name, column in (("statements", "speaker"), ("milestones", "title")):
            rows = getattr(dataset, name)
            shown = rows[rows[f"{name[:-1]}_id"].isin(getattr(step, name))]
            assert all(str(said) in text for said in shown[f"{column}_{lang}"])
        told = map_view(app)
        assert told["flight"] == f"{story_id}/{number}"
        assert told["camera"] == (vars(view.camera) if view.camera else None)
        assert told["selected"] == dataset.positions.get(view.incident, -1)
        assert query(app) == {"lang": lang, "story": story_id, "step": str(number)}
    assert app.button(key="briefing-next").disabled


def test_differing_statements_and_accounts_stand_side_by_side_with_their_links() -> None:
    text = step_text(run(lang="en", story="two-rockets", step="7"))
    assert all(name in text for name in ("Matthew Miller", "Vedant Patel", "Iraqi Ministry of Foreign Affairs"))
    assert 'rel="noopener noreferrer"' in text
    accounts = step_text(run(lang="en", story="two-rockets", step="4"))
    assert re.search(r"<tr><td>7</td><td><bdi>US defense official, first count", accounts)


def test_the_filters_of_a_step_set_the_figures(dataset: Dataset) -> None:
    text = page_text(run(lang="en", story="two-rockets", step="4"))
    assert f"1 of {len(dataset.incidents)} incidents" in text
    assert "5 to 7" in text


def test_every_mark_leads_to_its_step() -> None:
    app = run(lang="en", story="two-rockets", step="2")
    app.button(key="briefing-mark-8").click().run()
    assert query(app)["step"] == "8"
    app.button(key="briefing-previous").click().run()
    assert query(app)["step"] == "7"


def test_the_way_out_leads_to_the_list_and_the_list_into_a_story() -> None:
    app = run(lang="en", story="two-rockets", step="2")
    app.button(key="briefing-leave").click().run()
    assert query(app) == {"lang": "en"}
    app.button(key="start-from-5200-to-zero").click().run()
    assert query(app) == {"lang": "en", "story": "from-5200-to-zero", "step": "1"}


def test_switching_the_language_stays_at_the_step() -> None:
    app = run(lang="en", story="two-rockets", step="5")
    app.button(key="briefing-language").click().run()
    assert query(app) == {"lang": "ar", "story": "two-rockets", "step": "5"}
    assert story_of("two-rockets").steps[4].heading["ar"] in step_text(app)


def test_a_briefing_leaves_the_filters_of_explore_as_they_were() -> None:
    app = AppTest.from_file(str(SCRIPT), default_timeout=60)
    app.query_params["lang"] = "en"
    app.query_params["weapon"] = "drone"
    app.run()
    app._page_hash = calc_hash(BRIEFING)
    app.query_params.clear()
    app.run()
    app.button(key="start-two-rockets").click().run()
    assert query(app) == {"lang": "en", "story": "two-rockets", "step": "1"}
    app.query_params["step"] = "3"  # as the browser's Back would
    app.run()
    assert story_of("two-rockets").steps[2].heading["en"] in step_text(app)
    app._page_hash = calc_hash(EXPLORE)
    app.query_params.clear()
    app.run()
    assert query(app) == {"lang": "en", "weapon": "drone"}


def test_explore_opens_with_the_view_of_the_step() -> None:
    app = run(lang="ar", story="two-rockets", step="4")
    found = re.search(r'class="m-briefing-link" href="([^"]+)"', page_text(app))
    assert found
    address = parse_qs(urlsplit(found[1].replace("&amp;", "&")).query)
    assert address == {"lang": ["ar"], **parse_qs(story_of("two-rockets").steps[3].query)}


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_nonsense_in_the_address_is_named_and_leads_to_the_list_or_the_first_step(lang: str) -> None:
    app = run(lang=lang, story="no-such-story", step="3")
    assert not app.exception
    t = translator(lang)
    assert t("url.story", parameter=isolated("story"), value=isolated("no-such-story")) in page_text(app)
    assert app.button(key="start-two-rockets")
    app = run(lang=lang, story="two-rockets", step="<b>nine</b>")
    assert not app.exception
    assert f"{isolated('step')} = {isolated('&lt;b&gt;nine&lt;/b&gt;')}" in page_text(app)
    assert f'<li dir="{t.direction}">' in page_text(app)  # its first strong letter is Latin
    assert query(app)["step"] == "1"


def test_a_story_without_a_step_begins_at_the_first() -> None:
    app = run(lang="en", story="two-rockets")
    assert story_of("two-rockets").steps[0].heading["en"] in step_text(app)


@given(some.text(max_size=12), some.text(max_size=8) | some.integers(-3, 1500).map(str))
def test_no_address_leads_nowhere(story: str, step: str) -> None:
    for asked in (story, "two-rockets"):
        place, _ = read_place({"story": asked, "step": step}, DATASET.stories)
        assert place.page == BRIEFING
        assert place.story in ("", *STORIES)
        assert 0 <= place.step <= 10


@pytest.mark.parametrize("number", [1, 9])
def test_an_address_brings_its_place_back(number: int) -> None:
    place = Place(BRIEFING, "two-rockets", number)
    assert read_place(place.to_query(), DATASET.stories) == (place, ())


@pytest.mark.parametrize("step", ["0", "10", "-1", "1.5", "٣", "9" * 40])
def test_a_step_that_the_story_lacks_is_its_first_with_a_problem(step: str) -> None:
    place, problems = read_place({"story": "two-rockets", "step": step}, DATASET.stories)
    assert place == Place(BRIEFING, "two-rockets", 1)
    assert problems == (QueryProblem("step", step, "unknown"),)


def test_the_sheet_for_printers_holds_every_step_once() -> None:
    app = run(lang="en", story="two-rockets", step="2")
    sheet = next(element.proto.body for element in app.get("html") if 'class="m-print"' in element.proto.body)
    assert sheet.count('class="m-page"') == len(story_of("two-rockets").steps)
    for step in story_of("two-rockets").steps:
        assert sheet.count(f"<h1>{step.heading['en']}</h1>") == 1


def test_what_is_shared_is_the_step() -> None:
    app = run(lang="en", story="two-rockets", step="2")
    app.button(key="briefing-next").click().run()
    links = set(re.findall(r'data-marsad-link="[^"]*(/briefing[^"]*)"', page_text(app)))
    assert any(link.startswith("/briefing?lang=en&amp;story=two-rockets&amp;step=3") for link in links)
