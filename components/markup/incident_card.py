"""One incident: everything known, each figure with who says so, the differing claims side by side, the sources."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from components.domain.claims import COUNT_FIELDS, spread_of
from components.i18n.phrases import spread
from components.markup.accounts import accounts_table
from components.markup.pieces import EMPTY, contested_mark, join, source_items, weapon_glyph
from components.markup.reading import Reading

_TEXT_FIELDS = ("claimed_by", "attributed_to")


def incident_card(reading: Reading, position: int, row: dict[str, Any], claims: list[dict[str, Any]]) -> Markup:
    """The incident at a row position; `row` holds its cells, `claims` those of the claims on it."""
    t = reading.t
    hollow = row["verification"] in ("claimed_only", "disputed")
    mark = contested_mark(t) if row["contested"] else EMPTY
    summary = row[f"summary_{t.code}"] or row["summary_en"] or row["summary_ar"]
    head = Markup(
        '<h2>{}<span>{} {}</span></h2><p class="m-where">{} {}</p><p class="m-summary" dir="auto">{}</p>'
    ).format(
        weapon_glyph(str(row["weapon"]), reading.mode, hollow),
        _date(reading, row),
        mark,
        _place(reading, row),
        contested_mark(t) if "site_id" in row["contested_fields"] else EMPTY,
        summary,
    )
    parts = [head, _facts(reading, position, row, claims)]
    if claims:
        parts.append(Markup("<h3>{}</h3>{}").format(t("incident.accounts"), accounts_table(reading, row, claims)))
    if notes := row["notes_ar" if t.code == "ar" else "notes"] or row["notes"]:
        parts.append(Markup('<h3>{}</h3><p dir="auto">{}</p>').format(t("incident.notes"), notes))
    origins = t.count("incident.origins", int(row["origins"]), reports=t.count("noun.report", len(row["source_ids"])))
    parts.append(
        Markup("<h3>{} <small>{}</small></h3>{}").format(
            t("incident.sources"), origins, source_items(reading.dataset, t, row["source_ids"])
        )
    )
    parts.append(Markup('<p class="m-fine">{} <code>{}</code></p>').format(t("incident.id"), row["incident_id"]))
    return Markup('<article class="m-card">{}</article>').format(join(parts))


def _date(reading: Reading, row: dict[str, Any]) -> str:
    t = reading.t
    day = t.format.day(row["date"].date())
    if row["date_precision"] == "approximate":
        day = t("map.about", date=day)
    return t("list.comma").join(part for part in (day, row["time_local"]) if part)


def _place(reading: Reading, row: dict[str, Any]) -> str:
    t = reading.t
    if row["site_id"]:
        site = reading.dataset.site_rows[row["site_id"]]
        return t("incident.at_site", site=site[f"name_{t.code}"], governorate=site[f"governorate_{t.code}"])
    own = row[f"place_{t.code}"] or row["place_en"] or row["place_ar"]
    if pd.notna(row["place_latitude"]):
        return t("incident.at_place", place=own or t("incident.unnamed_place"))
    return t("incident.no_place")


def _facts(reading: Reading, position: int, row: dict[str, Any], claims: list[dict[str, Any]]) -> Markup:
    t, schema = reading.t, reading.dataset.schema
    contested = set(row["contested_fields"])
    facts: list[Markup] = []

    def add(name: str, label: str, value: str | Markup, meaning: str = "") -> None:
        mark = contested_mark(t) if name in contested else EMPTY
        detail = Markup("<small>{}</small>").format(meaning) if meaning else EMPTY
        facts.append(Markup("<dt>{}</dt><dd><bdi>{}</bdi> {}{}</dd>").format(label, value, mark, detail))

    for name in ("weapon", "outcome"):
        add(name, t(f"filters.{name}"), schema.label("incidents", name, str(row[name]), t.code))
    for name in COUNT_FIELDS:
        figure = spread_of(reading.dataset.spreads, position, name)
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
