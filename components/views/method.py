"""Sources & method: how the data came to be, what its words mean, what is missing, and every source."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup, escape

from components.domain.tables import records
from components.domain.troops import COUNTRY, figures
from components.domain.view import SECTIONS
from components.i18n.phrases import site_name, troop_count
from components.markup.pieces import EMPTY, join, source_items
from components.views import state
from components.views.context import Run

_TOPICS = ("where", "figures", "as_of", "verification", "precision", "gaps", "uploads", "not", "claims")


def method(run: Run) -> None:
    t = run.t
    chosen = run.state.view if run.state.view in SECTIONS else SECTIONS[0]
    st.session_state["method-section"] = chosen
    with st.container(key="method"):
        st.pills(
            t("method.section"),
            SECTIONS,
            key="method-section",
            format_func=lambda name: t(f"method.sections.{name}"),
            label_visibility="collapsed",
            required=True,
            on_change=lambda: state.update(view=st.session_state["method-section"]),
        )
        {
            "method": _method,
            "troops": _troop_counts,
            "milestones": _milestones,
            "statements": _statements,
            "sources": _sources,
        }[chosen](run)


def _method(run: Run) -> None:
    t, data = run.t, run.dataset
    searched = Counter(data.coverage["searched"].astype(str))
    values = {
        "incidents": len(data.incidents),
        "claims": len(data.claims),
        "troops": len(data.troop_counts),
        "milestones": len(data.milestones),
        "statements": len(data.statements),
        "sources": len(data.sources),
        "well": searched["well"],
        "partial": searched["partial"],
        "thin": searched["thin"],
        "verification": "\n".join(
            f"- **{category.label(t.code)}**: {category.description(t.code)}"
            for category in data.schema.field("incidents", "verification").categories
        ),
    }
    st.html(Markup('<p class="m-lead">{}</p>').format(t("method.lead")))
    article = data.sources.loc[data.sources["kind"] == "article", "source_id"]
    st.html(Markup("<h3>{}</h3>{}").format(t("method.article"), source_items(data, t, article)))
    for topic in _TOPICS:
        st.markdown(f"### {t(f'method.{topic}.title')}\n{t(f'method.{topic}.body', **values)}")


def _troop_counts(run: Run) -> None:
    """Every published count, newest first, with its claimant, kind and sources."""
    t, schema = run.t, run.dataset.schema
    rows = []
    texts = run.dataset.troop_counts.set_index("record_id")
    for figure in reversed(figures(run.dataset.troop_counts)):
        text = texts.loc[figure.record_id]
        notes = text["notes_ar"] if t.code == "ar" and text["notes_ar"] else text["notes"]
        where = t("method.table.iraq") if figure.scope == COUNTRY else site_name(t, run.dataset, figure.scope)
        kind = schema.label("troop_counts", "kind", figure.kind, t.code)
        count = t(f"troops.of.{figure.force}", count=troop_count(t, figure))
        rows.append(
            Markup(
                "<li><h4>{} · {}</h4><p><b><bdi>{}</bdi></b> · {} · <bdi>{}</bdi></p><p dir='auto'>{}</p>{}{}</li>"
            ).format(
                t.format.reported(figure.as_of),
                where,
                count,
                kind,
                figure.claimant(t.code),
                text[f"summary_{t.code}"],
                Markup('<p class="m-fine" dir="auto">{}</p>').format(notes) if notes else EMPTY,
                source_items(run.dataset, t, figure.source_ids),
            )
        )
    st.html(Markup('<ul class="m-entries">{}</ul>').format(join(rows)))


def _milestones(run: Run) -> None:
    t, schema = run.t, run.dataset.schema
    rows = []
    for row in records(run.dataset.milestones.sort_values("date", ascending=False)):
        day = t.format.day(row["date"].date())
        when = t("map.about", date=day) if row["date_precision"] == "approximate" else day
        actors = t("list.comma").join(row["actors_ar" if t.code == "ar" else "actors"])
        rows.append(
            Markup("<li><h4>{} · {}</h4><p><b>{}</b></p><p>{}</p><p class='m-fine'>{}</p>{}</li>").format(
                when,
                schema.label("milestones", "category", str(row["category"]), t.code),
                row[f"title_{t.code}"],
                row[f"summary_{t.code}"],
                actors,
                source_items(run.dataset, t, row["source_ids"]),
            )
        )
    st.html(Markup('<ul class="m-entries">{}</ul>').format(join(rows)))


def _statements(run: Run) -> None:
    """Positions side by side under the question that they answer."""
    t = run.t
    st.html(Markup('<p class="m-lead">{}</p>').format(t("method.table.both_sides")))
    by_topic = run.dataset.statements.groupby("topic", observed=True, sort=False)
    blocks = []
    for topic, rows in by_topic:
        cards = [_statement(run, row) for row in records(rows.sort_values("date"))]
        title = run.dataset.schema.label("statements", "topic", str(topic), t.code)
        blocks.append(
            Markup('<section><h3>{}</h3><ul class="m-positions">{}</ul></section>').format(title, join(cards))
        )
    st.html(join(blocks))


def _statement(run: Run, row: dict[str, Any]) -> Markup:
    t = run.t
    return Markup("<li><h4>{}</h4><p class='m-fine'>{} · {}</p><p>{}</p>{}</li>").format(
        row[f"speaker_{t.code}"],
        row[f"organisation_{t.code}"],
        t.format.reported_text(row["date"]),
        row[f"position_{t.code}"],
        source_items(run.dataset, t, row["source_ids"]),
    )


def _sources(run: Run) -> None:
    t, schema = run.t, run.dataset.schema
    sources = run.dataset.sources
    used = run.dataset.source_uses
    frame = pd.DataFrame(
        {
            "publisher": sources["publisher"],
            "origin": sources["origin"],
            "date": sources["date"],
            "language": [t.language_name(code) if code else "" for code in sources["language"]],
            "kind": [schema.label("sources", "kind", str(kind), t.code) for kind in sources["kind"]],
            "used": [used[identifier] for identifier in sources["source_id"]],
            "link": sources["url"].where(sources["url"] != "", None),
        }
    ).sort_values(["used", "publisher"], ascending=[False, True])
    st.caption(str(escape(t("method.table.caption", n=t.format.number(len(frame))))))
    config = st.column_config
    st.dataframe(
        frame,
        key=f"sources-{t.code}",
        hide_index=True,
        height=640,
        placeholder=t("value.none"),
        alt=t("method.sections.sources"),
        column_config={
            **{
                name: config.TextColumn(t(f"method.table.{name}"))
                for name in ("publisher", "origin", "language", "kind")
            },
            "date": config.TextColumn(t("timeline.date"), width=100),
            "used": config.NumberColumn(
                t("method.table.used"), help=t("method.table.used_help"), format="%d", width="small"
            ),
            "link": config.LinkColumn(t("method.table.link"), width=300),
        },
    )
