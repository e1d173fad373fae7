"""Rows that somebody else changed meanwhile: both versions field by field, and the editor's choice for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st
from markupsafe import Markup, escape

from components.markup.pieces import isolated, join, plain
from components.store.errors import Clash, Clashes, StoreError
from components.views.context import Run
from components.views.desk import draft as drafts
from components.views.desk import outcome
from components.views.desk.fields import field_title, in_order, shown

_CLASHES = "desk_clashes"
SHOWN = 20
"""Up to so many rows are chosen one by one; more of them together."""
THEIRS, OURS = "theirs", "ours"


def put(key: str, clashes: Clashes) -> None:
    st.session_state[_CLASHES] = (key, clashes)


def pending(key: str) -> bool:
    """Whether a draft has a conflict that is not settled."""
    return _clashes(key) is not None


def conflict_view(run: Run, draft: drafts.Draft, ask: Callable[[str], None]) -> None:
    """Show it, and publish again with what was chosen."""
    t = run.t
    clashes = _clashes(draft.key)
    if clashes is None:
        return
    st.html(Markup('<p class="m-notice" role="alert">{}</p>').format(t.count("conflict.lead", len(clashes.rows))))
    every = f"clash-{draft.key[:8]}"
    widgets: dict[str, str] = dict.fromkeys((clash.incident_id for clash in clashes.rows), every)
    one_by_one = len(clashes.rows) <= SHOWN
    for clash in clashes.rows[:SHOWN]:
        st.html(_both(run, clash))
        if one_by_one:
            widgets[clash.incident_id] = f"{every}-{clash.incident_id}"
            _choice(run, isolated(plain(clash.incident_id)), widgets[clash.incident_id])
    if not one_by_one:
        st.caption(t("desk.shown", shown=t.format.number(SHOWN), total=t.format.number(len(clashes.rows))))
        _choice(run, t("conflict.all"), every)
    st.button(
        t("conflict.again"), key="publish-again", type="primary", on_click=_settle, args=(draft.key, widgets, ask)
    )


def _choice(run: Run, label: str, key: str) -> None:
    t = run.t
    st.radio(label, [THEIRS, OURS], key=key, format_func=lambda name: t(f"conflict.{name}"), horizontal=True)


def _settle(key: str, widgets: Mapping[str, str], ask: Callable[[str], None]) -> None:
    """`widgets`: by incident the key of its choice, read now: a quick click comes before the run that would know it."""
    clashes = _clashes(key)
    if clashes is None:
        return
    st.session_state.pop(_CLASHES, None)
    dropped = frozenset(name for name, widget in widgets.items() if st.session_state[widget] == THEIRS)
    try:
        drafts.settle(dropped, clashes)
    except StoreError as error:
        outcome.put(error)
        return
    draft = drafts.current()
    if draft is not None and draft.report.records:
        ask(key)
    else:
        drafts.discard()


def _both(run: Run, clash: Clash) -> Markup:
    t = run.t
    theirs, ours = clash.theirs or {}, clash.ours or {}
    names = [name for name in in_order(run, {**theirs, **ours}) if theirs.get(name) != ours.get(name)]
    rows = join(
        Markup("<tr><th scope='row'>{}</th><td><bdi>{}</bdi></td><td><bdi>{}</bdi></td></tr>").format(
            field_title(run, name), escape(shown(run, theirs, name)), escape(shown(run, ours, name))
        )
        for name in names
    )
    gone = Markup("<p class='m-hint'>{}</p>").format(t("conflict.gone")) if clash.theirs is None else Markup("")
    return Markup(
        '<h4><bdi dir="ltr">{}</bdi></h4>{}<table class="m-claims"><thead><tr><th>{}</th><th>{}</th><th>{}</th></tr>'
        "</thead><tbody>{}</tbody></table>"
    ).format(
        clash.incident_id,
        gone,
        t("desk.field"),
        t("conflict.their_version", revision=clash.revision),
        t("conflict.our_version"),
        rows,
    )


def _clashes(key: str) -> Clashes | None:
    kept: tuple[str, Clashes] | None = st.session_state.get(_CLASHES)
    return kept[1] if kept is not None and kept[0] == key else None
