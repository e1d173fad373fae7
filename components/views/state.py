"""The page's state: one value, read from the URL once, written back to it, changed only through `update`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from components.domain.filters import Filter, Query, QueryProblem
from components.i18n import LANGUAGES, language_from
from components.mapping.view import Camera

_STATE = "page_state"
_WRITTEN = "url_written"
_PROBLEMS = "url_problems"
_PAGE = "page_shown"
_TOUCHED = "page_touched"
MAX_CODE = 40
_CAMERA = ("lat", "lon", "zoom")
_BOUNDS = {"lat": (-85.0, 85.0), "lon": (-180.0, 180.0), "zoom": (3.0, 16.0)}


@dataclass(frozen=True)
class PageState:
    """Everything that a link to the page carries. `incident` and `dossier` are ids, "" for none; at most one is set."""

    filter: Filter = field(default_factory=Filter)
    lang: str = "en"
    incident: str = ""
    dossier: str = ""
    view: str = ""
    camera: Camera | None = None

    def to_query(self) -> dict[str, str]:
        """The state's parameters, defaults left out. The language is always there: its default is the browser's."""
        query = {
            "lang": self.lang,
            **self.filter.to_query(),
            "incident": self.incident,
            "dossier": self.dossier,
            "view": self.view,
        }
        return {name: value for name, value in query.items() if value}


def read_state(
    query: Query, known: Mapping[str, Iterable[str]], incidents: Mapping[str, int], locale: str | None
) -> tuple[PageState, tuple[QueryProblem, ...]]:
    """Parse a query into a state. What makes no sense is dropped and named in the problems."""
    view, problems = Filter.from_query(query, known)
    found = list(problems)
    lang = _text(query, "lang")
    if lang and lang not in LANGUAGES:
        found.append(QueryProblem("lang", lang, "unknown"))
    incident = _text(query, "incident")
    if incident and incident not in incidents:
        found.append(QueryProblem("incident", incident, "gone"))
        incident = ""
    dossier = _text(query, "dossier")
    if dossier and dossier not in set(known["site"]):
        found.append(QueryProblem("dossier", dossier, "unknown"))
        dossier = ""
    camera, camera_problems = _camera(query)
    state = PageState(
        filter=view,
        lang=language_from(lang, locale),
        incident=incident,
        dossier="" if incident else dossier,
        view=_text(query, "view")[:MAX_CODE],
        camera=camera,
    )
    return state, (*found, *camera_problems)


def open_state(page: str, known: Mapping[str, Iterable[str]], incidents: Mapping[str, int]) -> PageState:
    """The state of this run: the session's, or a new one where the address bar says something else than we wrote.

    That is so at the start of a session and after the browser's back button. A page change inside the app comes with an
    empty query and keeps the session's state.
    """
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    ours = {name: ",".join(values) for name, values in query.items() if name not in _CAMERA}
    changed_page = st.session_state.get(_PAGE) != page
    st.session_state[_PAGE] = page
    known_state = st.session_state.get(_STATE)
    # A run that our own widgets caused may still carry the address from before the last write: the state is newer.
    touched = st.session_state.pop(_TOUCHED, False)
    stays = known_state is not None and (
        touched or ours == st.session_state.get(_WRITTEN) or (changed_page and not _other_view(ours))
    )
    if not stays:
        locale = None if known_state is None else known_state.lang
        state, problems = read_state(query, known, incidents, locale or st.context.locale)
        st.session_state[_STATE] = state
        st.session_state[_PROBLEMS] = problems
    return current()


def _other_view(query: Mapping[str, str]) -> bool:
    """Whether a query says more than the language: a page change inside the app brings no view of its own."""
    return bool(set(query) - {"lang"})


def touch() -> None:
    """Say that this run comes from a widget of the page, not from the address bar."""
    st.session_state[_TOUCHED] = True


def current() -> PageState:
    state: PageState = st.session_state[_STATE]
    return state


def update(**changes: Any) -> None:
    """Change the state. A new selection of one kind clears the other; problems of the old URL are forgotten."""
    if changes.get("incident"):
        changes.setdefault("dossier", "")
    if changes.get("dossier"):
        changes.setdefault("incident", "")
    touch()
    st.session_state[_STATE] = replace(current(), **changes)
    st.session_state[_PROBLEMS] = ()


def problems() -> tuple[QueryProblem, ...]:
    """What was dropped from the address that this state was read from."""
    found: tuple[QueryProblem, ...] = st.session_state.get(_PROBLEMS, ())
    return found


def write_url() -> None:
    """Put the state into the address bar, keeping the map position that the map itself wrote there."""
    query = current().to_query()
    written = st.session_state.get(_WRITTEN)
    st.session_state[_WRITTEN] = query
    camera = {
        name: st.query_params[name]
        for name in _CAMERA
        if name in st.query_params and _inside(name, st.query_params[name])
    }
    wanted = {**query, **camera}
    if wanted != st.query_params.to_dict() or query != written:
        st.query_params.from_dict(wanted)


def _text(query: Query, name: str) -> str:
    given = query.get(name, "")
    return given if isinstance(given, str) else next(iter(reversed(list(given))), "")


def _inside(name: str, text: str) -> bool:
    low, high = _BOUNDS[name]
    try:
        return low <= float(text) <= high
    except ValueError:
        return False


def _camera(query: Query) -> tuple[Camera | None, list[QueryProblem]]:
    given = {name: _text(query, name) for name in _CAMERA}
    if not any(given.values()):
        return None, []
    wrong = [QueryProblem(name, text, "unknown") for name, text in given.items() if text and not _inside(name, text)]
    if wrong or not all(given.values()):
        return None, wrong
    return Camera(round(float(given["lat"]), 2), round(float(given["lon"]), 2), float(given["zoom"])), []
