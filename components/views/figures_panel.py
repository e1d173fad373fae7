"""The six key figures of the view. None of them hides what was not reported or where accounts differ."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup, escape

from components.domain.figures import Counted, KeyFigures, key_figures
from components.domain.filters import effective_range
from components.domain.troops import AsOf
from components.i18n import Translator
from components.i18n.phrases import age, site_name, spread, troop_count
from components.markup.pieces import contested_mark, figure_card, join, link
from components.views.context import Run


def figures_panel(run: Run) -> None:
    figures = figures_of(run)
    latest = Markup("") if run.state.incident or run.state.dossier else _latest(run, figures)
    st.html(join([figure_cards(run, figures), latest]))


def figures_of(run: Run) -> KeyFigures:
    _, end = effective_range(run.dataset, run.state.filter)
    return key_figures(run.dataset, run.mask, end)


def figure_cards(run: Run, figures: KeyFigures) -> Markup:
    """The six figures, each with what it leaves open."""
    t = run.t
    cards = [
        _incidents(t, figures),
        _counted(t, "killed", figures.killed),
        _counted(t, "injured", figures.injured),
        _counted(t, "munitions", figures.munitions),
        _intercepted(t, figures),
        _troops(run, figures.us_in_iraq),
    ]
    return Markup('<section class="m-figures" aria-label="{}">{}</section>').format(t("figures.title"), join(cards))


def _incidents(t: Translator, figures: KeyFigures) -> Markup:
    note = t.count("figures.contested", figures.contested) if figures.shown else ""
    return figure_card(t("figures.incidents"), t.format.number(figures.shown), note)


def _counted(t: Translator, name: str, counted: Counted) -> Markup:
    notes = []
    if counted.spread.contested and counted.spread.best is not None:
        notes.append(t("figures.first_hand", n=t.format.number(counted.spread.best)))
    if counted.not_reported:
        notes.append(t.count("figures.not_reported", counted.not_reported))
    mark = contested_mark(t) if counted.spread.contested else Markup("")
    return figure_card(
        t(f"figures.{name}"),
        Markup("<bdi>{}</bdi>").format(spread(t, counted.spread)),
        join(map(escape, notes), "<br>"),
        mark,
    )


def _intercepted(t: Translator, figures: KeyFigures) -> Markup:
    if not figures.outcome_known:
        return figure_card(t("figures.intercepted"), t("value.not_reported"), "")
    share = t.format.percent(figures.intercepted / figures.outcome_known)
    note = t("figures.of_known", n=t.format.number(figures.intercepted), known=t.format.number(figures.outcome_known))
    return figure_card(t("figures.intercepted"), share, note)


def _troops(run: Run, known: AsOf | None) -> Markup:
    t = run.t
    if known is None:
        return figure_card(t("figures.us_in_iraq"), t("troops.none_published"), "")
    figure = known.figure
    _, end = effective_range(run.dataset, run.state.filter)
    said_by = t("figures.said_by", claimant=figure.claimant(t.code), month=t.format.month(figure.as_of.first))
    url = next((run.dataset.source_rows[item]["url"] for item in figure.source_ids), "")
    notes = [
        link(url, said_by),
        escape(age(t, figure.age_days(end))),
    ]
    for rival in known.rivals:
        said = t("figures.rival", count=troop_count(t, rival), claimant=rival.claimant(t.code))
        notes.append(Markup("≠ <bdi>{}</bdi>").format(said))
    return figure_card(
        t("figures.us_in_iraq"), Markup("<bdi>{}</bdi>").format(troop_count(t, figure)), join(notes, "<br>")
    )


def _latest(run: Run, figures: KeyFigures) -> Markup:
    t = run.t
    if figures.latest is None:
        return Markup('<p class="m-latest">{}</p>').format(t("figures.no_latest"))
    row = run.dataset.incidents.iloc[figures.latest]
    parts = [t.format.day(row["date"].date())]
    if row["site_id"]:
        parts.append(site_name(t, run.dataset, row["site_id"]))
    parts.append(run.dataset.schema.label("incidents", "weapon", str(row["weapon"]), t.code))
    return Markup('<p class="m-latest">{} <b>{}</b></p>').format(t("figures.latest"), " · ".join(parts))
