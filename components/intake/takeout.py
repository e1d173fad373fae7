"""A revision's incidents as a file that comes home through the intake unchanged."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from components.domain.formula_guard import guard
from components.domain.schema import Schema
from components.intake.reference import LINKS_FIELD
from components.intake.template import BOM, columns


def incidents_csv(schema: Schema, rows: Iterable[Mapping[str, str]], links: Mapping[str, str]) -> bytes:
    """CSV in the template's columns, UTF-8 with a BOM, safe for spreadsheets.

    `rows`: the incidents' table as text. `links`: the link of a source by its id; a source without one keeps its id.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    names = [item.name for item in schema.resources["incidents"].fields]
    writer.writerow(columns(schema))
    for row in rows:
        cells = {**row, LINKS_FIELD: " | ".join(links.get(part, "") or part for part in _parts(row[LINKS_FIELD]))}
        writer.writerow(guard(cells[name]) for name in names)
    return (BOM + out.getvalue()).encode("utf-8", "replace")


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]
