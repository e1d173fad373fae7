"""The editor's draft: a file, what was confirmed about it, and its report.

It is kept in the store, for the browser that uploaded it, so that it outlives a reload; where the store cannot be
written it lives in the session and cannot be published.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import streamlit as st

from components.domain.dataset import Dataset
from components.i18n import Translator
from components.intake.reader import Options
from components.intake.report import Report
from components.store import drafts as stored
from components.store.catalog import catalog
from components.store.errors import Clashes, StoreError, UnknownDraftError
from components.store.history import published_as
from components.views import identity
from components.views.desk import outcome
from components.views.desk.reading import read_file

PREVIEWED = 20_000
NEWS = timedelta(minutes=10)
"""So long a browser that lost the answer to its last publication is told it."""
_DRAFT = "desk_draft"
_SEEN = "desk_seen"
_LOOKED = "desk_looked"
_REREADABLE = frozenset({"encoding_unknown", "encoding_wrong", "header_missing", "header_duplicate", "sheet_missing"})


@dataclass(frozen=True)
class Held:
    """A row that wants a second look."""

    incident_id: str
    line: int
    summary_en: str
    summary_ar: str


@dataclass(frozen=True)
class Draft:
    """`data` is kept only while another answer of the editor can change the reading. `seen_as` names an earlier upload
    of the very same bytes in this session. `key` is the store's, "" where it could not be kept: then `problem` says
    why. `revision` is the number of the revision that the rows were compared with.
    The session holds the first rows only (`report.records`), for the preview; all `total` of them are in the store.
    `held` are those that want a second look: id, line and summary. `fingerprint` changes with the rows.
    """

    name: str
    sha256: str
    options: Options
    report: Report
    data: bytes | None
    revision: int
    seen_as: str | None = None
    key: str = ""
    problem: StoreError | None = None
    total: int = 0
    held: tuple[Held, ...] = ()
    fingerprint: str = ""


def current() -> Draft | None:
    """The session's draft; at the start of a session, the one that this browser left behind."""
    if _LOOKED not in st.session_state:
        st.session_state[_LOOKED] = True
        _find_again()
    draft: Draft | None = st.session_state.get(_DRAFT)
    return draft


def discard() -> None:
    draft: Draft | None = st.session_state.get(_DRAFT)
    if draft is not None and draft.key:
        try:
            stored.discard(catalog().writable(), draft.key, identity.browser())
        except StoreError as error:
            outcome.put(error)
    forget()


def forget() -> None:
    """Let go of the session's draft; the store's is left alone."""
    st.session_state.pop(_DRAFT, None)
    st.session_state["desk_upload"] = st.session_state.get("desk_upload", 0) + 1


def take(name: str, data: bytes, t: Translator, dataset: Dataset) -> None:
    """Read a new file into the draft."""
    outcome.clear()
    seen: dict[str, str] = st.session_state.setdefault(_SEEN, {})
    sha256 = hashlib.sha256(data).hexdigest()
    report = read_file(name, data, Options(), t, dataset)
    kept = _kept(report, Options(), data)
    _put(Draft(name, sha256, Options(), report, kept, dataset.number, seen.get(sha256)))
    seen.setdefault(sha256, name)


def read_again(t: Translator, dataset: Dataset, **answers: object) -> None:
    """Read the draft's file with another encoding, sheet or mapping."""
    draft = current()
    if draft is None or draft.data is None:
        return
    options = replace(draft.options, **answers)  # type: ignore[arg-type]
    report = read_file(draft.name, draft.data, options, t, dataset)
    kept = _kept(report, options, draft.data)
    _put(replace(draft, options=options, report=report, data=kept, revision=dataset.number))


def whole_report(draft: Draft, owner: str) -> Report:
    """The report with every row, for a download. Needs no session, as a download has none. Raises StoreError."""
    if not draft.key:
        return draft.report
    found = stored.load(catalog().writable(), draft.key, owner)
    return Report.from_plain({**found.report, "records": found.records})


def leave_out(draft: Draft, dropped: frozenset[str]) -> None:
    """Leave rows out of the draft, as its editor asked. Raises StoreError."""
    settle(dropped, Clashes(draft.revision))


def settle(dropped: frozenset[str], clashes: Clashes) -> None:
    """After a conflict: leave out the rows where the other version stays; the rest is as seen. Raises StoreError."""
    draft = current()
    if draft is None:
        return
    settled = stored.settle(catalog().writable(), draft.key, identity.browser(), dropped, clashes.revision)
    report = replace(draft.report, records=settled.records)
    st.session_state[_DRAFT] = _light(replace(draft, report=report, revision=settled.base_revision))


def _put(draft: Draft) -> None:
    """Into the session, and into the store as far as it can be written."""
    light = _light(draft)
    if draft.report.refused and draft.data is None:
        st.session_state[_DRAFT] = light
        return
    rest = draft.report.to_plain()
    records = tuple(rest.pop("records"))
    wanted = stored.Draft(
        file_name=draft.name,
        file_sha256=draft.sha256,
        records=records,
        held=frozenset(row.incident_id for row in light.held),
        layout=draft.report.layout,
        preview_only=draft.report.preview_only,
        base_revision=draft.revision,
        options={**_plain_options(draft.options)},
        report=rest,
        file=draft.data,
        key=draft.key,
    )
    try:
        kept = stored.save(catalog().writable(), identity.browser(), wanted)
        st.session_state[_DRAFT] = _without_rejected(replace(light, key=kept.key, problem=None))
    except StoreError as error:
        st.session_state[_DRAFT] = replace(light, problem=error)


def _find_again() -> None:
    """The draft of this browser that an earlier session left; or what became of it, if it was published."""
    try:
        store, owner = catalog().writable(), identity.browser()
        key = stored.newest_of(store, owner)
        if key is None:
            return
        try:
            found = stored.load(store, key, owner)
        except UnknownDraftError:
            done = published_as(store, key)
            if done and datetime.now(UTC) - datetime.fromisoformat(done.at) < NEWS:
                outcome.put(done)
            return
    except StoreError:
        return
    report = Report.from_plain({**found.report, "records": found.records})
    options = Options(**{name: value for name, value in found.options.items() if name != "today"})
    draft = Draft(found.file_name, found.file_sha256, options, report, found.file, found.base_revision, key=found.key)
    st.session_state[_DRAFT] = _without_rejected(_light(draft))


def _light(draft: Draft) -> Draft:
    """What the session keeps of a draft: a large file's rows would fill the memory with every editor's session."""
    records, lines = draft.report.records, draft.report.held_lines
    held = (record for record in records if record["line"] in lines) if lines else ()
    return replace(
        draft,
        report=replace(draft.report, records=records[:PREVIEWED]),
        total=len(records),
        held=tuple(Held(row["incident_id"], row["line"], row["summary_en"], row["summary_ar"]) for row in held),
        fingerprint=draft.report.fingerprint,
    )


def _without_rejected(draft: Draft) -> Draft:
    """The rejected rows are in the store too, and wanted only for a download."""
    return replace(draft, report=replace(draft.report, rejected_rows=()))


def _plain_options(options: Options) -> dict[str, Any]:
    return {**asdict(options), "mapping": dict(options.mapping), "today": None}


def _kept(report: Report, options: Options, data: bytes) -> bytes | None:
    """The file's bytes while the editor may want it read in another way: also a mapping once made can be changed."""
    codes = {problem.code for problem in report.problems}
    again = len(report.sheets) > 1 or options.mapping or codes & (_REREADABLE | {"columns_ignored"})
    return data if again else None
