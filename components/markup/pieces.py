"""Small pieces of HTML for `st.html`. Every text goes through markupsafe: data stays data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from components.theme.symbols import WEAPON_SYMBOLS, Mode

if TYPE_CHECKING:
    from components.domain.dataset import Dataset
    from components.i18n import Translator

EMPTY = Markup("")
_MARKDOWN = re.compile(r"(?<=\w)_(?!\w)|(?<!\w)_|(?<!\w)[-.]|[-.](?!\w)|[\\`*{}\[\]()#+!|~$:<>]")
_SHAPES = {
    "circle": "M12 6a6 6 0 1 0 .01 0z",
    "triangle": "M12 4.5 18.5 16h-13z",
    "wedge": "M5.5 8h13L12 19.5z",
    "diamond": "M12 4.5 19.5 12 12 19.5 4.5 12z",
    "square": "M6.5 6.5h11v11h-11z",
    "pentagon": "M12 5 18.7 9.8 16.1 17.7H7.9L5.3 9.8z",
    "hexagon": "M18.5 12 15.3 17.6H8.7L5.5 12 8.7 6.4h6.6z",
    "octagon": "M9.3 5.5h5.4l3.8 3.8v5.4l-3.8 3.8H9.3l-3.8-3.8V9.3z",
    "plus": "M9.5 5.5h5v4h4v5h-4v4h-5v-4h-4v-5h4z",
}


def join(parts: Iterable[str | Markup], separator: str = "") -> Markup:
    return Markup(separator).join(part for part in parts if part)


def link(url: str, text: str) -> Markup:
    """A link that opens in a new tab. Anything but http(s) stays text."""
    if urlsplit(url).scheme not in ("http", "https"):
        return escape(text)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer"><bdi>{}</bdi></a>').format(url, text)


def weapon_glyph(weapon: str, mode: Mode, hollow: bool = False) -> Markup:
    """The weapon's symbol as on the map, for lists and cards."""
    symbol = WEAPON_SYMBOLS.get(weapon, WEAPON_SYMBOLS["unknown"])
    colour = symbol.colour(mode)
    ink = Markup('fill="none" stroke="{}" stroke-width="2.5"') if hollow else Markup('fill="{}"')
    return Markup('<svg class="m-glyph" viewBox="0 0 24 24" aria-hidden="true"><path d="{}" {}/></svg>').format(
        _SHAPES[symbol.shape], ink.format(colour)
    )


def contested_mark(t: Translator) -> Markup:
    """The sign that accounts differ, with its meaning for screen readers and on hover."""
    return Markup('<abbr class="m-contested" title="{0}" aria-label="{0}">≠</abbr>').format(t("incident.contested"))


def source_items(dataset: Dataset, t: Translator, source_ids: Iterable[str]) -> Markup:
    """A list of sources: publisher linked, date, language, kind; a source without a link stands as text."""
    items = [source_line(dataset, t, identifier) for identifier in source_ids]
    return Markup('<ul class="m-sources">{}</ul>').format(join(Markup("<li>{}</li>").format(item) for item in items))


def source_line(dataset: Dataset, t: Translator, identifier: str) -> Markup:
    row = dataset.source_rows.get(identifier)
    if row is None:
        return escape(identifier)
    name = row["publisher"] or row["source_id"]
    parts = [link(row["url"], name) if row["url"] else Markup("<bdi>{}</bdi>").format(name)]
    if row["title"]:
        parts.append(Markup("<q><bdi>{}</bdi></q>").format(row["title"]))
    parts.append(escape(t.format.reported_text(row["date"]) or t("sources.undated")))
    if row["language"] and row["language"] != t.code:
        parts.append(escape(t.language_name(row["language"])))
    kind = str(row["kind"])
    if kind not in ("report", "citing", "reprint"):
        parts.append(escape(dataset.schema.label("sources", "kind", kind, t.code)))
    if not row["url"]:
        parts.append(escape(t("sources.no_link")))
    return join(parts, " · ")


def figure_card(label: str, value: str | Markup, note: str | Markup, contested: Markup = EMPTY) -> Markup:
    """One key figure: a label, the value, and under it what the value leaves open."""
    return Markup(
        '<div class="m-figure"><div class="m-figure-label">{}</div>'
        '<div class="m-figure-value">{}{}</div><div class="m-figure-note">{}</div></div>'
    ).format(label, value, contested, note)


def isolated(text: str) -> str:
    """Text for a widget label whose direction does not disturb the words around it."""
    return f"\u2068{text}\u2069"


def revision_in(sentence: str, revision: str) -> Markup:
    """A sentence with a revision's name in place of its `{}`: of its own direction, and on one line."""
    return Markup(escape(sentence)).format(Markup('<bdi class="m-revision">{}</bdi>').format(revision))


def plain(text: str) -> str:
    """Text for a widget label, which Streamlit reads as Markdown: its signs are escaped.

    Not an underscore or a hyphen inside a word, which Markdown takes for text: screen readers are told the label raw.
    """
    return _MARKDOWN.sub(r"\\\g<0>", text)
