"""The shipped tables through their descriptor: types, vocabularies, keys, references, sources, languages, region."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import frictionless
import pandas as pd
import pytest

from components.domain.dataset import Dataset
from components.domain.dates import ReportedDate
from components.domain.directory import DATA_DIRECTORY
from components.domain.schema import DESCRIPTOR, load_schema
from components.domain.tables import read_table, records, reference_problems

SCHEMA = load_schema(DATA_DIRECTORY)
TABLES = sorted(SCHEMA.resources)


@pytest.fixture(scope="module")
def frames() -> dict[str, pd.DataFrame]:
    return {name: read_table(resource, DATA_DIRECTORY) for name, resource in SCHEMA.resources.items()}


@pytest.mark.parametrize("name", TABLES)
def test_every_table_follows_its_descriptor(name: str, frames: dict[str, pd.DataFrame]) -> None:
    assert len(frames[name]) > 0


def test_an_independent_validator_agrees() -> None:
    report = frictionless.validate(str(DATA_DIRECTORY / DESCRIPTOR))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])[:10]


def test_every_reference_resolves(frames: dict[str, pd.DataFrame]) -> None:
    assert reference_problems(SCHEMA, frames) == []


def test_the_descriptor_speaks_both_languages() -> None:
    silent = []
    for resource in SCHEMA.resources.values():
        silent += [resource.name] if not (resource.title_en and resource.title_ar) else []
        for item in resource.fields:
            texts = (item.title_en, item.title_ar, item.description_en, item.description_ar)
            silent += [f"{resource.name}.{item.name}"] if not all(texts) else []
            for category in item.categories:
                words = (category.label_en, category.label_ar, category.description_en, category.description_ar)
                silent += [f"{resource.name}.{item.name}={category.value}"] if not all(words) else []
    assert silent == []


@pytest.mark.parametrize("name", ["sites", "incidents", "troop_counts", "milestones", "statements"])
def test_every_fact_has_a_source(name: str, frames: dict[str, pd.DataFrame]) -> None:
    without = frames[name][frames[name]["source_ids"].map(len) == 0]
    assert without.empty


@pytest.mark.parametrize("name", TABLES)
def test_texts_come_in_both_languages(name: str, frames: dict[str, pd.DataFrame]) -> None:
    """Every English text has its Arabic twin: `x_en` beside `x_ar`, or `x` beside `x_ar`."""
    frame = frames[name]
    for arabic in [column for column in map(str, frame) if column.endswith("_ar")]:
        stem = arabic.removesuffix("_ar")
        english = f"{stem}_en" if f"{stem}_en" in frame else stem
        present = frame[english].map(len) > 0
        if name == "claims" and stem == "value":
            present &= frame["field"].isin(["claimed_by", "attributed_to"])
        missing = frame[present & (frame[arabic].map(len) == 0)]
        assert missing.empty, f"{name}.{arabic}: {missing.index.tolist()[:5]}"


def test_arabic_texts_are_arabic(frames: dict[str, pd.DataFrame]) -> None:
    arabic = re.compile("[\u0600-\u06ff]")
    for name, frame in frames.items():
        for column in [
            name for name in map(str, frame) if name.endswith("_ar") and pd.api.types.is_string_dtype(frame[name])
        ]:
            given = frame.loc[frame[column] != "", column]
            latin = given[~given.map(lambda text: arabic.search(text) is not None)]
            assert latin.empty, f"{name}.{column}: {latin.tolist()[:3]}"


def test_coordinates_have_two_decimals_and_lie_in_the_region(frames: dict[str, pd.DataFrame]) -> None:
    sites = frames["sites"]
    assert sites["latitude"].between(29, 38).all()
    assert sites["longitude"].between(38.5, 49).all()
    for column in ("latitude", "longitude"):
        assert (sites[column].astype(float).round(2) == sites[column].astype(float)).all()


def test_every_partial_date_parses(frames: dict[str, pd.DataFrame]) -> None:
    for name, column in (
        ("troop_counts", "as_of"),
        ("statements", "date"),
        ("sources", "date"),
        ("claims", "claimed_on"),
    ):
        for text in frames[name][column]:
            ReportedDate.parse(text)


def test_sources_are_one_row_per_clean_link(frames: dict[str, pd.DataFrame]) -> None:
    urls = frames["sources"]["url"]
    given = urls[urls != ""]
    assert given.is_unique
    assert given.map(lambda url: urlsplit(url).scheme in ("http", "https") and " " not in url).all()
    assert frames["sources"].loc[urls == "", "kind"].tolist() == ["article"]


def test_claims_fit_the_field_that_they_speak_of(frames: dict[str, pd.DataFrame]) -> None:
    for claim in records(frames["claims"]):
        item = SCHEMA.field("incidents", str(claim["field"]))
        value = claim["value"]
        if not value:
            assert claim["note"], claim
        elif item.categories:
            assert value in item.codes, claim
        elif item.type == "integer":
            assert value.isdigit(), claim
        elif item.type == "date":
            ReportedDate.parse(value)


def test_the_counts_of_the_research_are_all_there(dataset: Dataset) -> None:
    counts = {name: len(getattr(dataset, name)) for name in ("incidents", "claims", "troop_counts", "milestones")}
    assert counts == {"incidents": 172, "claims": 254, "troop_counts": 62, "milestones": 48}
