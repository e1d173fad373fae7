"""The stories that ship: they resolve, they say the same in both languages, and nothing that their rows do not say."""

from __future__ import annotations

import calendar
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from babel import Locale

from components.domain.dataset import Dataset, load_dataset
from components.domain.directory import DATA_DIRECTORY
from components.domain.filters import Filter, known_codes
from components.domain.grounds import grounds
from components.domain.merge import with_records
from components.domain.stories import Step, find_story, query_problems
from components.domain.tables import TableError, records
from components.domain.view import Camera

MONTHS = {
    "en": [calendar.month_name[month] for month in range(1, 13)],
    "ar": [Locale("ar", "IQ").months["format"]["wide"][month] for month in range(1, 13)],
}
WORDS = {
    word: str(number)
    for number, word in enumerate(
        ["three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=3
    )
}
DAY = r"((?:\d+(?:-| and | و))?\d+ +|)month(\d+)"
STEPS = [
    pytest.param(story, number, id=f"{story}-{number}")
    for story, count in (("two-rockets", 9), ("from-5200-to-zero", 10))
    for number in range(1, count + 1)
]


def step_of(dataset: Dataset, story_id: str, number: int) -> Step:
    story = find_story(dataset.stories, story_id)
    assert story is not None
    return story.steps[number - 1]


def plain(text: str) -> str:
    """The text with months as numbers, figures without separators, and number words from three as digits."""
    for names in MONTHS.values():
        for number, name in sorted(enumerate(names, start=1), key=lambda item: -len(item[1])):
            text = re.sub(rf"(?<!\w){name}(?!\w)", f" month{number} ", text)
    text = re.sub(r"(\d{4})-(\d{2})-(\d{2})", lambda iso: f"{int(iso[3])} month{int(iso[2])} {iso[1]}", text)
    text = re.sub(r"(?<!\d)(\d{4})-(\d{2})(?!\d)", lambda iso: f"month{int(iso[2])} {iso[1]}", text)
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    return re.sub(r"[a-z]+", lambda found: WORDS.get(found[0], found[0]), text.lower())


def numbers(text: str) -> set[str]:
    """The numbers of a text, years among them, without the days and months of its dates."""
    return set(re.findall(r"(?<![\d.])\d+", re.sub(DAY, " ", plain(text))))


def dates(text: str) -> set[str]:
    """Every day and every month that a text names, as `8 month9` and `month9`."""
    found = set()
    for days, month in re.findall(DAY, plain(text)):
        found |= {f"month{month}", *(f"{day} month{month}" for day in re.findall(r"\d+", days))}
    return found


def rows_text(dataset: Dataset, step: Step) -> str:
    """Every cell of the rows that a step stands on, the claims on its incidents and no source ids among them."""
    found = grounds(dataset, step)
    rows = [*found.milestones, *found.statements]
    rows += records(dataset.incidents.iloc[list(found.incidents)])
    rows += records(dataset.claims[dataset.claims["incident_id"].isin(step.incidents)])
    rows += records(dataset.troop_counts[dataset.troop_counts["record_id"].isin(step.troop_counts)])
    unread = ("source_ids", "source_id", "search_text")
    return " \n ".join(str(cell) for row in rows for name, cell in row.items() if name not in unread)


@pytest.mark.parametrize(("story", "number"), STEPS)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_number_and_date_of_a_step_occurs_in_the_rows_that_it_stands_on(
    dataset: Dataset, story: str, number: int, lang: str
) -> None:
    step = step_of(dataset, story, number)
    said, known = f"{step.heading[lang]} . {step.text[lang]}", rows_text(dataset, step)
    assert numbers(said) - numbers(known) == set()
    assert dates(said) - dates(known) == set()


@pytest.mark.parametrize(("story", "number"), STEPS)
def test_both_languages_mention_the_same_figures_and_dates(dataset: Dataset, story: str, number: int) -> None:
    step = step_of(dataset, story, number)
    for part in (step.heading, step.text):
        digits = {lang: set(re.findall(r"\d+", plain(part[lang]))) for lang in part}
        assert digits["en"] - set(WORDS.values()) == digits["ar"] - set(WORDS.values())
        assert dates(part["en"]) == dates(part["ar"])


def test_a_number_that_no_row_gives_is_noticed(dataset: Dataset) -> None:
    step = step_of(dataset, "from-5200-to-zero", 3)
    known = rows_text(dataset, step)
    assert numbers("It fell to 2,499.") - numbers(known) == {"2499"}
    assert dates("on 16 January 2021") - dates(known) == {"16 month1"}
    assert numbers("nine soldiers") - numbers(known) == {"9"}


def test_two_stories_ship_with_as_many_steps_as_a_talk_bears(dataset: Dataset) -> None:
    assert [story.story_id for story in dataset.stories] == ["two-rockets", "from-5200-to-zero"]
    assert [7 <= len(story.steps) <= 10 for story in dataset.stories] == [True, True]


@pytest.mark.parametrize(("story", "number"), STEPS)
def test_every_step_stands_on_rows_and_shows_a_view_without_problems(dataset: Dataset, story: str, number: int) -> None:
    step = step_of(dataset, story, number)
    found = grounds(dataset, step)
    assert found.gone == ()
    assert found.milestones or found.statements or found.incidents or found.troop_counts
    assert query_problems(step.query, known_codes(dataset), dataset.positions) == []
    view = step.view("ar", known_codes(dataset), dataset.positions)
    assert view.lang == "ar"
    assert view.filter.mask(dataset.incidents).any()
    for row in found.incidents:
        assert view.filter.mask(dataset.incidents)[row], "the map hides what the text speaks of"


@pytest.mark.parametrize(("story", "number"), STEPS)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_step_is_short_enough_for_a_screen(dataset: Dataset, story: str, number: int, lang: str) -> None:
    step = step_of(dataset, story, number)
    assert 0 < len(step.heading[lang]) <= 45
    assert 0 < len(step.text[lang].split()) <= 65
    assert 2 <= len(re.findall(r"[.؟?](?:\s|$)", step.text[lang])) <= 3


def test_a_steps_query_is_a_whole_view(dataset: Dataset) -> None:
    step = Step("site=harir&from=2024-08-01&lat=33.8&lon=42.4&zoom=7", {}, {})
    view = step.view("en", known_codes(dataset), dataset.positions)
    assert view.filter.site == ("harir",)
    assert view.camera == Camera(33.8, 42.4, 7.0)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("site=nowhere", "site"),
        ("from=soon", "from"),
        ("incident=none-such", "incident"),
        ("lat=1", "sites"),
        ("lang=en", "lang"),
        ("story=two-rockets", "story"),
    ],
)
def test_a_query_that_makes_no_sense_is_named(dataset: Dataset, query: str, parameter: str) -> None:
    query = f"{query}&sites=harir" if parameter == "sites" else query
    assert parameter in [name for name, _ in query_problems(query, known_codes(dataset), dataset.positions)]


