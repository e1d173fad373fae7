"""XLSX: typed cells, no formulae and no links, right to left in Arabic, and the first sheet comes home."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
import python_calamine as calamine

from components.domain.dataset import Dataset
from components.domain.export_columns import DERIVED_COLUMNS
from components.domain.formula_guard import STARTS, unguard
from components.domain.text import fold
from components.export.xlsx import write_xlsx
from components.i18n import translator
from components.intake.headers import header_aliases
from tests.export.extracts import (
    HOSTILE,
    TEXT_FIELDS,
    came_home_unchanged,
    extract,
    hostile,
    made_up,
    record,
    taken_in,
    with_published,
)


def sheets(data: bytes) -> dict[str, list[list[Any]]]:
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_R21_the_first_sheet_comes_home_unchanged(lang: str, dataset: Dataset) -> None:
    made = extract(dataset, lang, weapon=("drone", "rocket"))
    assert came_home_unchanged(taken_in(write_xlsx(made), dataset), len(made.incidents))


def test_R21_rows_of_any_text_come_home_unchanged_from_a_sheet_too() -> None:
    texts = [
        *HOSTILE,
        "=1",
        "'=1",
        "''=1",
        "\t=1",
        "\n",
        "-5",
        "+1.5",
        "＝1",
        "\r",
        "'quoted'",
        " spaced ",
        "two\nlines",
        "_x0041_",
    ]
    dataset = with_published(
        record(number, notes=text, claimed_by=text, summary_ar=text) for number, text in enumerate(texts)
    )
    assert came_home_unchanged(taken_in(write_xlsx(made_up(dataset)), dataset), len(texts))


def test_days_are_days_and_numbers_are_numbers(dataset: Dataset) -> None:
    made = extract(dataset)
    header, *rows = next(iter(sheets(write_xlsx(made)).values()))
    day, killed = header.index("Date"), header.index("US killed")
    latitude = header.index(translator("en")("export.column.marsad_latitude"))
    assert [row[day] for row in rows] == [stamp.date() for stamp in made.incidents["date"]]
    assert all(isinstance(row[day], date) for row in rows)
    assert [row[killed] for row in rows] == [
        "" if value is None else value
        for value in made.incidents["us_killed"].astype(object).where(made.incidents["us_killed"].notna(), None)
    ]
    assert [row[latitude] for row in rows] == list(made.incidents["place_latitude"])


def test_the_sheets_are_the_incidents_their_sources_the_claims_on_them_and_what_the_file_is(dataset: Dataset) -> None:
    made = extract(dataset, site=("harir",))
    incidents, sources, claims, about = sheets(write_xlsx(made)).values()
    assert len(incidents) == len(made.incidents) + 1
    used = set(made.incidents["source_ids"].explode()) | set(made.claims["source_id"])
    assert {row[0] for row in sources[1:]} == used
    assert {row[0] for row in claims[1:]} <= {row[0] for row in incidents[1:]}
    assert len(claims) == len(made.claims) + 1 > 1
    said = {row[0]: row[1] for row in about}
    assert said["View"] == made.sentence
    assert said["The view as parameters"] == "site=harir"
    assert (said["Data revision"], said["Made on (UTC)"]) == (dataset.revision, "2026-11-28")
    assert said["Licence"] == "CC BY 4.0"
    assert made.link in said["Suggested citation"]
    assert said["Weapon: drone"] == "Drone"


def test_in_arabic_the_sheets_run_from_right_to_left_with_arabic_names_and_titles(dataset: Dataset) -> None:
    data = write_xlsx(extract(dataset, "ar"))
    found = {name: text for name, text in parts(data).items() if name.startswith("xl/worksheets/sheet")}
    assert len(found) == 4
    assert all('rightToLeft="1"' in text for text in found.values())
    table = sheets(data)
    assert list(table) == ["الحوادث", "المصادر", "الروايات", "عن هذا الملف"]
    assert table["الحوادث"][0][:2] == ["معرّف الهجوم", "التاريخ"]


def test_the_titles_of_our_own_columns_are_no_fields_of_the_intake(dataset: Dataset) -> None:
    known = header_aliases(dataset.schema.resources["incidents"])
    for lang in ("en", "ar"):
        for name in DERIVED_COLUMNS:
            assert fold(translator(lang)(f"export.column.{name}")) not in known


def test_an_empty_view_has_its_sheets(dataset: Dataset) -> None:
    incidents, sources, claims, about = sheets(write_xlsx(extract(dataset, q="no such words"))).values()
    assert (len(incidents), len(sources), len(claims)) == (1, 1, 1)
    assert len(about) > 5


def test_R20_hostile_texts_stay_text_in_xlsx(dataset: Dataset) -> None:
    data = write_xlsx(made_up(hostile()))
    header, *rows = next(iter(sheets(data).values()))
    for name in TEXT_FIELDS:
        title = dataset.schema.field("incidents", name).title_en
        assert [unguard(row[header.index(title)]) for row in rows] == HOSTILE
    for name, text in parts(data).items():
        assert "<f>" not in text and "<hyperlink" not in text, name  # noqa: PT018


def test_R21_no_cell_of_any_sheet_is_one_that_a_spreadsheet_runs() -> None:
    for rows in sheets(write_xlsx(made_up(hostile()))).values():
        for row in rows:
            assert not any(isinstance(cell, str) and cell.startswith(tuple(STARTS)) for cell in row)
