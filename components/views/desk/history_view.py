"""What was published: who, when, which file, what it changed; a batch can be opened, downloaded and taken back."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

import streamlit as st
from markupsafe import Markup

from components.domain.links import link_to, spelled_out
from components.domain.public_address import base_address
from components.domain.view import View
from components.export.csv import write_csv
from components.export.extract import Extract
from components.i18n import Translator
from components.markup.pieces import join
from components.store.catalog import catalog
from components.store.editors import Editor
from components.store.errors import StoreError
from components.store.history import Listed, RowChange, history, rows_of
from components.store.snapshot import revision_of
from components.store.stories import is_story
from components.store.undoing import UNDOABLE
from components.views.context import Run
from components.views.desk import outcome
from components.views.desk.fields import field_title, in_order, shown
from components.views.desk.said import said
from components.views.desk.taking_back import OPEN, REQUEST, redact_form, undo
from components.views.storyboard.fields import differences, row_title

LISTED = 30
ROWS = 100


def history_view(run: Run, editor: Editor | None) -> None:
    """The newest batches. Names of editors and files are for editors."""
    t = run.t
    with st.container(key="desk-history"):
        st.html(Markup("<h3>{}</h3>").format(t("history.title")))
        problem = catalog().problem
        if problem is not None:
            st.html(Markup('<p class="m-notice" role="alert">{}</p>').format(said(t, problem)))
            return
        newest = catalog().newest()
        pages = -(-newest.number // LISTED)
        page = st.pagination(pages, key="history-page") if pages > 1 else 1
        try:
            listed = _history(newest.edition, newest.number + 1 - (page - 1) * LISTED)
        except StoreError as error:
            st.html(Markup('<p class="m-notice" role="alert">{}</p>').format(said(t, error)))
            return
        if not listed:
            st.html(Markup('<p class="m-hint">{}</p>').format(t("history.none")))
            return
        for item in listed:
            _line(t, item, editor)
            if st.session_state.get(OPEN) == item.batch.revision:
                _opened(run, item, editor)


@st.cache_resource(max_entries=4, show_spinner=False)
def _history(edition: str, before: int) -> list[Listed]:
    return history(catalog().writable(), LISTED, before) if not edition.startswith("0-") else []


@st.cache_resource(max_entries=8, show_spinner=False)
def _rows(number: int, edition: str) -> list[RowChange]:
    return rows_of(catalog().writable(), number, ROWS)


def _line(t: Translator, item: Listed, editor: Editor | None) -> None:
    batch = item.batch
    with st.container(key=f"batch-{batch.revision}", horizontal=True, vertical_alignment="center"):
        facts = [t.format.moment(batch.at), t(f"history.kind.{batch.kind}", target=batch.target or "")]
        if editor is not None:
            facts += [batch.editor, "" if batch.verified else t("sign_in.named"), batch.file_name]
        facts.append(outcome.counted(t, batch.counts))
        withdrawn = Markup(' · <b class="m-severity">{}</b>').format(t("history.withdrawn"))
        st.html(
            Markup('<p><b dir="ltr">#{}</b> {} {}</p>{}').format(
                batch.revision,
                join((Markup("<bdi>{}</bdi>").format(fact) for fact in facts if fact), " · "),
                withdrawn if item.is_withdrawn else "",
                Markup('<p class="m-fine" dir="auto">{}</p>').format(batch.note) if batch.note and editor else "",
            )
        )
        is_open = st.session_state.get(OPEN) == batch.revision
        st.button(
            t("history.close" if is_open else "history.open"),
            key=f"open-{batch.revision}",
            on_click=_toggle,
            args=(None if is_open else batch.revision,),
        )


def _toggle(number: int | None) -> None:
    st.session_state[OPEN] = number
    st.session_state[REQUEST] = secrets.token_hex(16)


def _opened(run: Run, item: Listed, editor: Editor | None) -> None:
    t, batch = run.t, item.batch
    with st.container(key=f"opened-{batch.revision}", border=True):
        changes = _rows(batch.revision, catalog().newest().edition)
        st.html(_table(run, changes))
        total = sum(batch.counts.values())
        if total > len(changes) > 0:
            st.caption(t("desk.shown", shown=t.format.number(len(changes)), total=t.format.number(total)))
        with st.container(key=f"acts-{batch.revision}", horizontal=True):
            _acts(run, item, changes, editor)


def _acts(run: Run, item: Listed, changes: list[RowChange], editor: Editor | None) -> None:
    t, batch, base = run.t, item.batch, base_address(st.context.url)
    st.download_button(
        t("history.download", revision=batch.revision),
        data=lambda: _revision_csv(batch.revision, t, base),
        file_name=f"marsad-incidents-revision-{batch.revision}.csv",
        mime="text/csv",
        key=f"download-{batch.revision}",
        on_click="ignore",
    )
    if editor is not None and batch.kind in UNDOABLE:
        undo(t, item)
        redact_form(run, batch, changes)


def _table(run: Run, changes: list[RowChange]) -> Markup:
    t = run.t
    rows = []
    for change in changes:
        mark = t(f"history.row_{_mark(change)}")
        rows.append(Markup("<tr><th colspan='3'>{} · {}</th></tr>").format(_name(t, change), mark))
        rows += [
            Markup("<tr><td>{}</td><td><bdi>{}</bdi></td><td><bdi>{}</bdi></td></tr>").format(*cells)
            for cells in _differences(run, change)
        ]
    head = Markup("<tr><th>{}</th><th>{}</th><th>{}</th></tr>").format(
        t("desk.field"), t("history.before"), t("history.after")
    )
    return Markup('<table class="m-claims"><thead>{}</thead><tbody>{}</tbody></table>').format(head, join(rows))


def _name(t: Translator, change: RowChange) -> Markup:
    if is_story(change.incident_id):
        title = row_title(t, change.incident_id, change.after, change.before)
        return Markup("<bdi>{}</bdi>").format(t("storyboard.briefing", title=title))
    return Markup("<bdi dir='ltr'>{}</bdi>").format(change.incident_id)


def _differences(run: Run, change: RowChange) -> list[tuple[str, str, str]]:
    """Label, text before and text after, for each field that differs."""
    if is_story(change.incident_id):
        return differences(run.t, change.before, change.after)
    before, after = change.before or {}, change.after or {}
    return [
        (field_title(run, name), shown(run, before, name), shown(run, after, name))
        for name in in_order(run, {**before, **after})
        if before.get(name) != after.get(name)
    ]


def _mark(change: RowChange) -> str:
    if change.redacted:
        return "redacted"
    return "added" if not change.before else "changed" if change.after else "gone"


def _revision_csv(number: int, t: Translator, base: str) -> bytes:
    """The incidents of a revision, as a file that can be uploaded again."""
    dataset = catalog().dataset(revision_of(catalog().writable(), number))
    if dataset is None:
        return b""
    view = View(lang=t.code)
    link = link_to(base, spelled_out(dataset, view), rev=dataset.revision)
    return write_csv(Extract(dataset, view, t, datetime.now(UTC), link))