def edited(tmp_path: Path, table: str, old: str, new: str) -> Path:
    directory = Path(shutil.copytree(DATA_DIRECTORY, tmp_path / "data"))
    path = directory / "stories" / table
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return directory


@pytest.mark.parametrize(
    ("table", "old", "new", "column"),
    [
        ("steps.csv", "st-16-joint-operations", "st-99-nobody", "statement_ids"),
        ("steps.csv", "site=ain-al-asad", "site=atlantis", "query"),
        ("steps.csv", "two-rockets,2,", "two-rockets,12,", "story_id"),
        ("steps.csv", "A summer of talks", "", "heading_en"),
        ("steps.csv", "صيف المحادثات", "", "heading_ar"),
        ("stories.csv", "from-5200-to-zero,2,", "from-5200-to-zero,1,", "order"),
    ],
)
def test_a_faulty_story_is_refused_with_its_cell(tmp_path: Path, table: str, old: str, new: str, column: str) -> None:
    with pytest.raises(TableError) as caught:
        load_dataset(edited(tmp_path, table, old, new))
    assert column in [problem.column for problem in caught.value.problems]


def test_a_story_without_steps_is_refused(tmp_path: Path) -> None:
    directory = edited(tmp_path, "stories.csv", "two-rockets,1,", "empty,3,E,فارغة,E,فارغة\ntwo-rockets,1,")
    with pytest.raises(TableError, match="empty"):
        load_dataset(directory)


def test_stories_stay_when_incidents_are_added(dataset: Dataset) -> None:
    assert with_records(dataset, [], "1-00000000").stories == dataset.stories


def test_an_incident_that_was_withdrawn_is_named_as_gone(dataset: Dataset) -> None:
    step = Step("", {}, {}, incidents=("2024-08-05-ain-al-asad-1", "2019-01-01-nowhere-1"), statements=("st-0",))
    found = grounds(dataset, step)
    assert found.incidents == (dataset.positions["2024-08-05-ain-al-asad-1"],)
    assert found.gone == ("st-0", "2019-01-01-nowhere-1")


def test_a_view_that_no_longer_holds_shows_what_is_left_of_it(dataset: Dataset) -> None:
    step = replace(step_of(dataset, "two-rockets", 4), query="site=harir&incident=gone")
    view = step.view("en", known_codes(dataset), dataset.positions)
    assert view.filter == Filter(site=("harir",))
    assert view.incident == ""
