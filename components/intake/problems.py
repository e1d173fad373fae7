"""What can be wrong with a file or a row: a code, how grave it is, and the sentence for it in both languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal
from unicodedata import category

from components.i18n import translator

Severity = Literal["error", "warning", "info"]

REFUSALS = frozenset(
    {
        "answer_too_large",
        "archive_broken",
        "archive_encrypted",
        "archive_many",
        "archive_nested",
        "archive_ratio",
        "archive_too_large",
        "encoding_unknown",
        "encoding_wrong",
        "file_binary",
        "file_empty",
        "file_too_large",
        "file_type",
        "file_unreadable",
        "header_duplicate",
        "header_missing",
        "header_only",
        "mapping_invalid",
        "nul_bytes",
        "parser_stopped",
        "sheet_missing",
        "spreadsheet_broken",
        "spreadsheet_hostile",
        "spreadsheet_incomplete",
        "surrogates",
        "too_many_columns",
        "too_many_rows",
        "unclosed_quote",
    }
)
"""The file as a whole is refused."""

REJECTIONS = frozenset(
    {
        "cell_too_long",
        "code_unknown",
        "coordinate_incomplete",
        "coordinate_outside",
        "coordinate_unreadable",
        "coordinates_swapped",
        "count_negative",
        "count_range",
        "count_rough",
        "count_unreadable",
        "date_ambiguous",
        "date_future",
        "date_hijri",
        "date_impossible",
        "date_missing",
        "date_too_early",
        "date_unreadable",
        "date_without_day",
        "id_characters",
        "id_conflict",
        "links_none_left",
        "links_missing",
        "row_too_long",
        "site_far",
        "site_missing",
        "site_near",
        "site_unknown",
        "summary_missing",
        "time_unreadable",
        "weapon_missing",
        "weapon_unknown",
    }
)
"""The row is rejected."""

WARNINGS = frozenset(
    {
        "bidi_in_text",
        "change",
        "change_erases",
        "column_like",
        "columns_ignored",
        "coordinate_coarsened",
        "held_detail",
        "held_name",
        "held_recent",
        "held_redacted",
        "layout_dropped",
        "link_invalid",
        "near_duplicate",
        "preview_only",
        "verification_assumed",
        "weapon_not_in_layout",
    }
)
"""The row, or the file, is taken; the editor should know."""

NOTES = frozenset({"blank_rows", "credit_due", "name_differs", "problems_cut", "row_duplicate", "row_unchanged"})
"""Said for completeness."""

CODES = REFUSALS | REJECTIONS | WARNINGS | NOTES
GATHERED = frozenset({"coordinate_coarsened", "verification_assumed"})
"""Said once for the file with the rows counted: on each row they would say the same and hide the rest."""

HELD = frozenset({"held_detail", "held_name", "held_recent", "held_redacted"})
SHOWN_VALUE = 120
SHOWN_LIST = 4_000
"""A list of columns or of changed fields is quoted whole up to here."""
_ACTING = frozenset({"Cc", "Cf", "Cs"})
# What is quoted keeps its own direction: without them 2024-08-05-harir turns around in an Arabic sentence.
_COPIED = frozenset({"suggestion"})  # what a reader copies into a command must hold no invisible signs
ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


@dataclass(frozen=True)
class Problem:
    """One thing to know about a line. `line` is the physical line on which the row begins, 0 for the file as a whole;
    `column` is the header as the editor wrote it, "" for the row or file as a whole; `value` is the cell, shortened.

    `details` fill the sentence: texts, or where the languages differ a text by language. `near` among them is the known
    name that was perhaps meant.
    """

    line: int
    column: str
    code: str
    value: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        if self.code in REFUSALS or self.code in REJECTIONS:
            return "error"
        return "warning" if self.code in WARNINGS else "info"

    def message(self, lang: str) -> str:
        """The sentence that says what is wrong and what to do."""
        t = translator(lang)
        said = {name: text[lang] if isinstance(text, dict) else text for name, text in self.details.items()}
        texts = {"column": self.column, "value": self.value, **said}
        if t.direction == "rtl":
            texts = {name: text if name in _COPIED else f"{ISOLATE}{text}{POP_ISOLATE}" for name, text in texts.items()}
        sentence = t(f"problem.{self.code}", **texts)
        if "near" in texts:
            return f"{sentence} " + t("intake.did_you_mean", near=texts["near"])
        return sentence

    def as_json(self) -> dict[str, Any]:
        return {
            "line": self.line,
            "column": self.column,
            "code": self.code,
            "severity": self.severity,
            "value": self.value,
            "message_en": self.message("en"),
            "message_ar": self.message("ar"),
        }


class Refusal(Exception):
    """The file as a whole is refused. `problem` says why and what to do."""

    def __init__(self, code: str, value: str = "", column: str = "", **details: Any) -> None:
        self.problem = Problem(0, column, code, shorten(value, SHOWN_LIST), details)
        super().__init__(code)


def shorten(value: str, limit: int = SHOWN_VALUE) -> str:
    """A cell as it is quoted in a report."""
    return value if len(value) <= limit else value[: limit - 1] + "…"


def visible(text: str) -> str:
    """Text from a file or its name for a terminal or a list: signs that act instead of being seen, as their numbers."""
    return "".join(f"\\u{ord(sign):04x}" if category(sign) in _ACTING else sign for sign in text)
