"""One site: names, who is hosted, dated status notes, the published troop counts, its incidents over time."""

from __future__ import annotations

from typing import Any

import streamlit as st
from markupsafe import Markup

from components.charts.troops import troop_history
from components.domain.filters import effective_range
from components.domain.troops import as_of, figures
from components.i18n.phrases import age, troop_count, troop_line
from components.markup.pieces import EMPTY, join, source_items, source_line
from components.views import state
from components.views.context import Run


def site_dossier(run: Run) -> None:
    t = run.t
    row = run.dataset.site_rows[run.state.dossier]
    with st.container(key="dossier"):
        with st.container(key="dossier-nav", horizontal=True, gap="small", vertical_alignment="center"):
            chosen = run.state.filter.site == (run.state.dossier,)
            st.button(
                t("dossier.lift_filter") if chosen else t("dossier.filter"),
                key="dossier-filter",
                on_click=state.update,
                kwargs={"filter": run.state.filter.with_codes("site", () if chosen else (run.state.dossier,))},
            )
            st.button(
                t("incident.close"), key="dossier-close", type="tertiary", on_click=state.update, kwargs={"dossier": ""}
            )
        st.html(_head(run, row))
        chart = troop_history(run.dataset, run.state.dossier, t, run.mode)
        if chart is not None:
            st.altair_chart(
                chart,
                theme=None,
                key=f"troops-{run.state.dossier}",
                alt=t("dossier.chart_alt", site=row[f"name_{t.code}"]),
            )
        st.html(_tail(run, row))


def _head(run: Run, row: dict[str, Any]) -> Markup:
    t = run.t
    _, end = effective_range(run.dataset, run.state.filter)
    aliases = join((Markup("<bdi>{}</bdi>").format(alias) for alias in row[f"aliases_{t.code}"]), t("list.comma"))
    role = t("dossier.context") if row["role"] == "context" else ""
    known = as_of(run.dataset.troop_counts, run.state.dossier, end)
    if known:
        figure = known.figure
        said = t("figures.said_by", claimant=figure.claimant(t.code), month=t.format.month(figure.as_of.first))
        troops = Markup("<p><b><bdi>{}</bdi></b><br><small>{} · {}</small></p>").format(
            troop_line(t, figure), said, age(t, figure.age_days(end))
        )
    else:
        troops = Markup('<p class="m-hint">{}</p>').format(t("dossier.no_figure"))
    return Markup(
        '<article class="m-card"><h2><span><bdi>{}</bdi></span></h2><p class="m-where"><bdi>{}</bdi>{}</p>'
        '<p class="m-fine">{} {}</p><h3>{}</h3><p>{}</p><h3>{}</h3><p>{}</p><h3>{} <small>{}</small></h3>{}</article>'
    ).format(
        row[f"name_{t.code}"],
        row[f"name_{'en' if t.code == 'ar' else 'ar'}"],
        Markup(" · {}").format(t("dossier.governorate", name=row[f"governorate_{t.code}"])),
        Markup("{}: {}").format(t("dossier.aliases"), aliases) if aliases else EMPTY,
        Markup("<br>{}").format(role) if role else EMPTY,
        t("dossier.hosted"),
        row[f"host_note_{t.code}"],
        t("dossier.status"),
        row[f"status_note_{t.code}"],
        t("dossier.troops"),
        t("dossier.as_of", day=t.format.short_day(end)),
        troops,
    )


def _tail(run: Run, row: dict[str, Any]) -> Markup:
    t, schema = run.t, run.dataset.schema
    lines = []
    for figure in reversed(figures(run.dataset.troop_counts, run.state.dossier)):
        kind = "" if figure.kind == "reported" else schema.label("troop_counts", "kind", figure.kind, t.code)
        sources = join((source_line(run.dataset, t, identifier) for identifier in figure.source_ids), "<br>")
        count = t(f"troops.of.{figure.force}", count=troop_count(t, figure))
        lines.append(
            Markup("<tr><td>{}</td><td><bdi>{}</bdi>{}</td><td><bdi>{}</bdi><br><small>{}</small></td></tr>").format(
                t.format.reported(figure.as_of),
                count,
                Markup("<br><small>{}</small>").format(kind) if kind else EMPTY,
                figure.claimant(t.code),
                sources,
            )
        )
    parts = []
    if lines:
        parts.append(
            Markup(
                '<table class="m-claims"><thead><tr><th>{}</th><th>{}</th><th>{}</th></tr></thead>'
                "<tbody>{}</tbody></table>"
            ).format(t("timeline.as_of"), t("troops.count"), t("incident.claimant"), join(lines))
        )
    parts.append(_years(run))
    parts.append(Markup("<h3>{}</h3>{}").format(t("incident.sources"), source_items(run.dataset, t, row["source_ids"])))
    position = t("dossier.position", lat=f"{row['latitude']:.2f}", lon=f"{row['longitude']:.2f}")
    source = source_line(run.dataset, t, row["coordinate_source_id"])
    parts.append(Markup('<p class="m-fine"><bdi>{}</bdi> · {}</p>').format(position, source))
    return Markup('<article class="m-card">{}</article>').format(join(parts))


def _years(run: Run) -> Markup:
    """The site's incidents by year, all of them, with the share that the filter leaves."""
    t = run.t
    here = (run.dataset.incidents["site_id"] == run.state.dossier).to_numpy()
    years = run.dataset.incidents["date"].dt.year
    total = years[here].value_counts().sort_index()
    shown = years[here & run.mask].value_counts()
    if not len(total):
        return Markup('<p class="m-hint">{}</p>').format(t("dossier.no_incidents"))
    peak = int(total.max())
    rows = [
        Markup(
            '<li><span>{}</span><span class="m-bar"><i class="m-all" style="width:{:.1f}%"></i>'
            '<i style="width:{:.1f}%"></i></span><b>{}</b></li>'
        ).format(
            year,
            100 * int(count) / peak,
            100 * int(shown.get(year, 0)) / peak,
            _of(t, int(shown.get(year, 0)), int(count)),
        )
        for year, count in total.items()
    ]
    return Markup('<h3>{}</h3><ul class="m-grades">{}</ul>').format(t("dossier.incidents"), join(rows))


def _of(t: Any, shown: int, total: int) -> str:
    if shown == total:
        return str(t.format.number(total))
    return str(t("dossier.some_of", shown=t.format.number(shown), total=t.format.number(total)))
