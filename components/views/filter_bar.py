"""The filters: date range with presets, coded filters with counts, search, the sentence of the view and its chips."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Literal

import streamlit as st
from markupsafe import Markup

from components.domain.facets import facet_counts
from components.domain.filters import CASUALTIES, MAX_TEXT, Filter, effective_range
from components.domain.presets import presets
from components.domain.text import fold
from components.i18n.phrases import chips, date_range, describe, option_label
from components.markup.pieces import plain
from components.views import state
from components.views.context import Run

_MAIN = ("site", "weapon", "outcome")
_MORE = ("verification", "claimed_by")
_EVERYTHING = "all"


def filter_bar(run: Run) -> None:
    t = run.t
    active = len(list(chips(t, run.dataset, run.state.filter))) + bool(run.state.filter.start or run.state.filter.end)
    opened = bool(st.session_state.get("filters_open"))
    st.button(
        t("filters.button", n=active) if active else t("filters.button_none"),
        key="filters-button",
        icon=":material/tune:",
        on_click=_toggle_sheet,
        width="stretch",
    )
    with (
        st.container(key="filters-open" if opened else "filters-folded"),
        st.container(key="filter-row", horizontal=True, vertical_alignment="center", gap="small"),
    ):
        _date_popover(run)
        _preset_pills(run)
        counts = facet_counts(run.dataset, run.state.filter, run.known)
        for dimension in _MAIN:
            _facet_popover(run, dimension, counts[dimension])
        _more_popover(run, counts)
        _search(run)
    _sentence(run)


def _toggle_sheet() -> None:
    state.touch()
    st.session_state["filters_open"] = not st.session_state.get("filters_open")


def _sentence(run: Run) -> None:
    t = run.t
    with st.container(key="sentence-row", horizontal=True, vertical_alignment="center", gap="small"):
        sentence = describe(t, run.dataset, run.state.filter, int(run.mask.sum()), len(run.state.highlight))
        st.html(Markup('<p class="m-sentence" role="status">{}</p>').format(sentence), width="content")
        active = list(chips(t, run.dataset, run.state.filter))
        for chip in active:
            st.button(
                f"{plain(chip.label)}  ✕",
                key=f"chip-{chip.dimension}-{chip.code or ''}",
                help=t("filters.remove"),
                on_click=state.update,
                kwargs={"filter": run.state.filter.without(chip.dimension, chip.code)},
            )
        if run.state.highlight:
            st.button(
                f"{t.count('highlight.forward', len(run.state.highlight))}  ✕",
                key="chip-highlight",
                help=t("highlight.release_all"),
                on_click=state.update,
                kwargs={"highlight": ()},
            )
        if run.state.filter != Filter() or run.state.highlight:
            st.button(
                t("filters.reset"),
                key="reset",
                type="tertiary",
                on_click=state.update,
                kwargs={"filter": Filter(), "highlight": ()},
            )


def _date_popover(run: Run) -> None:
    t, view = run.t, run.state.filter
    start, end = effective_range(run.dataset, view)
    low, high = min(run.dataset.first_day, start), max(run.dataset.last_day, end)
    with st.popover(date_range(t, run.dataset, view), icon=":material/calendar_month:", key="date-popover"):
        st.caption(t("filters.date_help"))
        for name, label, value in (("start", "filters.from", start), ("end", "filters.to", end)):
            key = f"date-{name}"
            st.session_state[key] = value
            st.date_input(
                t(label),
                key=key,
                min_value=low,
                max_value=high,
                format="YYYY-MM-DD",
                on_change=_apply_date,
                args=(name, key),
            )


def _apply_date(name: str, key: str) -> None:
    chosen = st.session_state.get(key)
    if not isinstance(chosen, date):
        return
    view = replace(state.current().filter, **{name: chosen})  # type: ignore[arg-type]
    if view.start and view.end and view.start > view.end:
        # The end just chosen stands; the other one opens up rather than shrinking the range to a day.
        view = replace(view, start=chosen, end=None) if name == "start" else replace(view, start=None, end=chosen)
    set_range(view.start, view.end)


def set_range(start: date | None, end: date | None) -> None:
    """Look at another range, drawn on the timeline anew."""
    state.update(filter=replace(state.current().filter, start=start, end=end))
    st.session_state["timeline_version"] = st.session_state.get("timeline_version", 0) + 1


def _preset_pills(run: Run) -> None:
    t, view = run.t, run.state.filter
    ranges = presets(run.dataset)
    st.session_state["preset"] = next((code for code, span in ranges.items() if span == (view.start, view.end)), None)
    st.pills(
        t("filters.presets"),
        list(ranges),
        key="preset",
        format_func=lambda code: code if code.isdigit() else t(f"presets.{code}"),
        label_visibility="collapsed",
        on_change=lambda: set_range(*ranges[st.session_state["preset"] or "all"]),
    )


def _facet_popover(run: Run, dimension: str, counts: dict[str, int]) -> None:
    chosen = run.state.filter.codes(dimension)
    label = run.t(f"filters.{dimension}")
    with st.popover(f"{label} · {len(chosen)}" if chosen else label, key=f"facet-{dimension}"):
        _facet_options(run, dimension, counts)


def _facet_options(
    run: Run, dimension: str, counts: dict[str, int], label_visibility: Literal["visible", "collapsed"] = "collapsed"
) -> None:
    """The options of one dimension, each with how many incidents it would leave."""
    t = run.t
    chosen = run.state.filter.codes(dimension)
    key = f"options-{dimension}"
    st.session_state[key] = [code for code in run.known[dimension] if code in chosen]
    st.pills(
        t(f"filters.{dimension}"),
        [code for code in run.known[dimension] if _ever(run, dimension, code) or code in chosen],
        selection_mode="multi",
        key=key,
        format_func=lambda code: (
            f"{plain(option_label(t, run.dataset, dimension, code))} ({t.format.number(counts[code])})"
        ),
        label_visibility=label_visibility,
        on_change=_choose,
        args=(dimension, key),
    )


def _ever(run: Run, dimension: str, code: str) -> bool:
    """Sites are always offered; a vocabulary's value only where the data has it."""
    return dimension in ("site", "claimed_by") or code in run.dataset.occurring[dimension]


