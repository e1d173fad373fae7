"""The revision that a session looks at: it stays, and a quiet notice says when there is newer data."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from components.domain.dataset import Dataset
from components.i18n import Translator
from components.store.catalog import catalog
from components.store.errors import StoreError
from components.views import state

_REVISION = "revision"


def session_dataset() -> Dataset:
    """The data of this session: the newest at its start, or where its revision is no longer to be had."""
    name = st.session_state.get(_REVISION, "")
    found = catalog().dataset(name) if name else None
    if found is None:
        found = catalog().newest()
        st.session_state[_REVISION] = found.revision
    return found


def show_newest() -> None:
    """Move the session to the newest revision, from the next run on."""
    st.session_state.pop(_REVISION, None)


def newer_data(t: Translator) -> None:
    """The notice of newer data, with what changed and a button that shows it. It never moves the view by itself.

    The page's own script asks the server for the head now and then, and presses the hidden button when it is another.
    A fragment that reruns by itself would do without the script; but a rerun that it asks for while the reader turns to
    another page brings the old page back.
    """
    shown, newest = str(st.session_state.get(_REVISION, "")), catalog().newest().revision
    # One place for all of it, whether there is news or not: else the map below would be a new one.
    with st.container(key="news", gap=None):
        with st.container(key="look-for-news"):
            st.html(Markup('<span data-marsad-newest="{}" hidden></span>').format(newest))
            st.button("↻", key="look-again", on_click=state.touch)
        if newest == shown:
            return
        with st.container(key="newer-data", horizontal=True, vertical_alignment="center"):
            st.html(Markup('<p role="status">{}</p>').format(_sentence(t, shown)), width="content")
            st.button(t("revision.show"), key="show-newest", on_click=_move)


def _move() -> None:
    state.touch()
    show_newest()


def _sentence(t: Translator, shown: str) -> str:
    try:
        counts = catalog().since(shown).counts
    except StoreError:
        counts = {}
    parts = [t.count(f"revision.{name}", number) for name, number in counts.items() if number]
    return t("revision.newer_with", changes=t("list.comma").join(parts)) if parts else t("revision.newer")
