"""One step of the draft, opened: its words in both languages, its view, the rows that it stands on."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from components.domain.stories import LANGUAGES, Step
from components.domain.story_edits import duplicated, with_rows, with_step_text, with_text
from components.domain.story_rules import LONGEST, MAX_STEPS, ROW_IDS
from components.domain.view import View
from components.i18n import Translator
from components.i18n.phrases import describe, site_name
from components.markup.pieces import isolated, join
from components.store.story_drafts import StoryDraft
from components.views.context import Run
from components.views.storyboard import draft as drafts
from components.views.storyboard.new_step import new_name
from components.views.storyboard.standing import offered


def story_fields(t: Translator, draft: StoryDraft) -> None:
    """Title and summary in both languages."""
    for column, language in zip(st.columns(2), LANGUAGES, strict=True):
        with column:
            for name, texts in (("title", draft.story.title), ("summary", draft.story.summary)):
                _text(t, draft, "", name, language, texts.get(language, ""))


def step_form(run: Run, draft: StoryDraft, step: Step) -> None:
    t, view = run.t, step.view(run.t.code, run.known, run.dataset.positions)
    with st.container(key=f"storyboard-form-{step.step_id}", border=True):
        for column, language in zip(st.columns(2), LANGUAGES, strict=True):
            with column:
                for name, texts in (("heading", step.heading), ("text", step.text)):
                    _text(t, draft, step.step_id, name, language, texts.get(language, ""))
        st.html(_shows(run, step, view))
        st.html(Markup('<p class="m-fine">{}</p>').format(t("storyboard.stands_on")))
        labels = offered(t, run.dataset, step, view.filter)
        for kind in ROW_IDS:
            _rows(t, draft, step, kind, labels[kind])
        with st.container(key=f"storyboard-acts-{step.step_id}", horizontal=True):
            st.button(
                t("storyboard.duplicate"),
                key=f"storyboard-duplicate-{step.step_id}",
                disabled=len(draft.story.steps) >= MAX_STEPS,
                on_click=_duplicate,
                args=(draft.key, step.step_id),
            )
            st.button(
                t("storyboard.delete"),
                key=f"storyboard-delete-{step.step_id}",
                on_click=drafts.delete_step,
                args=(draft, step),
            )


def view_sentence(run: Run, view: View) -> str:
    """The view in words: the filter's sentence, what is selected, and where the map looks."""
    t, dataset = run.t, run.dataset
    parts = [describe(t, dataset, view.filter, int(view.filter.mask(dataset.incidents).sum()))]
    if view.incident:
        parts.append(t("storyboard.selected", name=isolated(view.incident)))
    if view.dossier:
        parts.append(t("storyboard.selected", name=site_name(t, dataset, view.dossier)))
    if view.highlight:
        parts.append(t.count("storyboard.highlighted", len(view.highlight)))
    if view.camera:
        camera = view.camera.to_query()
        parts.append(t("storyboard.camera", lat=camera["lat"], lon=camera["lon"], zoom=camera["zoom"]))
    return t("list.comma").join(parts)


def _shows(run: Run, step: Step, view: View) -> Markup:
    """What the step will look like: the view in words with a link to it, and the words beneath."""
    t = run.t
    address = "./?" + "&".join(part for part in (urlencode({"lang": t.code}), step.query) if part)
    previews = join(
        Markup('<div lang="{0}" dir="{1}"><b>{2}</b><p>{3}</p></div>').format(
            language, "rtl" if language == "ar" else "ltr", step.heading.get(language, ""), step.text.get(language, "")
        )
        for language in LANGUAGES
        if step.heading.get(language) or step.text.get(language)
    )
    return Markup(
        '<div class="m-card m-step"><p class="m-where">{}</p>'
        '<p><a href="{}" target="_blank" rel="noopener noreferrer">{}</a></p><div class="m-said">{}</div></div>'
    ).format(view_sentence(run, view), address, t("storyboard.open_view"), previews)


def _text(t: Translator, draft: StoryDraft, step_id: str, name: str, language: str, text: str) -> None:
    """A field whose words are kept as soon as it is left."""
    key = f"storyboard-{draft.key[:8]}-{step_id or 'story'}-{name}-{language}"
    label = t("storyboard.in_language", text=t(f"storyboard.field.{name}"), language=t.language_name(language))
    widget = st.text_input if name in ("title", "heading") else st.text_area
    widget(
        label,
        value=text,
        key=key,
        max_chars=LONGEST[name],
        on_change=_keep_text,
        args=(draft.key, step_id, name, language, key),
    )


def _keep_text(draft_key: str, step_id: str, name: str, language: str, key: str) -> None:
    text = str(st.session_state[key] or "")
    if step_id:
        drafts.edit(draft_key, lambda story: with_step_text(story, step_id, name, language, text))
    else:
        drafts.edit(draft_key, lambda story: with_text(story, name, language, text))


def _rows(t: Translator, draft: StoryDraft, step: Step, kind: str, labels: dict[str, str]) -> None:
    key = f"storyboard-{draft.key[:8]}-{step.step_id}-{kind}"
    st.multiselect(
        t(f"storyboard.field.{kind}"),
        list(labels),
        default=list(getattr(step, kind)),
        format_func=lambda row: labels.get(row, row),
        key=key,
        select_all=False,
        placeholder=t("storyboard.choose" if labels else "storyboard.none_in_view"),
        disabled=not labels,
        on_change=_keep_rows,
        args=(draft.key, step.step_id, kind, key),
    )


def _keep_rows(draft_key: str, step_id: str, kind: str, key: str) -> None:
    chosen = tuple(st.session_state[key])
    drafts.edit(draft_key, lambda story: with_rows(story, step_id, kind, chosen))


def _duplicate(draft_key: str, step_id: str) -> None:
    name = new_name()
    if drafts.edit(draft_key, lambda story: duplicated(story, step_id, name)):
        drafts.show_step(name)
