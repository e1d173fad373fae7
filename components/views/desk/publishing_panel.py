"""Publishing the draft: who may, what wants a second look, the note, and one truthful answer."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st
from markupsafe import Markup

from components.i18n import Translator
from components.intake.problems import HELD
from components.markup.pieces import isolated, plain
from components.store.batches import LONGEST_NOTE
from components.store.catalog import catalog
from components.store.editors import Editor
from components.store.errors import ConflictError, StoreError
from components.store.publishing import publish
from components.views import identity, revision
from components.views.context import Run
from components.views.desk import conflict_view, outcome
from components.views.desk import draft as drafts
from components.views.desk.said import said

_ASKED = "desk_publishing"
_CONFIRMED = "desk_confirmed"
_PAGE = 50


def publishing_panel(run: Run, draft: drafts.Draft, editor: Editor | None) -> None:
    """The last part of the desk."""
    t, report = run.t, draft.report
    if report.refused or not report.records:
        return
    with st.container(key="desk-publish"):
        st.html(Markup("<h3>{}</h3>").format(t("publish.title")))
        if report.preview_only:
            reason = t("store_problem.store_preview_only", layout=report.layout.upper())
            st.html(Markup('<p class="m-notice">{}</p>').format(reason))
            return
        if draft.problem is not None:
            st.html(Markup('<p class="m-notice" role="alert">{}</p>').format(said(t, draft.problem)))
            return
        if editor is None:
            st.html(Markup('<p class="m-hint">{}</p>').format(t("publish.sign_in_first")))
            return
        if conflict_view.pending(draft.key):
            conflict_view.conflict_view(run, draft, _ask)
        else:
            _form(t, draft)
        if st.session_state.get(_ASKED) == draft.key:
            _go_on(t, draft)


def _form(t: Translator, draft: drafts.Draft) -> None:
    missing = _held(t, draft)
    note = st.text_area(t("publish.note"), key="publish-note", max_chars=LONGEST_NOTE, help=t("publish.note_help"))
    st.session_state["publish-note-kept"] = note
    count = t.count("publish.button", draft.total)
    st.button(count, key="publish", type="primary", disabled=bool(missing), on_click=_ask, args=(draft.key,))
    if not missing:
        return
    st.caption(t.count("publish.missing", len(missing)))
    rest = draft.total - len(missing)
    if rest:
        label = t.count("publish.without", rest)
        st.button(label, key="publish-without", on_click=_ask_without, args=(draft,))


def _held(t: Translator, draft: drafts.Draft) -> list[str]:
    """The rows that want a second look, each with a box to tick. Returns the ids that are not ticked."""
    rows = draft.held
    if not rows:
        return []
    confirmed = _confirmed(draft.key)
    st.html(Markup('<p class="m-hint">{}</p>').format(t.count("publish.held", len(rows))))
    pages = -(-len(rows) // _PAGE)
    page = st.pagination(pages, key=f"held-page-{draft.key}") if pages > 1 else 1
    why: dict[int, list[str]] = {}
    for problem in draft.report.problems:
        if problem.code in HELD:
            why.setdefault(problem.line, []).append(t(f"problem_title.{problem.code}"))
    for row in rows[(page - 1) * _PAGE : page * _PAGE]:
        name = row.incident_id
        reasons = t("list.comma").join(why.get(row.line, []))
        own, other = (row.summary_ar, row.summary_en) if t.code == "ar" else (row.summary_en, row.summary_ar)
        summary = own or other
        label = f"{isolated(plain(name))} · {reasons}: {isolated(plain(summary[:200]))}"
        if st.checkbox(label, key=_box(draft, row), value=name in confirmed):
            confirmed.add(name)
        else:
            confirmed.discard(name)
    return [row.incident_id for row in rows if row.incident_id not in confirmed]


def _confirmed(key: str) -> set[str]:
    """The ids that the editor has ticked for this draft."""
    kept: dict[str, set[str]] = st.session_state.setdefault(_CONFIRMED, {})
    return kept.setdefault(key, set())


def _box(draft: drafts.Draft, row: drafts.Held) -> str:
    """The key of a row's box."""
    return f"held-{draft.key[:8]}-{row.line}"


def _ask_without(draft: drafts.Draft) -> None:
    """Leave out what is not ticked now: a quick click comes before the run that would know of the last tick."""
    confirmed = _confirmed(draft.key)
    ticked = {row for row in draft.held if st.session_state.get(_box(draft, row), row.incident_id in confirmed)}
    confirmed |= {row.incident_id for row in ticked}
    try:
        drafts.leave_out(draft, frozenset(row.incident_id for row in draft.held if row not in ticked))
    except StoreError as error:
        outcome.put(error)
    else:
        _ask(draft.key)


def _ask(key: str) -> None:
    st.session_state[_ASKED] = key


def _go_on(t: Translator, draft: drafts.Draft) -> None:
    """Publish, until there is an answer.

    A second click or another change of the page may end this run at any call to Streamlit, though never inside the
    store. What was asked for is forgotten only with the answer, so the next run asks again; the draft's key sees to it
    that this publishes nothing twice.
    """
    with st.spinner(t("publish.running")):
        _attempt(draft, _confirmed(draft.key), str(st.session_state.get("publish-note-kept", "")))
    st.rerun()


def _attempt(draft: drafts.Draft, confirmed: Collection[str], note: str) -> None:
    try:
        batch = publish(
            catalog().writable(), draft.key, identity.browser(), identity.actor(), note, frozenset(confirmed)
        )
        catalog().refresh()
    except ConflictError as error:
        conflict_view.put(draft.key, error.clashes)
        st.session_state.pop(_ASKED, None)
    except StoreError as error:
        outcome.put(error)
        st.session_state.pop(_ASKED, None)
    else:
        outcome.put(batch)
        drafts.forget()
        revision.show_newest()
        st.session_state.pop(_ASKED, None)
