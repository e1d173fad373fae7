"""A part of a table in words, in the language asked for: what its rows are and how many there are in all."""

from __future__ import annotations

from dataclasses import replace

from components.domain.filters import Filter
from components.export.stamp import Stamp, stamp
from components.i18n.phrases import date_range, option_label
from components.web.api.answers import Part


def said(part: Part, sentence: str) -> Stamp:
    """The stamp of an export with another view than the incidents'."""
    t, usual = part.translator, stamp(part)
    title = t("api.title", view=sentence)
    citation = t(
        "export.citation",
        title=title,
        revision=usual.revision,
        link=usual.link,
        day=t.format.day(part.made.date()),
        licence=usual.licence,
    )
    return replace(usual, title=title, view=sentence, citation=citation)


def sites(part: Part, total: int) -> str:
    return _with(part, part.translator.count("api.sites", total), [part.sentence])


def troop_counts(part: Part, total: int) -> str:
    chosen = [option_label(part.translator, part.dataset, "site", code) for code in part.view.filter.site]
    return _with(part, part.translator.count("api.troop_counts", total), [*chosen, *_dates(part)])


def milestones(part: Part, total: int) -> str:
    return _with(part, part.translator.count("api.milestones", total), _dates(part))


def sources(part: Part, total: int) -> str:
    view = [] if part.view.filter == Filter() else [part.sentence]
    return _with(part, part.translator.count("api.sources", total), view)


def revisions(part: Part, total: int) -> str:
    return part.translator.count("api.revisions", total)


def _dates(part: Part) -> list[str]:
    """The range where one is asked for: these tables begin before the incidents do."""
    chosen = part.view.filter
    return [date_range(part.translator, part.dataset, chosen)] if chosen.start or chosen.end else []


def _with(part: Part, counted: str, parts: list[str]) -> str:
    return part.translator("view.sentence", counted=counted, parts=" · ".join(parts)) if parts else counted
