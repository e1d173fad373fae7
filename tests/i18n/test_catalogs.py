"""Both catalogues say the same things: same keys, same placeholders, every plural form, nothing unused or missing."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from pathlib import Path

import pytest
from babel import Locale

from components.domain.dataset import Dataset
from components.i18n import LANGUAGES, language_from, translator
from components.i18n.translator import Message

ENGLISH, ARABIC = translator("en").messages, translator("ar").messages
CODE = [path for path in Path("components").rglob("*.py") if "i18n" not in path.parts]
PHRASES = [*Path("components/i18n").glob("*.py")]


def forms(message: Message) -> Mapping[str, str]:
    return {"other": message} if isinstance(message, str) else message


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys() -> None:
    assert set(ENGLISH) == set(ARABIC)


@pytest.mark.parametrize("key", sorted(ENGLISH))
def test_placeholders_are_the_same_in_both_languages(key: str) -> None:
    assert placeholders(forms(ENGLISH[key])["other"]) == placeholders(forms(ARABIC[key])["other"])


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_every_plural_form_of_the_language_is_there(lang: str) -> None:
    needed = set(Locale.parse(LANGUAGES[lang].locale).plural_form.tags) | {"other"}
    lacking = {
        key: needed - set(message)
        for key, message in translator(lang).messages.items()
        if not isinstance(message, str) and not needed <= set(message)
    }
    assert lacking == {}


def test_arabic_messages_are_arabic() -> None:
    arabic = re.compile("[\u0600-\u06ff]")
    wordless = {
        "value.none",
        "list.comma",
        "view.sentence",
        "troops.exact",
        "figures.said_by",
        "figures.rival",
        "filters.quoted",
        "desk.adds_up",
        "storyboard.in_language",
    }
    latin = [
        key for key, message in ARABIC.items() if key not in wordless and not arabic.search(forms(message)["other"])
    ]
    assert latin == []


def test_every_literal_key_in_the_code_exists_and_every_message_is_used() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in [*CODE, *PHRASES])
    literal = set(re.findall(r't(?:\.count)?\(\s*"([a-z_]+(?:\.[a-z0-9_-]+)+)"', text))
    assert literal <= set(ENGLISH)
    built = set(re.findall(r'f"([a-z_.]+)\{', text))
    listed = set(re.findall(r'"([a-z_]+)"', text))
    unused = [
        key
        for key in ENGLISH
        if f'"{key}"' not in text
        and not any(key.startswith(prefix) for prefix in built if "." in prefix)
        and key.rpartition(".")[2] not in listed
    ]
    assert unused == []


def test_no_user_visible_arabic_stands_in_the_code() -> None:
    arabic = re.compile("[\u0621-\u064a]{2,}")
    allowed = {"text.py", "translator.py", "dashboard.py", "chrome.py", "formats.py"}  # folding, names, docstrings
    allowed |= {"dates.py", "harm.py", "values.py", "template.py"}  # what the intake recognises, and its example rows
    found = [str(path) for path in CODE if path.name not in allowed and arabic.search(path.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "لا حوادث"),
        (1, "حادثة واحدة"),
        (2, "حادثتان"),
        (3, "3 حوادث"),
        (11, "11 حادثة"),
        (100, "100 حادثة"),
        (1234, "1,234 حادثة"),
    ],
)
def test_arabic_counts_take_their_plural_form(number: int, text: str) -> None:
    assert translator("ar").count("noun.incident", number) == text


@pytest.mark.parametrize(
    ("code", "locale", "expected"),
    [("ar", "en-GB", "ar"), (None, "ar-IQ", "ar"), ("", "AR", "ar"), ("xx", "fr-FR", "en"), (None, None, "en")],
)
def test_the_language_is_the_one_asked_for_else_the_browsers_else_english(
    code: str | None, locale: str | None, expected: str
) -> None:
    assert language_from(code, locale) == expected


def test_a_missing_key_fails_loudly() -> None:
    with pytest.raises(KeyError):
        translator("en")("no.such.key")


def test_every_vocabulary_value_has_a_label_in_both_languages(dataset: Dataset) -> None:
    for name in ("weapon", "outcome", "verification"):
        for code in dataset.schema.field("incidents", name).codes:
            labels = {dataset.schema.label("incidents", name, code, lang) for lang in LANGUAGES}
            assert len(labels) == 2
