"""Sharing what is looked at: a live link, one pinned to the data, a frame for another site, and a code for a room.

The map and a briefing write into the address bar without a run of this script. So the fields are filled by the page's
own script (`page_scripts/sharing.js`), which adds what the address bar holds at the time of showing and copying.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

import streamlit as st
from markupsafe import Markup

from components.domain.links import BRIEFING, EXPLORE, PATHS, Place, link_to, spelled_out
from components.domain.public_address import base_address, is_loopback
from components.domain.view import CAMERA
from components.i18n.titles import view_title
from components.markup.pieces import EMPTY, join, revision_in
from components.views import revision
from components.views.context import Run

CODE_ROUTE = "/share/code.svg"
_FROM_THE_BAR = {EXPLORE: CAMERA, BRIEFING: ("story", "step")}
"""What of each page's address is written without a run."""


@dataclass(frozen=True)
class Links:
    """The addresses of one view: on the newest data, on the data that is shown, and for a frame."""

    live: str
    pinned: str
    embed: str


def sharing(run: Run, place: Place) -> None:
    """The button that opens the links. Nothing on a page that has nothing to share."""
    if place.page not in PATHS:
        return
    with st.popover(run.t("share.button"), icon=":material/share:", key="share"):
        st.html(share_panel(run, place, base_address(st.context.url), pinned=bool(revision.pinned())))


def links_of(run: Run, place: Place, base: str, *, pinned: bool) -> Links:
    """The links without what only the address bar knows. A frame shows the data that the page shows."""
    view = spelled_out(run.dataset, run.state)
    rev = run.dataset.revision
    return Links(
        live=link_to(base, view, place),
        pinned=link_to(base, view, place, rev=rev),
        embed=link_to(base, view, place, rev=rev if pinned else "", embed=True),
    )


def share_panel(run: Run, place: Place, base: str, *, pinned: bool) -> Markup:
    t = run.t
    links = links_of(run, place, base, pinned=pinned)
    names = " ".join(_FROM_THE_BAR.get(place.page, ()))
    title = view_title(t, run.dataset, run.state, place)
    fields = [
        _field(run, "live", links.live, names),
        _field(run, "pinned", links.pinned, names),
        _field(run, "embed", links.embed, names, title) if place.page == EXPLORE else EMPTY,
    ]
    lead = Markup('<p class="m-fine">{}</p>').format(t("share.loopback")) if is_loopback(base) else EMPTY
    shown = "pinned" if pinned else "live"
    return Markup('<section class="m-share" aria-label="{}">{}{}{}</section>').format(
        t("share.title"), lead, join(fields), _code(run, links.pinned if pinned else links.live, names, shown)
    )


def _field(run: Run, kind: str, link: str, names: str, frame: str = "") -> Markup:
    """A link to be copied; with `frame`, a frame's title, the script writes the frame's HTML around it."""
    t = run.t
    return Markup(
        '<div class="m-share-field" data-marsad-share="{kind}" data-marsad-link="{link}" data-marsad-bar="{names}"'
        ' data-marsad-frame="{frame}">'
        '<label><b>{label}</b> <span>{meaning}</span><input type="text" readonly dir="ltr" value="{link}"></label>'
        '<button type="button" aria-live="polite" data-marsad-copied="{copied}" data-marsad-failed="{failed}">{copy}'
        "</button></div>"
    ).format(
        kind=kind,
        link=link,
        names=names,
        frame=frame,
        label=t(f"share.{kind}.label"),
        meaning=revision_in(t(f"share.{kind}.meaning", revision="{}"), run.dataset.revision),
        copy=t("share.copy"),
        copied=t("share.copied"),
        failed=t("share.copy_yourself"),
    )


def _code(run: Run, link: str, names: str, kind: str) -> Markup:
    """The link as a QR code, dark on white in either mode, so that every camera reads it."""
    t = run.t
    address = f"{CODE_ROUTE}?link={quote(link, safe='')}"
    return Markup(
        '<figure class="m-share-code" data-marsad-link="{link}" data-marsad-bar="{names}" data-marsad-long="{long}">'
        '<a href="{address}" target="_blank" rel="noopener noreferrer" title="{large}">'
        '<img src="{address}" width="168" height="168" alt="{alt}"></a>'
        '<figcaption data-marsad-says="{caption}">{caption}</figcaption></figure>'
    ).format(
        link=link,
        names=names,
        address=address,
        large=t("share.code.large"),
        alt=t("share.code.alt"),
        long=t("share.code.long"),
        caption=t(f"share.code.{kind}"),
    )
