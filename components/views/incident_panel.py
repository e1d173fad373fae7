"""One incident: everything known, each figure with who says so, the differing claims side by side, the sources."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from components.domain.claims import COUNT_FIELDS, spread_of
from components.domain.filters import MAX_VALUES
from components.domain.tables import records
from components.i18n.phrases import spread
from components.views import state
from components.views.accounts import accounts_table
from components.views.context import Run
from components.views.markup import EMPTY, contested_mark, join, source_items, weapon_glyph

_TEXT_FIELDS = ("claimed_by", "attributed_to")


def incident_panel(run: Run) -> None:
    position = run.dataset.positions[run.state.incident]
    (row,) = records(run.dataset.incidents.iloc[position : position + 1])
    claims = records(run.dataset.claims[run.dataset.claims["incident_id"] == run.state.incident])
    with st.container(key="incident"):
        _navigation(run, position)
        if not run.mask[position]:
            st.html(Markup('<p class="m-hint">{}</p>').format(run.t("incident.filtered_out")))
        st.html(_card(run, position, row, claims))


def _navigation(run: Run, position: int) -> None:
    """Previous and next among the incidents that the filter leaves, in order of date."""
    t = run.t
    rows = run.mask.nonzero()[0]
    before, after = rows[rows < position], rows[rows > position]
    identifiers = run.dataset.incidents["incident_id"]
    with st.container(key="incident-nav", horizontal=True, gap="small", vertical_alignment="center"):
        for name, found, pick in (("previous", before, -1), ("next", after, 0)):
            target = str(identifiers.iloc[found[pick]]) if len(found) else ""
            st.button(
                t(f"incident.{name}"),
                key=f"incident-{name}",
                disabled=not target,
                on_click=state.update,
                kwargs={"incident": target},
            )
        _bring_forward(run)
        st.button(
            t("incident.close"), key="incident-close", type="tertiary", on_click=state.update, kwargs={"incident": ""}
        )


def _bring_forward(run: Run) -> None:
    """Adds the incident to those that stand out on the map, or takes it out again."""
    chosen, identifier = run.state.highlight, run.state.incident
    stands_out = identifier in chosen
    others = tuple(other for other in chosen if other != identifier)
    st.button(
        run.t("highlight.release" if stands_out else "highlight.bring"),
        key="incident-forward",
        help=run.t("highlight.help"),
        disabled=not stands_out and len(chosen) >= MAX_VALUES,
        on_click=state.update,
        kwargs={"highlight": others if stands_out else (*chosen, identifier)},
    )


def _card(run: Run, position: int, row: dict[str, Any], claims: list[dict[str, Any]]) -> Markup:
    t = run.t
    hollow = row["verification"] in ("claimed_only", "disputed")
    mark = contested_mark(t) if row["contested"] else EMPTY
    summary = row[f"summary_{t.code}"] or row["summary_en"] or row["summary_ar"]
    head = Markup(
        '<h2>{}<span>{} {}</span></h2><p class="m-where">{} {}</p><p class="m-summary" dir="auto">{}</p>'
    ).format(
        weapon_glyph(str(row["weapon"]), run.mode, hollow),
        _date(run, row),
        mark,
        _place(run, row),
        contested_mark(t) if "site_id" in row["contested_fields"] else EMPTY,
        summary,
    )
    parts = [head, _facts(run, position, row, claims)]
    if claims:
        parts.append(Markup("<h3>{}</h3>{}").format(t("incident.accounts"), accounts_table(run, row, claims)))
    if notes := row["notes_ar" if t.code == "ar" else "notes"] or row["notes"]:
        parts.append(Markup('<h3>{}</h3><p dir="auto">{}</p>').format(t("incident.notes"), notes))
    origins = t.count("incident.origins", int(row["origins"]), reports=t.count("noun.report", len(row["source_ids"])))
    parts.append(
        Markup("<h3>{} <small>{}</small></h3>{}").format(
            t("incident.sources"), origins, source_items(run.dataset, t, row["source_ids"])
        )
    )
    parts.append(Markup('<p class="m-fine">{} <code>{}</code></p>').format(t("incident.id"), row["incident_id"]))
    return Markup('<article class="m-card">{}</article>').format(join(parts))


def _date(run: Run, row: dict[str, Any]) -> str:
    t = run.t
    day = t.format.day(row["date"].date())
    if row["date_precision"] == "approximate":
        day = t("map.about", date=day)
    return t("list.comma").join(part for part in (day, row["time_local"]) if part)


def _place(run: Run, row: dict[str, Any]) -> str:
    t = run.t
    if row["site_id"]:
        site = run.dataset.site_rows[row["site_id"]]
        return t("incident.at_site", site=site[f"name_{t.code}"], governorate=site[f"governorate_{t.code}"])
    own = row[f"place_{t.code}"] or row["place_en"] or row["place_ar"]
    if pd.notna(row["place_latitude"]):
        return t("incident.at_place", place=own or t("incident.unnamed_place"))
    return t("incident.no_place")


def _facts(run: Run, position: int, row: dict[str, Any], claims: list[dict[str, Any]]) -> Markup:
    t, schema = run.t, run.dataset.schema
    contested = set(row["contested_fields"])
    facts: list[Markup] = []

    def add(name: str, label: str, value: str | Markup, meaning: str = "") -> None:
        mark = contested_mark(t) if name in contested else EMPTY
        detail = Markup("<small>{}</small>").format(meaning) if meaning else EMPTY
        facts.append(Markup("<dt>{}</dt><dd><bdi>{}</bdi> {}{}</dd>").format(label, value, mark, detail))

    for name in ("weapon", "outcome"):
        add(name, t(f"filters.{name}"), schema.label("incidents", name, str(row[name]), t.code))
    for name in COUNT_FIELDS:
        figure = spread_of(run.dataset.spreads, position, name)
        said = ""
        if figure.best is None and figure.reported:
            said = t("incident.only_claimed")
        elif figure.contested:
            said = t("figures.first_hand", n=t.format.number(figure.best or 0))
        add(name, schema.field("incidents", name).title(t.code), spread(t, figure), said)
    for name in _TEXT_FIELDS:
        value = row[f"{name}_ar"] if t.code == "ar" and row[f"{name}_ar"] else row[name]
        absent = t("filters.no_claim") if name == "claimed_by" else t("incident.no_attribution")
        add(name, schema.field("incidents", name).title(t.code), value or absent)
    category = schema.category("incidents", "verification", str(row["verification"]))
    if category:
        add("verification", t("filters.verification"), category.label(t.code), category.description(t.code))
    add("grade", t("grade.title"), t(f"grade.{row['grade']}"))
    precision = schema.category("incidents", "date_precision", str(row["date_precision"]))
    if precision:
        add("date", t("incident.date_precision"), precision.label(t.code))
    if row["site_id"]:
        add("place", t("incident.place_precision"), t("incident.precision_base"))
    elif pd.notna(row["place_latitude"]):
        add("place", t("incident.place_precision"), t("incident.precision_place"))
    return Markup('<dl class="m-facts">{}</dl>').format(join(facts))
