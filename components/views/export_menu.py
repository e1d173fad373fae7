"""The Export button: the view as a file in every format, each a plain link that also works when it is copied."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from components.domain.links import link_to, spelled_out
from components.domain.public_address import base_address
from components.domain.view import CAMERA, View
from components.export.extract import Extract
from components.export.formats import FORMATS, GROUPS, Format, Group
from components.export.stamp import stamp
from components.markup.pieces import EMPTY, join, revision_in
from components.views.context import Run

ROUTE = "/export/"


def export_menu(run: Run) -> None:
    """The button that opens the formats."""
    with st.popover(run.t("export.button"), icon=":material/download:", key="export"):
        st.html(export_panel(run, base_address(st.context.url)))


def export_panel(run: Run, base: str) -> Markup:
    """How many incidents go out and from which revision, then the formats by what they are for."""
    t = run.t
    counted = t.count("export.lead", int(run.mask.sum()), revision="{}")
    lead = revision_in(counted, run.dataset.revision)
    groups = [_group(run, group, base) for group in GROUPS]
    return Markup('<section class="m-export" aria-label="{}"><p class="m-fine">{}</p>{}</section>').format(
        t("export.heading"), lead, join(groups)
    )


def address(run: Run, chosen: Format) -> str:
    """The address of the view in a format, at the revision that the page shows.

    A table depends on the filter alone; a picture also on what is selected and on the map's position, which the page's
    script adds from the address bar.
    """
    view = replace(run.state, view="")
    there = run.dataset.positions
    # A newer revision may have withdrawn what is selected: the route would refuse the whole link for it.
    seen = replace(
        view,
        incident=view.incident if view.incident in there else "",
        highlight=tuple(name for name in view.highlight if name in there),
    )
    query = seen.to_query() if chosen.looks else View(view.filter, view.lang).to_query()
    return f"{ROUTE}{chosen.code}?{urlencode({**query, 'rev': run.dataset.revision}, safe=',:')}"


def _group(run: Run, group: Group, base: str) -> Markup:
    formats = [item for item in FORMATS if item.group == group]
    if not formats:
        return EMPTY
    body = Markup('<ul class="m-formats">{}</ul>').format(join(_entry(run, item) for item in formats))
    return Markup("<h4>{}</h4>{}{}").format(
        run.t(f"export.group.{group}"), _citation(run, base) if group == "citation" else EMPTY, body
    )


def _entry(run: Run, item: Format) -> Markup:
    link = address(run, item)
    bar = Markup(' data-marsad-link="{}" data-marsad-bar="{}"').format(link, " ".join(CAMERA)) if item.looks else EMPTY
    return Markup('<li><a href="{}" download{}>{}</a> <span>{}</span></li>').format(
        link, bar, item.name, run.t(f"export.use.{item.code}")
    )


def _citation(run: Run, base: str) -> Markup:
    """The sentence that the citation's file holds, with a button that copies it."""
    link = link_to(base, spelled_out(run.dataset, run.state), rev=run.dataset.revision)
    said = stamp(Extract(run.dataset, run.state, run.t, datetime.now(UTC), link)).citation
    return Markup(
        '<div class="m-share-field"><label><span>{label}</span><textarea readonly rows="3" dir="auto">{said}</textarea>'
        '</label><button type="button" aria-live="polite" data-marsad-copied="{copied}" data-marsad-failed="{failed}">'
        "{copy}</button></div>"
    ).format(
        label=run.t("export.citation_label"),
        said=said,
        copy=run.t("share.copy"),
        copied=run.t("share.copied"),
        failed=run.t("share.copy_yourself"),
    )
