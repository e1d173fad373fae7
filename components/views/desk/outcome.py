"""What the last act on the desk came to, kept in the session until the next: a batch, or why there is none.

Each part of the desk says its own: `part` is `desk`, or `story` for the briefings.
"""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from components.i18n import Translator
from components.store.batches import Batch
from components.store.errors import StoreError
from components.views.desk.said import said

DESK, STORY = "desk", "story"


def put(found: Batch | StoreError, part: str = DESK) -> None:
    st.session_state[_key(part)] = found


def clear(part: str = DESK) -> None:
    st.session_state.pop(_key(part), None)


def outcome(t: Translator, part: str = DESK) -> None:
    """Say it."""
    found: Batch | StoreError | None = st.session_state.get(_key(part))
    if found is None:
        return
    if isinstance(found, StoreError):
        st.html(Markup('<p class="m-notice" role="alert">{}</p>').format(said(t, found)))
        return
    st.html(Markup('<p class="m-notice m-done" role="status">{}</p>').format(done(t, found)))


def done(t: Translator, batch: Batch) -> str:
    """One sentence on a batch that landed: what it was, its revision, and what it changed."""
    return t(f"history.done.{batch.kind}", revision=batch.revision, changes=counted(t, batch.counts))


def counted(t: Translator, counts: object) -> str:
    """ "3 added, 1 changed": only what is not zero."""
    numbers = dict(counts) if isinstance(counts, dict) else {}
    parts = [t.count(f"revision.{name}", number) for name, number in numbers.items() if number]
    return t("list.comma").join(parts) or t("value.none")


def _key(part: str) -> str:
    return f"{part}_outcome"
