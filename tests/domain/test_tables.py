"""Faulty tables are refused with every fault named by line and column."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from components.domain.dataset import digest, load_dataset
from components.domain.directory import DATA_DIRECTORY
from components.domain.schema import SchemaError, load_schema
from components.domain.tables import TableError


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA_DIRECTORY, tmp_path / "data"))


def edit(directory: Path, table: str, old: str, new: str) -> None:
    path = directory / table
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problem_of(directory: Path) -> tuple[str, int, str, str]:
    with pytest.raises(TableError) as caught:
        load_dataset(directory)
    first = caught.value.problems[0]
    return first.table, first.line, first.column, first.value


def test_a_weapon_outside_the_vocabulary_is_named(copy: Path) -> None:
    edit(copy, "incidents.csv", ",ain-al-asad,,,,,rocket,", ",ain-al-asad,,,,,catapult,")
    assert problem_of(copy) == ("incidents", 2, "weapon", "catapult")


def test_an_impossible_date_is_named(copy: Path) -> None:
    edit(copy, "incidents.csv", "2019-12-03-ain-al-asad-1,2019-12-03,", "2019-12-03-ain-al-asad-1,2019-02-30,")
    assert problem_of(copy) == ("incidents", 2, "date", "2019-02-30")


def test_a_count_that_is_no_number_is_named(copy: Path) -> None:
    edit(copy, "incidents.csv", ",rocket,5,impact,", ",rocket,several,impact,")
    assert problem_of(copy) == ("incidents", 2, "munitions_count", "several")


def test_a_site_outside_the_region_is_named(copy: Path) -> None:
    edit(copy, "sites.csv", ",33.79,42.44,", ",3.79,42.44,")
    assert problem_of(copy)[2:] == ("latitude", "3.79")


def test_a_source_that_is_not_there_is_named(copy: Path) -> None:
    lines = (copy / "sources.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    gone = next(line for line in lines[1:] if line.startswith("rt-com-"))
    (copy / "sources.csv").write_text("".join(line for line in lines if line != gone), encoding="utf-8")
    table, _, column, value = problem_of(copy)
    assert (table, column, value) == ("incidents", "source_ids", gone.split(",")[0])


def test_a_repeated_id_is_named(copy: Path) -> None:
    path = copy / "coverage.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[1]]), encoding="utf-8")
    assert problem_of(copy)[:3] == ("coverage", len(lines) + 1, "month")


def test_a_missing_column_is_named(copy: Path) -> None:
    edit(copy, "coverage.csv", "month,searched", "month,looked")
    assert problem_of(copy)[:2] == ("coverage", 1)


def test_a_missing_descriptor_is_a_schema_error(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match=r"datapackage\.json"):
        load_schema(tmp_path)


def test_any_change_of_a_table_changes_the_revision(copy: Path) -> None:
    before = digest(copy)
    edit(copy, "incidents.csv", "Five rockets", "Five  rockets")
    assert digest(copy) != before
