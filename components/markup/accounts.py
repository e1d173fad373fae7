"""The accounts of an incident side by side: our reading first, then every claim that differs, each with its source."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from components.domain.claims import COUNT_FIELDS
from components.i18n.phrases import site_name
from components.markup.pieces import EMPTY, join, source_line
from components.markup.reading import Reading

_VOCABULARIES = ("weapon", "outcome", "verification", "date_precision")


def accounts_table(reading: Reading, row: dict[str, Any], claims: list[dict[str, Any]]) -> Markup:
    """The accounts of each field that a claim speaks of, as a table. `row` is an incident, `claims` those on it."""
    t, schema = reading.t, reading.dataset.schema
    blocks = []
    for name in dict.fromkeys(str(claim["field"]) for claim in claims):
        title = schema.field("incidents", name).title(t.code)
        lines = [
            Markup('<tr class="m-own"><td>{}</td><td>{}</td></tr>').format(
                _value(reading, name, row[name], row.get(f"{name}_ar", "")), t("incident.our_reading")
            )
        ]
        for claim in claims:
            if str(claim["field"]) != name:
                continue
            claimant = claim["claimant_ar"] if t.code == "ar" and claim["claimant_ar"] else claim["claimant"]
            note = claim["note_ar"] if t.code == "ar" and claim["note_ar"] else claim["note"]
            when = t.format.reported_text(claim["claimed_on"])
            said = join([Markup("<bdi>{}</bdi>").format(claimant), escape(when)], " · ")
            detail = Markup("<br><small dir='auto'>{}</small>").format(note) if note else EMPTY
            source = Markup("<br><small>{}</small>").format(source_line(reading.dataset, t, claim["source_id"]))
            value = _value(reading, name, claim["value"], claim["value_ar"])
            lines.append(Markup("<tr><td>{}</td><td>{}{}{}</td></tr>").format(value, said, detail, source))
        blocks.append(
            Markup("<tbody><tr><th colspan='2' scope='rowgroup'>{}</th></tr>{}</tbody>").format(title, join(lines))
        )
    return Markup(
        '<table class="m-claims"><thead><tr><th scope="col">{}</th><th scope="col">{}</th></tr></thead>{}</table>'
    ).format(t("incident.value"), t("incident.claimant"), join(blocks))


def _value(reading: Reading, name: str, value: Any, arabic: str) -> Markup:
    """A field's value in words; a dash where an account gives none (its note says what it says instead)."""
    t = reading.t
    if value is None or value == "" or pd.isna(value):
        return Markup('<span title="{0}" aria-label="{0}">–</span>').format(t("value.not_reported"))
    if isinstance(value, pd.Timestamp):
        return escape(t.format.short_day(value.date()))
    text = str(value)
    if name == "date":
        return escape(t.format.short_day(pd.Timestamp(text).date()))
    if name == "site_id":
        return escape(site_name(t, reading.dataset, text))
    if name in _VOCABULARIES:
        return escape(reading.dataset.schema.label("incidents", name, text, t.code))
    if name in COUNT_FIELDS:
        return escape(t.format.number(int(text)))
    return Markup("<bdi>{}</bdi>").format(arabic if t.code == "ar" and arabic else text)
