"""Reading an upload: one file at a time in this process, with its progress; the others wait where they can see it."""

from __future__ import annotations

from threading import Semaphore

import streamlit as st

from components.domain.dataset import Dataset
from components.i18n import Translator
from components.intake.child import read_in_child
from components.intake.reader import Options
from components.intake.report import Report
from components.markup.pieces import plain
from components.views.desk.published import published


def read_file(name: str, data: bytes, options: Options, t: Translator, dataset: Dataset) -> Report:
    """The report on a file, compared with a revision of the data."""
    gate = _gate()
    if not gate.acquire(blocking=False):
        with st.spinner(t("desk.waiting")):
            gate.acquire()
    try:
        bar = st.progress(0.0, text=plain(t("desk.reading", name=name)))

        def tell(done: int, total: int | None) -> None:
            rows = {"done": t.format.number(done), "total": t.format.number(total or done)}
            bar.progress(
                min(1.0, done / total) if total else 0.0, text=plain(t("desk.reading_rows", name=name, **rows))
            )

        report = read_in_child(data, name, options, published=published(dataset), progress=tell)
        bar.empty()
        return report
    finally:
        gate.release()


@st.cache_resource(show_spinner=False)
def _gate() -> Semaphore:
    return Semaphore(1)
