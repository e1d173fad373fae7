"""Publishing the briefing: what is missing, the note, one truthful answer, and what to do when somebody was faster."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st
from markupsafe import Markup

from components.domain.story_rules import StoryFault
from components.i18n import Translator
from components.markup.pieces import join
from components.store import story_drafts as stored
from components.store.batches import LONGEST_NOTE
from components.store.catalog import catalog
from components.store.editors import Editor
from components.store.errors import Clash, Clashes, ConflictError, StoreError
from components.store.story_drafts import StoryDraft
from components.store.story_publishing import publish_story
from components.views import identity, revision, state
from components.views.desk import outcome
from components.views.storyboard import draft as drafts
from components.views.storyboard.faults import sentence
from components.views.storyboard.fields import differences

_ASKED = "story_publishing"
_CLASHES = "story_clashes"
_NOTE = "story_note"
_FIELD = "storyboard-note"
THEIRS, OURS = "theirs", "ours"
LISTED = 12


def go_on(t: Translator) -> None:
    """Publish what was asked for, until there is an answer.

    The run may be broken off at any call to Streamlit, though never inside the store: what was asked for is forgotten
    only with the answer, and the draft's key sees to it that asking again publishes nothing twice.
    """
    asked: tuple[str, str] | None = st.session_state.get(_ASKED)
    if asked is None:
        return
    with st.spinner(t("publish.running")):
        _attempt(*asked)
    state.touch()
    st.rerun()


def publishing(t: Translator, draft: StoryDraft, faults: Collection[StoryFault], editor: Editor | None) -> None:
    """The last part of the draft."""
    with st.container(key="storyboard-publish"):
        if faults:
            lines = join(Markup("<li><bdi>{}</bdi></li>").format(sentence(t, fault)) for fault in [*faults][:LISTED])
            st.html(
                Markup('<div class="m-notice"><p>{}</p><ul>{}</ul></div>').format(
                    t.count("storyboard.faults", len(faults)), lines
                )
            )
        if editor is None:
            st.html(Markup('<p class="m-hint">{}</p>').format(t("storyboard.sign_in_first")))
            return
        clashes = _clashes(draft.key)
        if clashes is not None:
            _conflict(t, draft, clashes)
            return
        _note(t, draft.key)
        st.button(
            t("storyboard.publish"),
            key="storyboard-publish-now",
            type="primary",
            disabled=bool(faults),
            on_click=_ask,
            args=(draft.key,),
        )


def _note(t: Translator, key: str) -> None:
    """The note for the history, which the session keeps for the draft while other pages are looked at."""
    kept = _kept_note(key)
    if st.session_state.get(_FIELD) != kept:
        st.session_state[_FIELD] = kept
    st.text_area(
        t("publish.note"),
        key=_FIELD,
        max_chars=LONGEST_NOTE,
        help=t("publish.note_help"),
        on_change=_keep_note,
        args=(key,),
    )


def _keep_note(key: str) -> None:
    state.touch()
    st.session_state[_NOTE] = (key, str(st.session_state[_FIELD] or ""))


def _kept_note(key: str) -> str:
    kept: tuple[str, str] | None = st.session_state.get(_NOTE)
    return kept[1] if kept is not None and kept[0] == key else ""


def _ask(key: str) -> None:
    state.touch()
    st.session_state[_ASKED] = (key, _kept_note(key))


def _attempt(key: str, note: str) -> None:
    try:
        batch = publish_story(catalog().writable(), key, identity.browser(), identity.actor(), note)
        catalog().refresh()
    except ConflictError as error:
        st.session_state[_CLASHES] = (key, error.clashes)
    except StoreError as error:
        outcome.put(error, outcome.STORY)
    else:
        outcome.put(batch, outcome.STORY)
        drafts.forget()
        revision.show_newest()
    st.session_state.pop(_ASKED, None)


def _conflict(t: Translator, draft: StoryDraft, clashes: Clashes) -> None:
    st.html(Markup('<p class="m-notice" role="alert">{}</p>').format(t("storyboard.conflict")))
    for clash in clashes.rows:
        st.html(_both(t, clash))
    choice = f"storyboard-clash-{draft.key[:8]}"
    st.radio(
        t("storyboard.which"),
        [THEIRS, OURS],
        key=choice,
        format_func=lambda name: t(f"conflict.{name}"),
        horizontal=True,
    )
    st.button(
        t("conflict.again"),
        key="storyboard-settle",
        type="primary",
        on_click=_settle,
        args=(draft.key, choice, clashes),
    )


def _both(t: Translator, clash: Clash) -> Markup:
    rows = join(
        Markup('<tr><th scope="row">{}</th><td><bdi>{}</bdi></td><td><bdi>{}</bdi></td></tr>').format(*each)
        for each in differences(t, clash.theirs, clash.ours)
    )
    gone = Markup('<p class="m-hint">{}</p>').format(t("conflict.gone")) if clash.theirs is None else Markup("")
    return Markup(
        '{}<table class="m-claims m-changes"><thead><tr><th>{}</th><th>{}</th><th>{}</th></tr></thead>'
        "<tbody>{}</tbody></table>"
    ).format(
        gone, t("desk.field"), t("conflict.their_version", revision=clash.revision), t("conflict.our_version"), rows
    )


def _settle(key: str, choice: str, clashes: Clashes) -> None:
    """Go on with the version that was chosen, read now: a quick click comes before the run that would know it."""
    state.touch()
    st.session_state.pop(_CLASHES, None)
    if st.session_state.get(choice, THEIRS) == THEIRS:
        drafts.discard(key)
        return
    try:
        stored.settle(catalog().writable(), key, identity.browser(), clashes.revision)
    except StoreError as error:
        outcome.put(error, outcome.STORY)
    else:
        _ask(key)


def _clashes(key: str) -> Clashes | None:
    kept: tuple[str, Clashes] | None = st.session_state.get(_CLASHES)
    return kept[1] if kept is not None and kept[0] == key else None
