"""The citation of a view: reference managers read it, and nothing in it breaks out of its field."""

from __future__ import annotations

import pytest
import rispy
from pybtex.database import parse_string

from components.domain.dataset import Dataset
from components.export.citation import write_bibtex, write_ris, write_text
from tests.export.extracts import HOSTILE, extract


@pytest.mark.parametrize(("lang", "day"), [("en", "28 November 2026"), ("ar", "28 تشرين الثاني 2026")])
def test_the_sentence_names_view_revision_day_link_and_licence(lang: str, day: str, dataset: Dataset) -> None:
    made = extract(dataset, lang, weapon=("drone",))
    said = write_text(made).decode()
    assert all(part in said for part in (made.sentence, dataset.revision, day, made.link, "CC BY 4.0"))


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_pybtex_reads_the_bibtex(lang: str, dataset: Dataset) -> None:
    made = extract(dataset, lang, weapon=("drone",))
    (entry,) = parse_string(write_bibtex(made).decode(), "bibtex").entries.values()
    assert made.sentence in entry.fields["title"]
    assert (entry.fields["url"], entry.fields["urldate"]) == (made.link, "2026-11-28")
    assert (entry.fields["version"], entry.fields["year"]) == (dataset.revision, "2026")
    assert "CC BY 4.0" in entry.fields["note"]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_rispy_reads_the_ris(lang: str, dataset: Dataset) -> None:
    made = extract(dataset, lang, weapon=("drone",))
    (entry,) = rispy.loads(write_ris(made).decode())
    assert entry["type_of_reference"] == "DATA"
    assert made.sentence in entry["title"]
    assert entry["urls"] == [made.link]
    assert entry["access_date"] == "2026/11/28"
    assert dataset.revision in str(entry)
    assert "CC BY 4.0" in str(entry)


@pytest.mark.parametrize("text", [*HOSTILE, "}, author = {x", "\\input{x}", "100%", "a\nER  - \nTY  - BOOK"])
def test_R20_hostile_words_of_a_search_stay_in_their_field_of_the_citation(text: str, dataset: Dataset) -> None:
    made = extract(dataset, q=text)
    (entry,) = parse_string(write_bibtex(made).decode(), "bibtex").entries.values()
    assert set(entry.fields) == {"title", "year", "version", "publisher", "url", "urldate", "note", "langid"}
    assert entry.fields["title"].startswith("{Marsad")
    assert "\\input" not in entry.fields["title"]
    (record,) = rispy.loads(write_ris(made).decode())
    assert record["type_of_reference"] == "DATA"
