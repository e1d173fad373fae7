"""The timeline: its brush, its independence of the date range, its labels."""

from __future__ import annotations

import json
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.charts.backdrop import LABELS_HEIGHT, Extent, backdrop, extent
from components.charts.labels import CHARACTER, GAP, place_labels
from components.charts.timeline import brushed_range, timeline
from components.charts.troops import troop_history
from components.domain.dataset import Dataset
from components.domain.filters import Filter
from components.i18n import LANGUAGES, translator
from components.theme.symbols import WEAPON_SYMBOLS

SPAN = Extent(date(2019, 5, 1), date(2026, 4, 30))


def milliseconds(day: str) -> float:
    return pd.Timestamp(day).timestamp() * 1000


def event(*bounds: float) -> dict[str, object]:
    return {"selection": {"brush": {"utcyearmonth_month": list(bounds)}}}


def test_a_brush_is_the_range_between_its_ends() -> None:
    chosen = brushed_range(event(milliseconds("2023-10-17"), milliseconds("2024-02-04")), SPAN)
    assert chosen == (date(2023, 10, 17), date(2024, 2, 4))


def test_a_brush_drawn_backwards_means_the_same() -> None:
    chosen = brushed_range(event(milliseconds("2024-02-04"), milliseconds("2023-10-17")), SPAN)
    assert chosen == (date(2023, 10, 17), date(2024, 2, 4))


def test_a_brush_beyond_the_axis_is_clipped() -> None:
    assert brushed_range(event(0, milliseconds("2030-01-01")), SPAN) == (SPAN.start, SPAN.end)


@pytest.mark.parametrize("cleared", [None, {}, {"selection": {}}, {"selection": {"brush": {}}}, event(1.0)])
def test_a_cleared_brush_lifts_the_range(cleared: object) -> None:
    assert brushed_range(cleared, SPAN) is None


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_no_brush_event_crashes(one: float, other: float) -> None:
    chosen = brushed_range(event(one, other), SPAN)
    assert chosen is None or SPAN.start <= chosen[0] <= chosen[1] <= SPAN.end


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_the_chart_does_not_depend_on_the_date_range(lang: str, dataset: Dataset) -> None:
    t = translator(lang)
    everything = timeline(dataset, Filter(weapon=("drone",)), t, "light", None)
    narrow = timeline(dataset, Filter(weapon=("drone",), start=date(2024, 1, 1)), t, "light", None)
    assert everything.to_dict() == narrow.to_dict()


def test_the_axis_covers_what_was_searched(dataset: Dataset) -> None:
    assert extent(dataset) == SPAN


def test_the_bars_travel_as_one_list_a_weapon(dataset: Dataset) -> None:
    spec = timeline(dataset, Filter(), translator("en"), "light", None).to_dict()
    assert "datasets" not in spec
    (lists,) = spec["layer"][0]["data"]["values"]
    months = lists.pop("months_on")
    days = dataset.incidents["date"].dt
    by_month = dataset.incidents.groupby((days.year - SPAN.start.year) * 12 + days.month - 1).size()
    assert dict(zip(months, map(sum, zip(*lists.values(), strict=True)), strict=True)) == by_month.to_dict()


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_every_month_is_named_as_elsewhere(lang: str, dataset: Dataset) -> None:
    t = translator(lang)
    spec = timeline(dataset, Filter(), t, "light", None).to_dict()
    said = next(item["calculate"] for item in spec["layer"][0]["transform"] if item.get("as") == "when")
    names = json.loads(said[1 : said.index(")")])
    assert [f"{name} 2023" for name in names] == [t.format.month(date(2023, month, 1)) for month in range(1, 13)]


def test_bars_have_the_weapons_colours(dataset: Dataset) -> None:
    spec = timeline(dataset, Filter(), translator("en"), "dark", None).to_dict()
    scale = spec["layer"][0]["encoding"]["color"]["scale"]
    assert dict(zip(scale["domain"], scale["range"], strict=True))["drone"] == WEAPON_SYMBOLS["drone"].dark


@given(st.lists(st.tuples(st.dates(date(2020, 1, 1), date(2025, 1, 1)), st.text(min_size=1, max_size=60)), max_size=40))
def test_labels_in_one_row_never_run_into_each_other(items: list[tuple[date, str]]) -> None:
    items.sort(key=lambda item: item[0])
    start, end, width = date(2020, 1, 1), date(2025, 1, 1), 1300
    placed = place_labels([day for day, _ in items], [text for _, text in items], start, end, width, 3)
    taken: dict[int, float] = {}
    for (day, _), label in zip(items, placed, strict=True):
        if label.tier < 0:
            continue
        left = (day - start).days / (end - start).days * width
        assert left >= taken.get(label.tier, float("-inf")) + GAP
        taken[label.tier] = left + len(label.text) * CHARACTER
        assert taken[label.tier] <= width


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_the_backdrop_stays_inside_the_axis_and_its_label_rows(lang: str, dataset: Dataset) -> None:
    parts = backdrop(dataset, translator(lang))
    days = [row["day"] for name in ("troops", "milestones", "labels") for row in parts[name]]
    assert all(SPAN.start.isoformat() <= day <= SPAN.end.isoformat() for day in days)
    assert all(0 <= row["top"] < LABELS_HEIGHT for row in parts["labels"])
    assert 0 < len(parts["labels"]) < len(parts["milestones"])


def test_the_troop_line_is_carried_on_but_nothing_is_claimed_at_its_end(dataset: Dataset) -> None:
    *said, last = backdrop(dataset, translator("en"))["troops"]
    assert all(row["said"] for row in said)
    assert (last["said"], last["day"], last["count"]) == (False, "2026-04-30", said[-1]["count"])


def test_a_site_without_any_published_count_has_no_chart(dataset: Dataset) -> None:
    assert troop_history(dataset, "nowhere", translator("en"), "light") is None
    assert troop_history(dataset, "ain-al-asad", translator("ar"), "light") is not None
