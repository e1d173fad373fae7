"""The page's state: one value, read from the URL once, written back to it, changed only through `update`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components.domain.filters import Query, QueryProblem
from components.domain.links import EMBED, EXPLORE, METHOD, unknown_parameters
from components.domain.view import CAMERA, View, inside, last, read_view
from components.i18n import LANGUAGES, language_from

_STATE = "page_state"
_WRITTEN = "url_written"
_PROBLEMS = "url_problems"
_PAGE = "page_shown"
_TOUCHED = "page_touched"


def read_state(
    query: Query,
    known: Mapping[str, Iterable[str]],
    incidents: Mapping[str, int],
    locale: str | None,
    page: str = EXPLORE,
) -> tuple[View, tuple[QueryProblem, ...]]:
    """Parse the query of a page into a state, in the language asked for, else the browser's."""
    view, problems = read_view(query, known, incidents)
    elsewhere = unknown_parameters(query, page)
    named = {item.parameter for item in elsewhere}
    problems = (*(item for item in problems if item.parameter not in named), *elsewhere)
    if "view" in named:
        view = replace(view, view="")
    if view.lang and view.lang not in LANGUAGES:
        problems = (*problems, QueryProblem("lang", view.lang, "unknown"))
    return replace(view, lang=language_from(view.lang, locale)), problems


def new_address(page: str) -> Query | None:
    """The address bar's parameters where it says something else than we wrote, None where the session's state stands.

    It says something else at the start of a session and after the browser's back button. A page change inside the app
    comes with an empty query and keeps the session's state, also in the runs that a widget asks for before the address
    is written.
    """
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    ours = {name: ",".join(values) for name, values in query.items() if name not in CAMERA}
    changed_page = st.session_state.get(_PAGE) != page
    # A run that our own widgets caused may still carry the address from before the last write: the state is newer.
    touched = st.session_state.pop(_TOUCHED, False)
    stays = _STATE in st.session_state and (
        touched or not ours or ours == st.session_state.get(_WRITTEN) or (changed_page and not _other_view(ours))
    )
    return None if stays else {**query, **_embed()}


def _embed() -> Query:
    """Streamlit's own parameter, which `st.query_params` hides."""
    context = get_script_run_ctx()
    asked = parse_qs(context.query_string).get(EMBED, []) if context else []
    return {EMBED: asked} if asked else {}


def open_state(
    address: Query | None,
    known: Mapping[str, Iterable[str]],
    incidents: Mapping[str, int],
    page: str = EXPLORE,
) -> View:
    """The state of this run: what a new address says, else the session's."""
    if address is not None:
        before = st.session_state.get(_STATE)
        locale = before.lang if before else st.context.locale
        st.session_state[_STATE], st.session_state[_PROBLEMS] = read_state(address, known, incidents, locale, page)
    return current()


def language_only(address: Query) -> Query:
    """The address of a page that shows no view of its own: the session keeps its view, and takes the language."""
    known_state = st.session_state.get(_STATE)
    if not known_state:
        return address
    kept = {**known_state.to_query(), "lang": last(address, "lang"), EMBED: last(address, EMBED)}
    return {name: value for name, value in kept.items() if name != "view"}


def _other_view(query: Mapping[str, str]) -> bool:
    """Whether a query says more than the language: a page change inside the app brings no view of its own."""
    return bool(set(query) - {"lang"})


def touch() -> None:
    """Say that this run comes from a widget of the page, not from the address bar."""
    st.session_state[_TOUCHED] = True


def current() -> View:
    state: View = st.session_state[_STATE]
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


def write_url(page: str, more: Mapping[str, str] | None = None, *, whole: bool = True) -> None:
    """Put the state, and what else the page's address holds, into the address bar.

    The map position that the map itself wrote there is kept, and so is Streamlit's own `embed`. A page that shows no
    view of its own is not `whole`: of the state its address holds the language only.

    Only now has the page been turned to: a run that was broken off before leaves that to the next one.
    """
    st.session_state[_PAGE] = page
    query = {**(current().to_query() if whole else {"lang": current().lang}), **(more or {})}
    if page != METHOD:
        query.pop("view", None)
    written = st.session_state.get(_WRITTEN)
    st.session_state[_WRITTEN] = query
    camera = {
        name: st.query_params[name]
        for name in CAMERA
        if whole and name in st.query_params and inside(name, st.query_params[name])
    }
    wanted = {**query, **camera}
    if wanted != st.query_params.to_dict() or query != written:
        st.query_params.from_dict(wanted)