def _choose(dimension: str, key: str) -> None:
    state.update(filter=state.current().filter.with_codes(dimension, st.session_state[key]))


def _more_popover(run: Run, counts: dict[str, dict[str, int]]) -> None:
    t, view = run.t, run.state.filter
    chosen = sum(len(view.codes(name)) for name in _MORE) + bool(view.casualties)
    with st.popover(f"{t('filters.more')} · {chosen}" if chosen else t("filters.more"), key="facet-more"):
        _casualty_choice(run, counts["casualties"])
        for dimension in _MORE:
            _facet_options(run, dimension, counts[dimension], label_visibility="visible")


def _casualty_choice(run: Run, counts: dict[str, int]) -> None:
    t = run.t
    st.session_state["casualties"] = run.state.filter.casualties or _EVERYTHING
    st.radio(
        t("filters.casualties"),
        (_EVERYTHING, *CASUALTIES),
        key="casualties",
        format_func=lambda code: t(f"casualties.{code}") + (f" ({counts[code]})" if code in counts else ""),
        help=t("filters.casualties_help"),
        on_change=_apply_casualties,
    )


def _apply_casualties() -> None:
    chosen = st.session_state["casualties"]
    state.update(filter=replace(state.current().filter, casualties=None if chosen == _EVERYTHING else chosen))


def _search(run: Run) -> None:
    t = run.t
    st.session_state["search"] = run.state.filter.q
    st.text_input(
        t("filters.search"),
        key="search",
        max_chars=MAX_TEXT,
        placeholder=t("filters.search_short"),
        icon=":material/search:",
        label_visibility="collapsed",
        on_change=_apply_search,
    )


def _apply_search() -> None:
    text = st.session_state["search"].strip()
    state.update(filter=replace(state.current().filter, q=text if fold(text) else ""))
