"""Domain values in words: ranges, troop counts, chips, the sentence of a view. One wording everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from components.domain.filters import CODED, Filter, effective_range
from components.domain.incidents import NO_CLAIM
from components.i18n.translator import Translator

if TYPE_CHECKING:
    from components.domain.claims import Spread
    from components.domain.dataset import Dataset
    from components.domain.troops import TroopFigure

DAYS_A_YEAR = 365
DAYS_A_MONTH = 30


@dataclass(frozen=True)
class Chip:
    """One active choice of a filter, removable: `filter.without(dimension, code)`."""

    dimension: str
    code: str | None
    label: str


def spread(t: Translator, value: Spread) -> str:
    """`not reported`, `5`, or `5 to 7` where accounts differ."""
    if value.low is None or value.high is None:
        return t("value.not_reported")
    if value.low == value.high:
        return t.format.number(value.low)
    return t("value.range", low=t.format.number(value.low), high=t.format.number(value.high))


def troop_count(t: Translator, figure: TroopFigure) -> str:
    """The count with its precision: `≈2,500`, `>200`, `250–350`, `0`."""
    if figure.low is not None and figure.high is not None and figure.low != figure.high:
        return t("troops.between", low=t.format.number(figure.low), high=t.format.number(figure.high))
    number = figure.best if figure.best is not None else figure.high if figure.high is not None else figure.low
    if number is None:
        return t("value.not_reported")
    return t(f"troops.{figure.precision}", n=t.format.number(number))


def troop_line(t: Translator, figure: TroopFigure) -> str:
    """The count with force and month: `≈1,500 US and coalition · Jan 2020`."""
    count = t(f"troops.of.{figure.force}", count=troop_count(t, figure))
    return f"{count} · {t.format.month(figure.as_of.first)}"


def age(t: Translator, days: int) -> str:
    """How old a figure is at the date looked at, in the largest fitting unit."""
    if days >= DAYS_A_YEAR:
        return t.count("age.years", days // DAYS_A_YEAR)
    if days >= DAYS_A_MONTH:
        return t.count("age.months", days // DAYS_A_MONTH)
    return t.count("age.days", max(days, 0))


def option_label(t: Translator, dataset: Dataset, dimension: str, code: str) -> str:
    """The label of a filter option in the page's language."""
    if dimension == "site":
        return site_name(t, dataset, code)
    if dimension == "claimed_by":
        return group_name(t, dataset, code)
    if dimension == "casualties":
        return t(f"casualties.{code}")
    return dataset.schema.label("incidents", dimension, code, t.code)


def site_name(t: Translator, dataset: Dataset, code: str) -> str:
    row = dataset.site_rows.get(code)
    return str(row[f"short_name_{t.code}"]) if row else code


def group_name(t: Translator, dataset: Dataset, code: str) -> str:
    """A claiming group's name: the Arabic one where the data has it."""
    if code == NO_CLAIM:
        return t("filters.no_claim")
    name_en, name_ar = dataset.groups.get(code, (code, ""))
    return name_ar if t.code == "ar" and name_ar else name_en


def incident_head(t: Translator, dataset: Dataset, row: Mapping[str, Any]) -> str:
    """Day and place of an incident: `5 Aug 2024 · Ain al-Asad`."""
    place = site_name(t, dataset, str(row["site_id"])) if row["site_id"] else str(row[f"place_{t.code}"])
    return " · ".join(part for part in (t.format.short_day(row["date"].date()), place) if part)


def incident_summary(t: Translator, row: Mapping[str, Any]) -> str:
    """An incident's summary in the reader's language, else in the other."""
    return str(row[f"summary_{t.code}"] or row["summary_en"] or row["summary_ar"])


def date_range(t: Translator, dataset: Dataset, view: Filter) -> str:
    """The range looked at, written out even where it is the default."""
    return t.format.range(*effective_range(dataset, view))


def chips(t: Translator, dataset: Dataset, view: Filter) -> Iterator[Chip]:
    """Every active choice except the date, which has its own control."""
    for dimension in CODED:
        for code in view.codes(dimension):
            yield Chip(dimension, code, option_label(t, dataset, dimension, code))
    if view.casualties:
        yield Chip("casualties", None, t(f"casualties.{view.casualties}"))
    if view.q:
        yield Chip("q", None, t("filters.quoted", text=view.q))


def describe(t: Translator, dataset: Dataset, view: Filter, shown: int, forward: int = 0) -> str:
    """The sentence over the map: how many of how many, what, between which days, and how many are brought forward."""
    total = len(dataset.incidents)
    counted = (
        t.count("view.all", total) if shown == total else t.count("view.some", total, shown=t.format.number(shown))
    )
    parts = [*(chip.label for chip in chips(t, dataset, view)), date_range(t, dataset, view)]
    if forward:
        parts.append(t.count("highlight.forward", forward))
    return t("view.sentence", counted=counted, parts=" · ".join(parts))


def hurt_labels(t: Translator, steps: Sequence[int]) -> list[str]:
    """What each size of a dot means: none, then from each of `steps` up to the next, then from the last on."""
    numbers = [t.format.number(step) for step in steps]
    between = [
        t("map.hurt_between", low=low, high=t.format.number(step - 1))
        for low, step in zip(numbers[:-1], steps[1:], strict=True)
    ]
    return [t("map.hurt_none"), *between, t("map.hurt_from", low=numbers[-1])]
