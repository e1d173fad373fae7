"""The timeline and its brush: a gesture sets the date range, a range set elsewhere is drawn as the brush."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import altair as alt
import streamlit as st
from markupsafe import Markup

from components.charts.backdrop import extent
from components.charts.timeline import BRUSH, brushed_range, timeline
from components.domain.dataset import Dataset
from components.domain.filters import Filter, effective_range
from components.i18n import translator
from components.theme.symbols import PAPER, Mode
from components.views import state
from components.views.context import Run


def timeline_panel(run: Run) -> None:
    t, view = run.t, run.state.filter
    span = extent(run.dataset)
    version = st.session_state.setdefault("timeline_version", 0)
    key = f"timeline-{version}-{t.code}-{run.mode}"

    def brush() -> None:
        """The chart keeps its own brush, so its version stays; clearing it lifts the range."""
        chosen = brushed_range(st.session_state[key], span)
        start, end = chosen or (None, None)
        state.update(filter=replace(state.current().filter, start=start, end=end))

    drawn = _drawn_brush(run, version)
    st.altair_chart(
        _chart(run.dataset, run.dataset.edition, view.without("date"), t.code, run.mode, drawn),
        theme=None,
        key=key,
        on_select=brush,
        selection_mode=[BRUSH],
        alt=t("timeline.alt"),
    )
    ink = PAPER[run.mode].ink
    st.html(
        Markup(
            '<p class="m-key"><span><i style="border-top:2px solid {0}"></i>{1}</span>'
            '<span><i style="border-top:1px dashed {0}"></i>{2}</span>'
            '<span><i style="border-top:5px solid {0};opacity:.85"></i>'
            '<i style="border-top:5px solid {0};opacity:.22"></i>{3}</span>'
            "<span>{4}</span></p>"
        ).format(
            ink,
            t("timeline.key_troops"),
            t("timeline.key_milestones"),
            t("timeline.key_coverage"),
            t("timeline.key_brush"),
        )
    )


@st.cache_resource(max_entries=128, show_spinner=False)
def _chart(
    _dataset: Dataset, edition: str, view: Filter, lang: str, mode: Mode, brush: tuple[date, date] | None
) -> alt.LayerChart:
    """The chart does not depend on the date range, so that moving through time builds it once."""
    return timeline(_dataset, view, translator(lang), mode, brush)


def _drawn_brush(run: Run, version: int) -> tuple[date, date] | None:
    """The range to draw when the chart is mounted: fixed per version, so that the spec stays the same afterwards."""
    drawn = st.session_state.setdefault("timeline_drawn", {})
    name = (version, run.t.code, run.mode)
    if name not in drawn:
        drawn.clear()
        view = run.state.filter
        drawn[name] = effective_range(run.dataset, view) if view.start or view.end else None
    return drawn[name]  # type: ignore[no-any-return]
