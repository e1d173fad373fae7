"""The data desk as a page: template, upload, what is to be confirmed, report, preview."""

from __future__ import annotations

import json

import streamlit as st
from markupsafe import Markup
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components.domain.text import fold
from components.intake.encoding import CONFIRMABLE
from components.intake.headers import header_aliases
from components.intake.limits import MEBIBYTE, Limits
from components.intake.quota import upload_quota
from components.intake.reference import LINKS_COLUMN, LINKS_FIELD
from components.intake.template import template_csv, template_xlsx
from components.markup.pieces import plain
from components.views.context import Run
from components.views.desk import draft as drafts
from components.views.desk.column_mappings import keep_mapping, mappings
from components.views.desk.history_view import history_view
from components.views.desk.outcome import outcome
from components.views.desk.preview import preview
from components.views.desk.publishing_panel import publishing_panel
from components.views.desk.report_view import report_view
from components.views.desk.signing import signing
from components.views.storyboard.part import storyboard

_ENCODING_CODES = frozenset({"encoding_unknown", "encoding_wrong"})


def desk(run: Run) -> None:
    t = run.t
    _allow_upload()
    with st.container(key="desk"):
        st.html(Markup('<p class="m-lead">{}</p>').format(t("desk.lead")))
        _templates(run)
        _upload(run)
        draft = drafts.current()
        outcome(t)
        if draft is not None:
            _file(run, draft)
        editor = signing(t)
        if draft is not None:
            publishing_panel(run, draft, editor)
        storyboard(run, editor)
        history_view(run, editor)


def _file(run: Run, draft: drafts.Draft) -> None:
    t = run.t
    with st.container(key="desk-draft"):
        with st.container(key="desk-file", horizontal=True, vertical_alignment="center"):
            st.html(Markup("<h3><bdi>{}</bdi></h3>").format(draft.name), width="content")
            st.button(t("desk.discard"), key="desk-discard", on_click=drafts.discard)
        if draft.seen_as:
            st.html(Markup('<p class="m-hint">{}</p>').format(t("desk.seen", name=draft.seen_as)))
        if draft.revision < run.dataset.number:
            st.html(Markup('<p class="m-hint">{}</p>').format(t("desk.older", revision=draft.revision)))
        _confirm(run, draft)
        report_view(run, draft)
        preview(run, draft)


def _allow_upload() -> None:
    """The guard of the upload route lets in only sessions that have this page open."""
    context = get_script_run_ctx()
    if context is not None:
        upload_quota().open_desk(context.session_id)


def _templates(run: Run) -> None:
    t = run.t
    with st.container(key="desk-templates", horizontal=True, gap="small"):
        files = (("csv", "text/csv"), ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))
        for kind, mime in files:
            st.download_button(
                t(f"desk.template_{kind}"),
                data=_template(kind, run.dataset.revision, run),
                file_name=f"marsad-template.{kind}",
                mime=mime,
                key=f"template-{kind}",
                help=t("desk.template_help"),
                on_click="ignore",
            )


@st.cache_data(max_entries=8, show_spinner=False)
def _template(kind: str, revision: str, _run: Run) -> bytes:
    return (template_csv if kind == "csv" else template_xlsx)(_run.dataset.schema)


def _upload(run: Run) -> None:
    t = run.t
    key = f"upload-{st.session_state.setdefault('desk_upload', 0)}"
    given = st.file_uploader(t("desk.upload", limit=Limits.from_environment().file_bytes // MEBIBYTE), key=key)
    if given is not None:
        drafts.take(given.name, given.getvalue(), t, run.dataset)
        # From here on the draft stands for the file: a fresh uploader, and no bytes kept.
        _let_go(given.file_id)
        st.session_state["desk_upload"] += 1
        st.rerun()


def _let_go(file_id: str) -> None:
    """Streamlit keeps an upload until its session ends, also when no uploader shows it any more."""
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file_id)


def _confirm(run: Run, draft: drafts.Draft) -> None:
    """What only the editor can say: encoding, sheet, columns."""
    if draft.data is None:
        return
    codes = {problem.code for problem in draft.report.problems}
    if codes & _ENCODING_CODES:
        _confirm_encoding(run, draft)
    if len(draft.report.sheets) > 1:
        chosen = st.selectbox(run.t("desk.sheet"), draft.report.sheets, key=f"sheet-{draft.sha256}")
        if chosen != (draft.options.sheet or draft.report.sheets[0]):
            drafts.read_again(run.t, run.dataset, sheet=chosen)
            st.rerun()
    mendable = codes & {"header_missing", "header_duplicate", "columns_ignored"}
    if draft.report.header and (mendable or draft.options.mapping):
        _map_columns(run, draft)


def _confirm_encoding(run: Run, draft: drafts.Draft) -> None:
    t = run.t
    suggested = next(
        (item.details.get("suggestion", "") for item in draft.report.problems if item.code == "encoding_unknown"), ""
    )
    start = CONFIRMABLE.index(suggested) if suggested in CONFIRMABLE else 0
    encoding = st.selectbox(t("desk.encoding"), CONFIRMABLE, index=start, key=f"encoding-{draft.sha256}")
    text = (draft.data or b"")[:600].decode(encoding, "replace")
    st.html(
        Markup('<p>{}</p><pre class="m-preview" dir="auto">{}</pre>').format(
            t("desk.encoding_preview", encoding=encoding), text
        )
    )
    if st.button(t("desk.confirm"), key="confirm-encoding", type="primary"):
        drafts.read_again(t, run.dataset, encoding=encoding)
        st.rerun()


def _map_columns(run: Run, draft: drafts.Draft) -> None:
    t = run.t
    fields = [
        LINKS_COLUMN if item.name == LINKS_FIELD else item.name
        for item in run.dataset.schema.resources["incidents"].fields
    ]
    aliases = header_aliases(run.dataset.schema.resources["incidents"])
    with st.expander(t("desk.mapping"), key="desk-mapping"):
        st.caption(t("desk.mapping_help"))
        saved = mappings()
        offered = (
            st.selectbox(t("desk.mapping_saved"), [None, *saved], format_func=lambda name: name or "—")
            if saved
            else None
        )
        chosen: dict[str, str] = {}
        known = dict(saved[offered]) if offered else dict(draft.options.mapping)
        for position, header in enumerate(draft.report.header):
            if not header.strip():
                continue
            guess = known.get(header) or aliases.get(fold(header), "")
            guess = LINKS_COLUMN if guess == LINKS_FIELD else guess
            options = ["", *fields]
            chosen[header] = st.selectbox(
                plain(header),
                options,
                index=options.index(guess) if guess in options else 0,
                format_func=lambda name: name or t("desk.no_field"),
                key=f"map-{draft.sha256[:8]}-{offered or ''}-{position}",
            )
        name = st.text_input(t("desk.mapping_name"), key="mapping-name", max_chars=60)
        with st.container(horizontal=True):
            if st.button(t("desk.apply"), key="apply-mapping", type="primary"):
                if name.strip():
                    keep_mapping(name.strip(), chosen)
                drafts.read_again(t, run.dataset, mapping=chosen)
                st.rerun()
            st.download_button(
                t("desk.mapping_download"),
                data=json.dumps(chosen, ensure_ascii=False, indent=1),
                file_name="mapping.json",
                mime="application/json",
                key="download-mapping",
                on_click="ignore",
            )
