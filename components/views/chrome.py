"""What stands around every page: style sheet, document language, brand, navigation, language switch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

import streamlit as st
from markupsafe import Markup
from streamlit.navigation.page import StreamlitPage

from components.domain.filters import QueryProblem
from components.domain.links import EMBED
from components.domain.schema import SchemaError
from components.domain.tables import TableError
from components.domain.text import without_overrides
from components.i18n import LANGUAGES, Translator
from components.markup.pieces import isolated, join
from components.theme.symbols import PAPER, Mode
from components.views import state

MOST_SAID = 12
_SAID = ("upload", "drop", "drop_here", "enter", "too_large", "skip")
_NAMED = {
    "open": "Open",
    "clear": "Clear value",
    "clear_entry": "Clear entry",
    "file": "file upload",
    "columns": "Show/hide columns",
    "csv": "Download as CSV",
    "search": "Search",
    "fullscreen": "Fullscreen",
    "close_fullscreen": "Close fullscreen",
    "png": "Download as PNG",
    "data": "Show data",
    "spec": "Copy Vega-Lite spec",
    "previous_month": "Previous month",
    "next_month": "Next month",
}
"""What Streamlit calls its buttons, for screen readers."""


def style(t: Translator, mode: Mode) -> None:
    """The page's style sheet, with the mode's colours and the words that it says in Streamlit's stead as properties.

    Streamlit 1.67 has no parameter for what it writes on its uploader and text fields, in English only.
    """
    variables = "".join(f"--m-{name}:{value};" for name, value in vars(PAPER[mode]).items())
    variables += "".join(f"--m-say-{name}:{json.dumps(t(f'said.{name}'), ensure_ascii=False)};" for name in _SAID)
    sheet = files("components.theme").joinpath("page.css").read_text(encoding="utf-8")
    st.html(f"<style>:root{{{variables}}}\n{sheet}</style>")


def document(t: Translator) -> None:
    """Tell the page's script the document's language and direction, and how Streamlit's buttons are named in it."""
    names = {english: t(f"named.{key}") for key, english in _NAMED.items()} if t.code != "en" else {}
    st.html(
        Markup(
            '<span data-marsad-lang="{}" data-marsad-dir="{}" data-marsad-names="{}" data-marsad-upload="{}" hidden>'
            "</span>"
        ).format(t.code, t.direction, json.dumps(names, ensure_ascii=False), t("said.upload"))
    )


def brand(t: Translator) -> None:
    mark = Markup('<div class="m-brand"><b lang="en">Marsad</b> <b lang="ar">مرصد</b><span>{}</span></div>')
    st.html(mark.format(t("app.tagline")), width="content")


@contextmanager
def title_row(t: Translator, pages: dict[str, StreamlitPage], here: str) -> Iterator[None]:
    """Brand, pages and the language switch; before the switch stands what is drawn inside."""
    with st.container(key="title-row", horizontal=True, vertical_alignment="center", gap="small"):
        brand(t)
        with st.container(key="pages", horizontal=True, gap="small", width="stretch"):
            for name, page in pages.items():
                with st.container(key=f"page-{name}{'-here' if name == here else ''}", width="content"):
                    st.page_link(page, label=t(f"pages.{name}"))
        with st.container(key="title-actions", horizontal=True, gap="small", width="content"):
            yield
        other = "ar" if t.code == "en" else "en"
        st.button(
            LANGUAGES[other].endonym,
            key="switch-language",
            help=t("app.switch_language"),
            on_click=state.update,
            kwargs={"lang": other},
        )


def url_notice(t: Translator, more: tuple[QueryProblem, ...] = ()) -> None:
    """Say which parts of the address made no sense and were left out; `more` are those that only the page knows of."""
    dropped = (*state.problems(), *more)
    if not dropped:
        return
    said = [
        t(
            f"url.{item.code}",
            parameter=isolated(without_overrides(item.parameter)),
            value=isolated(without_overrides(item.value)[:60]),
        )
        for item in dropped[:MOST_SAID]
    ]
    body = join(Markup('<li dir="{}">{}</li>').format(t.direction, text) for text in said)
    # Streamlit lets no script of the server write its own `embed`: the page's script takes the senseless one away.
    drop = any(item.parameter == EMBED for item in dropped)
    st.html(
        Markup('<div class="m-notice" role="status"{}><p>{}</p><ul>{}</ul></div>').format(
            Markup(' data-marsad-drop="{}"').format(EMBED) if drop else "", t("url.notice"), body
        )
    )


def data_error(t: Translator, error: SchemaError | TableError) -> None:
    """Say which cells of the tables are faulty, in place of the page."""
    document(t)
    faults = error.problems[:10] if isinstance(error, TableError) else [error]
    st.error(t("app.data_error"))
    st.html(
        Markup("<ul>{}</ul>").format(
            Markup("").join(Markup("<li><bdi>{}</bdi></li>").format(str(fault)) for fault in faults)
        )
    )
