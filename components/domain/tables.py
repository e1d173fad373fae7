"""CSV tables read with the types that the descriptor gives them, every fault named by line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from components.domain.schema import Field, Resource, Schema

HEADER_LINES = 1


@dataclass(frozen=True)
class Problem:
    """One cell that breaks its field's rule. `line` counts data rows as a spreadsheet does (header = 1)."""

    table: str
    line: int
    column: str
    value: str
    rule: str

    def __str__(self) -> str:
        return f"{self.table} line {self.line}, {self.column}={self.value!r}: {self.rule}"


class TableError(ValueError):
    """A table does not follow the descriptor. `problems` holds every fault found."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("; ".join(str(problem) for problem in problems[:10]))


def read_table(resource: Resource, directory: Path) -> pd.DataFrame:
    """Read one table.

    Columns: text as `str` ("" = not reported), lists as tuples of `str`, integers as `Int64` and numbers as
    `Float64` (NA = not reported, never 0), days as `datetime64` at midnight local to Baghdad, vocabularies as
    ordered `category` in the descriptor's order. Raises TableError.
    """
    path = directory / resource.path
    raw = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    expected = [item.name for item in resource.fields]
    if list(raw.columns) != expected:
        rule = f"the header must be {', '.join(expected)}"
        raise TableError([Problem(resource.name, HEADER_LINES, "", ",".join(raw.columns), rule)])
    problems = [problem for item in resource.fields for problem in _field_problems(resource, item, raw[item.name])]
    problems += _key_problems(resource, raw)
    if problems:
        raise TableError(problems)
    return typed_frame(resource, raw)


def typed_frame(resource: Resource, raw: pd.DataFrame) -> pd.DataFrame:
    """Give columns of text the types of their fields: see `read_table`."""
    return pd.DataFrame({item.name: _typed(item, raw[item.name]) for item in resource.fields})


def text_frame(resource: Resource, frame: pd.DataFrame) -> pd.DataFrame:
    """The way back from `typed_frame`: every cell as the table's file would hold it."""
    return pd.DataFrame({item.name: _texts(item, frame[item.name]) for item in resource.fields}, dtype="str")


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dicts from column name to cell, in order."""
    return [{str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")]


def reference_problems(schema: Schema, frames: dict[str, pd.DataFrame]) -> list[Problem]:
    """Every id that points at a row which is not there, over all tables."""
    found: list[Problem] = []
    for name, frame in frames.items():
        for item in schema.resources[name].fields:
            if item.references is None:
                continue
            table, column = item.references
            known = set(frames[table][column])
            cells = frame[item.name].explode() if item.type == "list" else frame[item.name]
            missing = cells[~cells.isin(known) & cells.notna() & (cells.astype(str) != "")]
            found += [
                Problem(name, int(str(row)) + HEADER_LINES + 1, item.name, str(value), f"no such row in {table}")
                for row, value in missing.items()
            ]
    return found


def _typed(item: Field, cells: pd.Series) -> pd.Series:
    if item.categories:
        return pd.Series(pd.Categorical(cells.where(cells != "", None), categories=list(item.codes), ordered=True))
    match item.type:
        case "integer":
            return pd.to_numeric(cells.where(cells != "", None)).astype("Int64")
        case "number":
            return pd.to_numeric(cells.where(cells != "", None)).astype("Float64")
        case "date":
            return pd.to_datetime(cells.where(cells != "", None), format="%Y-%m-%d")
        case "list":
            delimiter = item.delimiter or "|"
            return cells.map(lambda cell: tuple(part.strip() for part in cell.split(delimiter) if part.strip()))
        case _:
            return cells


def _texts(item: Field, cells: pd.Series) -> pd.Series:
    match item.type:
        case "date":
            return pd.Series(cells.dt.strftime("%Y-%m-%d")).fillna("")
        case "list":
            return pd.Series([f" {item.delimiter or '|'} ".join(cell) for cell in cells], cells.index, dtype="str")
        case _:
            return cells.astype("str").where(cells.notna(), "")


def _field_problems(resource: Resource, item: Field, cells: pd.Series) -> Iterator[Problem]:
    filled = cells != ""
    if item.required:
        yield from _problems(resource, item, cells[~filled], "must not be empty")
    given = cells[filled]
    if item.unique:
        yield from _problems(resource, item, given[given.duplicated()], "must be unique")
    if item.pattern:
        matches = given.str.fullmatch(item.pattern)
        yield from _problems(resource, item, given[~matches.astype(bool)], f"must match {item.pattern}")
    if item.categories:
        yield from _problems(resource, item, given[~given.isin(item.codes)], f"must be one of {', '.join(item.codes)}")
    if item.type == "date":
        days = pd.to_datetime(given, format="%Y-%m-%d", errors="coerce")
        yield from _problems(resource, item, given[days.isna()], "must be a date YYYY-MM-DD")
    if item.type in ("integer", "number"):
        yield from _number_problems(resource, item, given)


def _number_problems(resource: Resource, item: Field, given: pd.Series) -> Iterator[Problem]:
    whole = item.type == "integer"
    form = re.compile(r"-?\d+" if whole else r"-?\d+(\.\d+)?")
    well_formed = given.map(lambda cell: form.fullmatch(cell) is not None).astype(bool)
    yield from _problems(resource, item, given[~well_formed], "must be a whole number" if whole else "must be a number")
    numbers = pd.to_numeric(given[well_formed])
    if item.minimum is not None:
        yield from _problems(resource, item, given[well_formed][numbers < item.minimum], f"minimum {item.minimum}")
    if item.maximum is not None:
        yield from _problems(resource, item, given[well_formed][numbers > item.maximum], f"maximum {item.maximum}")


def _key_problems(resource: Resource, raw: pd.DataFrame) -> list[Problem]:
    if not resource.primary_key:
        return []
    repeated = raw[raw.duplicated(list(resource.primary_key))]
    name = ", ".join(resource.primary_key)
    return [
        Problem(resource.name, int(row) + HEADER_LINES + 1, name, " / ".join(values), "must be unique")
        for row, values in zip(
            repeated.index, repeated[list(resource.primary_key)].itertuples(index=False), strict=True
        )
    ]


def _problems(resource: Resource, item: Field, cells: pd.Series, rule: str) -> Iterator[Problem]:
    for row, value in cells.items():
        yield Problem(resource.name, int(str(row)) + HEADER_LINES + 1, item.name, value, rule)
