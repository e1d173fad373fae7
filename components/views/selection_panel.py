"""What is selected: an incident, a site, or nothing yet: then the latest incidents, what is known best and least."""

from __future__ import annotations

from typing import Any

import streamlit as st
from markupsafe import Markup, escape

from components.domain.incidents import GRADES
from components.domain.tables import records
from components.i18n.phrases import incident_head, incident_summary
from components.markup.pieces import contested_mark, join, weapon_glyph
from components.views import state
from components.views.context import Run
from components.views.incident_panel import incident_panel
from components.views.site_dossier import site_dossier

LATEST = 5


def selection_panel(run: Run) -> None:
    if run.state.incident:
        incident_panel(run)
    elif run.state.dossier:
        site_dossier(run)
    else:
        _overview(run)


def _overview(run: Run) -> None:
    t = run.t
    with st.container(key="overview"):
        if not run.mask.any():
            st.html(
                Markup('<div class="m-empty"><h3>{}</h3><p>{}</p></div>').format(t("empty.title"), t("empty.advice"))
            )
            return
        st.html(Markup("<h3>{}</h3>").format(t("overview.latest")))
        latest = run.dataset.incidents[run.mask].iloc[::-1].head(LATEST)
        for row in records(latest):
            with st.container(
                key=f"latest-{row['incident_id']}", horizontal=True, gap="small", vertical_alignment="top"
            ):
                st.html(_line(run, row), width="stretch")
                st.button(
                    t("overview.open"),
                    key=f"open-{row['incident_id']}",
                    type="tertiary",
                    help=str(row["incident_id"]),
                    on_click=state.update,
                    kwargs={"incident": row["incident_id"]},
                )
        st.html(_known_best_and_least(run))


def _line(run: Run, row: dict[str, Any]) -> Markup:
    t = run.t
    mark = contested_mark(t) if row["contested"] else Markup("")
    return Markup('<div class="m-line">{}<div><b>{}</b> {}<br>{}</div></div>').format(
        weapon_glyph(str(row["weapon"]), run.mode),
        incident_head(t, run.dataset, row),
        mark,
        incident_summary(t, row),
    )


def _known_best_and_least(run: Run) -> Markup:
    t = run.t
    counts = run.dataset.incidents.loc[run.mask, "grade"].value_counts()
    total = int(run.mask.sum())
    rows = [
        Markup('<li><span>{}</span><span class="m-bar"><i style="width:{:.1f}%"></i></span><b>{}</b></li>').format(
            t(f"grade.{name}"), 100 * int(counts.get(name, 0)) / total, t.format.number(int(counts.get(name, 0)))
        )
        for name in GRADES
    ]
    return Markup('<h3>{}</h3><ul class="m-grades">{}</ul><p class="m-fine">{}</p>').format(
        t("overview.grades"), join(rows), escape(t("overview.incomplete"))
    )
