"""Taking back what was published: withdraw, restore, redact."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from components.i18n import Translator
from components.store.batches import LONGEST_NOTE, Batch
from components.store.catalog import catalog
from components.store.errors import FieldError, StoreError
from components.store.history import Listed, RowChange
from components.store.redaction import KEPT_FIELDS, redact
from components.store.stories import is_story
from components.store.undoing import restore, withdraw
from components.views import identity, revision
from components.views.context import Run
from components.views.desk import outcome
from components.views.desk.fields import field_title
from components.views.storyboard.fields import redactable, redactable_label

OPEN = "history_open"
"""The session's key of the batch that is open."""
REQUEST = "history_request"
"""And of the number that names the next act on it, made when it is opened."""
WHOLE = "*"
"""Stands for the whole incident where a field is chosen."""


def undo(t: Translator, item: Listed) -> None:
    """Withdraw a batch, or restore a withdrawn one."""
    number, verb = item.batch.revision, "restore" if item.is_withdrawn else "withdraw"
    act = restore if item.is_withdrawn else withdraw
    note = f"undo-note-{number}"
    with st.popover(t(f"history.{verb}"), key=f"undo-{number}"):
        st.html(Markup("<p>{}</p>").format(t(f"history.{verb}_help")))
        st.text_input(t("publish.note"), key=note, max_chars=LONGEST_NOTE)
        st.button(
            t(f"history.{verb}_now"),
            key=f"undo-now-{number}",
            type="primary",
            on_click=_act,
            # What was typed is read when the click is dealt with: a quick click comes before its run has begun.
            args=(verb, lambda key: act(catalog().writable(), number, key, identity.actor(), st.session_state[note])),
        )


def redact_form(run: Run, batch: Batch, changes: list[RowChange]) -> None:
    """Take back a field or a whole row of a batch. Nothing is chosen beforehand: it is for good."""
    t, number = run.t, batch.revision
    groups = _redactable(run, changes)
    of_story = _is_of_story(changes)
    label = t("storyboard.row" if of_story else "history.row")
    whole = t("storyboard.whole" if of_story else "history.whole_row")
    row, field, reason = (f"redact-{part}-{number}" for part in ("row", "field", "reason"))
    with st.popover(t("history.redact"), key=f"redact-{number}"):
        st.html(Markup("<p>{}</p>").format(t("history.redact_help")))
        if sum(batch.counts.values()) > len(changes):
            st.text_input(label, key=row)
        else:
            listed = [change.incident_id for change in changes]
            st.selectbox(label, listed, index=None, placeholder=t("history.choose"), key=row)
        st.selectbox(
            t("desk.field"),
            [WHOLE, *groups],
            index=None,
            placeholder=t("history.choose"),
            key=field,
            format_func=lambda value: whole if value == WHOLE else groups[value].label,
        )
        st.text_input(t("history.reason"), key=reason, max_chars=LONGEST_NOTE)
        st.button(
            t("history.redact_now"),
            key=f"redact-now-{number}",
            type="primary",
            on_click=_redact_now,
            args=({name: group.fields for name, group in groups.items()}, row, field, reason),
        )


@dataclass(frozen=True)
class _Group:
    """What is taken back together: a text that stands in both languages goes in both."""

    fields: list[str]
    label: str


def _redactable(run: Run, changes: list[RowChange]) -> dict[str, _Group]:
    """What can be taken back of a batch's rows, under a name each. A batch holds one briefing, or incidents."""
    if _is_of_story(changes):
        cells = changes[0].after or changes[0].before or {}
        return {
            name: _Group(fields, redactable_label(run.t, name, cells)) for name, fields in redactable(cells).items()
        }
    names = [item.name for item in run.dataset.schema.resources["incidents"].fields]
    free = [name for name in names if name not in KEPT_FIELDS | {"incident_id", "source_ids"}]
    return {
        name: _group(run, [name, *(other for other in names if other.endswith("_ar") and _other(other) == name)])
        for name in free
        if not (name.endswith("_ar") and _other(name) in free)
    }


def _is_of_story(changes: list[RowChange]) -> bool:
    return bool(changes) and is_story(changes[0].incident_id)


def _group(run: Run, fields: list[str]) -> _Group:
    return _Group(fields, " + ".join(field_title(run, name) for name in fields))


def _other(name: str) -> str:
    """The field of the same text in English: `summary_ar` -> `summary_en`, `notes_ar` -> `notes`."""
    stem = name.removesuffix("_ar")
    return stem if stem in ("notes", "claimed_by", "attributed_to") else f"{stem}_en"


def _redact_now(fields: Mapping[str, list[str]], row: str, field: str, reason: str) -> None:
    name, chosen, why = (st.session_state.get(key) or "" for key in (row, field, reason))
    if not (name and chosen and why.strip()):
        outcome.put(FieldError(field="form"))
        return
    taken = fields.get(chosen, [])
    _act("redact", lambda key: redact(catalog().writable(), name, taken, key, identity.actor(), why))


def _act(verb: str, act: Callable[[str], Batch]) -> None:
    """Run an act of the store. Its key was made when the batch was opened, so that a second click does nothing more."""
    try:
        batch = act(f"{verb}-{st.session_state[REQUEST]}")
        catalog().refresh()
    except StoreError as error:
        outcome.put(error)
    else:
        outcome.put(batch)
        revision.show_newest()
        st.session_state[OPEN] = None
