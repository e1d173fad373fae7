"""What the data would become: the accepted rows on the map, what changes field by field, the key figures then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import streamlit as st
from markupsafe import Markup, escape

from components.domain.claims import COUNT_FIELDS, spread_of
from components.domain.dataset import Dataset
from components.domain.figures import KeyFigures, key_figures
from components.domain.filters import Filter
from components.domain.merge import with_records
from components.i18n import Translator
from components.i18n.phrases import spread
from components.incident_layer.view import Draft, MapView
from components.intake.reader import changed_fields
from components.mapping.show import DESK, Selection, show
from components.markup.pieces import join
from components.views.context import Run
from components.views.desk import draft as drafts
from components.views.desk.published import existing

DIFFS = 200
Changes = Mapping[str, tuple[str, str]]
"""Field to what it says now and what it would say."""


@dataclass(frozen=True, eq=False)
class Outlook:
    """What a draft would make of a revision: the data set then, ids by what happens to them, and the altered fields."""

    merged: Dataset
    new: frozenset[str]
    changed: frozenset[str]
    altered: Mapping[str, Changes]


def preview(run: Run, draft: drafts.Draft) -> None:
    report = draft.report
    if report.refused:
        return
    t = run.t
    with st.container(key="desk-preview"):
        st.html(Markup("<h3>{}</h3>").format(t("desk.preview")))
        if not report.records:
            st.html(Markup('<p class="m-hint">{}</p>').format(t("desk.preview_none")))
            return
        shown = len(report.records)
        if draft.total > shown:
            st.caption(t("desk.preview_large", shown=t.format.number(shown), total=t.format.number(draft.total)))
        then = _outlook(run.dataset, run.dataset.edition, report.records, draft.fingerprint)
        counts = {
            "new": len(then.new),
            "changed": len(then.changed),
            "unchanged": len(run.dataset.incidents) - len(then.changed),
        }
        line = " · ".join(f"{t(f'desk.{name}')}: {t.format.number(number)}" for name, number in counts.items())
        st.html(Markup('<p class="m-sentence">{}</p><p class="m-fine">{}</p>').format(line, t("desk.private")))
        everything = np.ones(len(then.merged.incidents), dtype=bool)
        view = MapView(then.merged, Filter(), everything, t, run.mode, draft=Draft(then.new, then.changed))
        show(view, _ignore, DESK)
        st.html(_figures(run, then.merged, then.altered))
        if then.changed:
            st.html(_changes(run, then.altered))


def _ignore(_: Selection) -> None:
    """A click on a draft's dot selects nothing: it is in no table yet."""


@st.cache_resource(max_entries=2, show_spinner=False, scope="session")
def _outlook(_dataset: Dataset, edition: str, _records: tuple[dict[str, Any], ...], fingerprint: str) -> Outlook:
    ids = frozenset(str(record["incident_id"]) for record in _records)
    changed = ids & frozenset(_dataset.incidents["incident_id"])
    return Outlook(
        merged=with_records(_dataset, _records, f"draft-{edition}-{fingerprint}"),
        new=ids - changed,
        changed=changed,
        altered=_altered(_dataset, (record for record in _records if record["incident_id"] in changed)),
    )


def _altered(dataset: Dataset, records: Iterable[Mapping[str, Any]]) -> dict[str, Changes]:
    """Of each changed incident the fields that would change, with what they say now and then."""
    stored = existing(dataset)
    return {
        str(record["incident_id"]): changed_fields(stored[str(record["incident_id"])], record) for record in records
    }


def accounts_stand(merged: Dataset, altered: Mapping[str, Changes]) -> bool:
    """Whether a figure was altered or erased whose stored accounts still give the range another bound."""
    return any(
        (spread := spread_of(merged.spreads, merged.positions[identifier], field)).low != spread.best
        or spread.high != spread.best
        for identifier, fields in altered.items()
        for field in fields
        if field in COUNT_FIELDS
    )


def _figures(run: Run, merged: Dataset, altered: Mapping[str, Changes]) -> Markup:
    t = run.t
    now, then = (
        key_figures(data, np.ones(len(data.incidents), dtype=bool), data.last_day) for data in (run.dataset, merged)
    )
    names = ("incidents", "killed", "injured", "munitions")
    rows = join(
        Markup("<tr><th scope='row'>{}</th><td><bdi>{}</bdi></td><td><bdi>{}</bdi></td></tr>").format(
            t(f"figures.{name}"), _figure(t, now, name), _figure(t, then, name)
        )
        for name in names
    )
    stand = accounts_stand(merged, altered)
    return Markup(
        '<h3>{}</h3><table class="m-claims m-then"><thead><tr><td></td><th scope="col">{}</th><th scope="col">{}</th>'
        "</tr></thead><tbody>{}</tbody></table>{}"
    ).format(
        t("desk.figures"),
        t("desk.old"),
        t("desk.becomes"),
        rows,
        Markup('<p class="m-fine">{}</p>').format(t("desk.accounts_stand")) if stand else "",
    )


def _figure(t: Translator, figures: KeyFigures, name: str) -> str:
    return t.format.number(figures.shown) if name == "incidents" else spread(t, getattr(figures, name).spread)


def _changes(run: Run, altered: Mapping[str, Changes]) -> Markup:
    t = run.t
    rows = []
    for identifier, fields in islice(altered.items(), DIFFS):
        rows.append(Markup("<tr><th colspan='3' scope='rowgroup'><bdi dir='ltr'>{}</bdi></th></tr>").format(identifier))
        for field, (old, new) in fields.items():
            title = run.dataset.schema.field("incidents", field).title(t.code)
            rows.append(
                Markup("<tr><td>{}</td><td><bdi>{}</bdi></td><td><bdi>{}</bdi></td></tr>").format(
                    title, escape(old or "–"), escape(new or t("desk.erased"))
                )
            )
    head = Markup("<tr><th scope='col'>{}</th><th scope='col'>{}</th><th scope='col'>{}</th></tr>").format(
        t("desk.field"), t("desk.old"), t("desk.becomes")
    )
    return Markup('<h3>{}</h3><table class="m-claims m-changes"><thead>{}</thead><tbody>{}</tbody></table>').format(
        t("desk.changes"), head, join(rows)
    )
