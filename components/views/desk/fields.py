"""A stored row's fields as the page shows them: titles and values in its language, in the table's order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from components.i18n.phrases import site_name
from components.intake.reference import LINKS_COLUMN, LINKS_FIELD
from components.views.context import Run

NOTHING = "–"


def field_title(run: Run, name: str) -> str:
    """A field's title; links stand under the name of the table's field."""
    return run.dataset.schema.field("incidents", _in_table(name)).title(run.t.code)


def shown(run: Run, cells: Mapping[str, object], name: str) -> str:
    """A cell as text: a code by its label, a dash for none."""
    value = cells.get(name)
    if isinstance(value, (list, tuple)):
        return " | ".join(str(part) for part in value) or NOTHING
    if not value:
        return NOTHING
    field = run.dataset.schema.field("incidents", _in_table(name))
    if name == "site_id" and value in run.dataset.site_rows:
        return site_name(run.t, run.dataset, str(value))
    if value in field.codes:
        return run.dataset.schema.label("incidents", name, str(value), run.t.code)
    return str(value)


def in_order(run: Run, names: Iterable[str]) -> list[str]:
    """Field names in the order of the table."""
    order = {item.name: place for place, item in enumerate(run.dataset.schema.resources["incidents"].fields)}
    return sorted(names, key=lambda name: order.get(_in_table(name), len(order)))


def _in_table(name: str) -> str:
    return LINKS_FIELD if name == LINKS_COLUMN else name
