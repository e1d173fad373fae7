"""The address of a view: what is shared says everything that it depends on, so that it means the same tomorrow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from components.domain import view as views
from components.domain.filters import Query, QueryProblem, effective_range

if TYPE_CHECKING:
    from components.domain.dataset import Dataset
    from components.domain.view import View

EXPLORE, BRIEFING, METHOD = "explore", "briefing", "method"
PATHS = {EXPLORE: "/", BRIEFING: "/briefing", METHOD: "/method"}
"""The pages that have something to share."""

EMBED = "embed"
PARAMETERS = (*views.PARAMETERS, "story", "step", "rev", EMBED, "embed_options")
"""Every parameter that a page reads; the last is Streamlit's own."""
TRACKERS = ("utm_", "fbclid", "gclid", "mc_", "igshid")
"""How parameters begin that messengers and networks hang onto a link. They say nothing about the view."""
ONE_PAGE = {"story": BRIEFING, "step": BRIEFING, "view": METHOD}
"""The page of each parameter that no other page reads."""
MAX_NAME = 40
_SWITCH = ("true", "false")


@dataclass(frozen=True)
class Place:
    """Where in the app a view is looked at: a page of `PATHS`, on *Briefing* also a story's id and its step from 1."""

    page: str = EXPLORE
    story: str = ""
    step: int = 0

    def to_query(self) -> dict[str, str]:
        found = {"story": self.story, "step": str(self.step) if self.step else ""}
        return {name: value for name, value in found.items() if value}


EXPLORING = Place()


def spelled_out(dataset: Dataset, view: View) -> View:
    """The view with both ends of its range written down, also where they are the data set's own, which move on."""
    start, end = effective_range(dataset, view.filter)
    return replace(view, filter=replace(view.filter, start=start, end=end))


def link_to(base: str, view: View, place: Place = EXPLORING, *, rev: str = "", embed: bool = False) -> str:
    """The address of a view as it stands, with its map position if it has one.

    `base` is scheme and host, or "" for an address inside this site. `rev` pins the link to a revision. What a page
    does not show is left out: of *Sources & method* stays the section, of a briefing the step, a view by itself.
    """
    query = {**shown_at(view, place), "rev": rev, "embed": "true" if embed else ""}
    text = urlencode({name: value for name, value in query.items() if value}, safe=",:/")
    return f"{base.rstrip('/')}{PATHS[place.page]}?{text}"


def shown_at(view: View, place: Place) -> Mapping[str, str]:
    """The parameters of a view that its page shows."""
    own = view.to_query()
    if place.page == EXPLORE:
        own.pop("view", None)
        return {**own, **(view.camera.to_query() if view.camera else {})}
    kept = {name: value for name, value in own.items() if name == "lang" or (name == "view" and place.page == METHOD)}
    return {**kept, **place.to_query()}


def unknown_parameters(query: Query, page: str = "") -> tuple[QueryProblem, ...]:
    """The parameters of an address that no page reads; of the address of a `page`, also those that it does not read.

    Of a parameter that Streamlit reads, a value that it does not know.
    """
    unknown = tuple(
        QueryProblem(name[:MAX_NAME], "", "parameter")
        for name in query
        if name not in PARAMETERS and not name.lower().startswith(TRACKERS)
    )
    elsewhere = tuple(
        QueryProblem(name, "", "elsewhere")
        for name, reader in ONE_PAGE.items()
        if page and page != reader and views.last(query, name)
    )
    embed = views.last(query, EMBED)
    senseless = (QueryProblem(EMBED, embed, "unknown"),) if embed and embed.lower() not in _SWITCH else ()
    return (*unknown, *elsewhere, *senseless)
