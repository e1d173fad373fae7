"""What a step stands on: statements side by side, events, attacks with the accounts that differ, published counts."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape

from components.domain.grounds import Grounds
from components.domain.tables import records
from components.domain.troops import COUNTRY, TroopFigure
from components.i18n.phrases import site_name, troop_count
from components.markup.accounts import accounts_table
from components.markup.pieces import EMPTY, contested_mark, join, source_items
from components.markup.reading import Reading


def grounds_markup(reading: Reading, found: Grounds) -> Markup:
    t = reading.t
    parts = [
        _part(t("briefing.statements"), "m-positions", [_statement(reading, row) for row in found.statements]),
        _part(t("briefing.troop_counts"), "m-positions", [_count(reading, figure) for figure in found.troop_counts]),
        _part(t("briefing.incidents"), "m-entries", [_incident(reading, row) for row in found.incidents]),
        _part(t("briefing.milestones"), "m-entries", [_milestone(reading, row) for row in found.milestones]),
    ]
    if found.gone:
        parts.append(Markup('<p class="m-hint">{}</p>').format(t.count("briefing.gone", len(found.gone))))
    return Markup('<section class="m-grounds" aria-label="{}">{}</section>').format(t("briefing.grounds"), join(parts))


def _part(title: str, style: str, items: list[Markup]) -> Markup:
    return Markup('<h2>{}</h2><ul class="{}">{}</ul>').format(title, style, join(items)) if items else EMPTY


def _statement(reading: Reading, row: dict[str, Any]) -> Markup:
    t = reading.t
    said = [row[f"organisation_{t.code}"], t.format.reported_text(row["date"])]
    return Markup("<li><h3>{}</h3><p class='m-fine'>{}</p><p>{}</p>{}</li>").format(
        row[f"speaker_{t.code}"],
        join([Markup("<bdi>{}</bdi>").format(part) for part in said if part], " · "),
        row[f"position_{t.code}"],
        source_items(reading.dataset, t, row["source_ids"]),
    )


def _count(reading: Reading, figure: TroopFigure) -> Markup:
    t = reading.t
    where = t("method.table.iraq") if figure.scope == COUNTRY else site_name(t, reading.dataset, figure.scope)
    kind = (
        "" if figure.kind == "reported" else reading.dataset.schema.label("troop_counts", "kind", figure.kind, t.code)
    )
    head = [t(f"troops.of.{figure.force}", count=troop_count(t, figure)), where, kind]
    said = [figure.claimant(t.code), t.format.reported(figure.as_of)]
    return Markup("<li><h3>{}</h3><p class='m-fine'>{}</p>{}</li>").format(
        join([Markup("<bdi>{}</bdi>").format(part) for part in head if part], " · "),
        join([Markup("<bdi>{}</bdi>").format(part) for part in said], " · "),
        source_items(reading.dataset, t, figure.source_ids),
    )


def _incident(reading: Reading, position: int) -> Markup:
    t, data = reading.t, reading.dataset
    (row,) = records(data.incidents.iloc[position : position + 1])
    claims = records(data.claims[data.claims["incident_id"] == row["incident_id"]])
    place = site_name(t, data, str(row["site_id"])) if row["site_id"] else str(row[f"place_{t.code}"])
    head = [
        t.format.day(row["date"].date()),
        place,
        data.schema.label("incidents", "weapon", str(row["weapon"]), t.code),
    ]
    accounts = (
        Markup("<details open><summary>{}</summary>{}</details>").format(
            t("incident.accounts"), accounts_table(reading, row, claims)
        )
        if claims
        else EMPTY
    )
    return Markup("<li><h3>{} {}</h3><p dir='auto'>{}</p>{}{}</li>").format(
        join(map(escape, filter(None, head)), " · "),
        contested_mark(t) if row["contested"] else EMPTY,
        row[f"summary_{t.code}"] or row["summary_en"] or row["summary_ar"],
        accounts,
        source_items(data, t, row["source_ids"]),
    )


def _milestone(reading: Reading, row: dict[str, Any]) -> Markup:
    t = reading.t
    day = t.format.day(row["date"].date())
    when = t("map.about", date=day) if row["date_precision"] == "approximate" else day
    return Markup("<li><h3>{} · {}</h3><p>{}</p>{}</li>").format(
        when,
        row[f"title_{t.code}"],
        row[f"summary_{t.code}"],
        source_items(reading.dataset, t, row["source_ids"]),
    )
