"""The revision that a session looks at: it stays, a link may pin it, and a quiet notice says what is newer."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from components.domain.dataset import Dataset
from components.domain.filters import Query
from components.domain.view import last
from components.i18n import Translator
from components.markup.pieces import revision_in
from components.store.catalog import catalog
from components.views import state
from components.views.newer_data import what_changed

_REVISION = "revision"
_PINNED = "revision_pinned"
MAX_SHOWN = 40


def follow(address: Query) -> None:
    """Take the revision that a newly opened address asks for; without one the session keeps its own, unpinned."""
    asked = last(address, "rev")
    if asked:
        st.session_state[_REVISION] = asked
    elif pinned():
        show_newest()
    st.session_state[_PINNED] = bool(asked)


def session_dataset() -> Dataset | None:
    """The data of this session: the newest at its start, or where its revision is no longer to be had.

    None where a link pinned it to a revision that is not to be had: a pinned page never shows other data.
    """
    name = st.session_state.get(_REVISION, "")
    found = catalog().dataset(name) if name else None
    if found is None and not pinned():
        found = catalog().newest()
        st.session_state[_REVISION] = found.revision
    return found


def pinned() -> str:
    """The revision that a link pinned this session to, "" for none."""
    return str(st.session_state[_REVISION]) if st.session_state.get(_PINNED) else ""


def show_newest() -> None:
    """Move the session to the newest revision, from the next run on."""
    st.session_state.pop(_REVISION, None)
    st.session_state.pop(_PINNED, None)


def no_such_revision(t: Translator) -> None:
    """In place of the page: the pinned revision is not to be had, and one click to the newest data."""
    why = "revision.gone" if catalog().problem is None else "revision.unread"
    with st.container(key="no-such-revision"):
        st.html(
            Markup('<div class="m-empty" role="alert"><h2>{}</h2><p>{}</p></div>').format(
                t("revision.gone_title"), revision_in(t(why, revision="{}"), pinned()[:MAX_SHOWN])
            )
        )
        st.button(t("revision.live"), key="show-live", type="primary", on_click=_leave_the_pin)


def newer_data(t: Translator, dataset: Dataset) -> None:
    """The notice of newer data, with what changed and a button that shows it. It never moves the view by itself.

    The page's own script asks the server for the head now and then, and presses the hidden button when it is another.
    A fragment that reruns by itself would do without the script; but a rerun that it asks for while the reader turns to
    another page brings the old page back.
    """
    newest = catalog().newest()
    # One place for all of it, whether there is news or not: else the map below would be a new one.
    with st.container(key="news", gap=None):
        with st.container(key="look-for-news"):
            st.html(Markup('<span data-marsad-newest="{}" hidden></span>').format(newest.revision))
            st.button("↻", key="look-again", on_click=state.touch)
        if newest.revision == dataset.revision:
            return
        with st.container(key="newer-data", horizontal=True, vertical_alignment="top"):
            st.html(what_changed(t, dataset, newest, pinned=bool(pinned())), width="stretch")
            st.button(t("revision.show"), key="show-newest", on_click=_move)


def _move() -> None:
    state.touch()
    show_newest()


def _leave_the_pin() -> None:
    """Of this address everything but the pin is still to be read: the page was not opened yet."""
    show_newest()
    st.query_params.pop("rev", None)
