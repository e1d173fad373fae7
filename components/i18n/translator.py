"""Messages by key, with plural forms, in one of the two languages. The language is a value, never global state."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from babel import Locale, UnknownLocaleError

from components.i18n.formats import Formats

Message = str | Mapping[str, str]


@dataclass(frozen=True)
class Language:
    """A language of the page: URL code, Babel locale, writing direction and its own name for itself."""

    code: str
    locale: str
    direction: str
    endonym: str


LANGUAGES: dict[str, Language] = {
    "en": Language("en", "en_GB", "ltr", "English"),
    "ar": Language("ar", "ar_IQ", "rtl", "عربي"),
}
DEFAULT = "en"


def language_from(code: str | None, locale: str | None = None) -> str:
    """The language asked for by code; else the one of a browser locale such as `ar-IQ`; else English."""
    if code in LANGUAGES:
        return str(code)
    preferred = (locale or "").split("-")[0].lower()
    return preferred if preferred in LANGUAGES else DEFAULT


@dataclass(frozen=True)
class Translator:
    """Looks messages up by dotted key: `t("filters.reset")`, `t.count("noun.incident", 3)`."""

    language: Language
    messages: Mapping[str, Message]

    @property
    def code(self) -> str:
        return self.language.code

    @property
    def direction(self) -> str:
        return self.language.direction

    @cached_property
    def format(self) -> Formats:
        return Formats(self.language.locale)

    def language_name(self, code: str) -> str:
        """The name of another language, by ISO 639-1 code: `fr` -> French, فرنسية."""
        try:
            return str(Locale.parse(code).get_display_name(self.language.locale))
        except (UnknownLocaleError, ValueError):
            return code

    def __call__(self, key: str, **values: object) -> str:
        """The message with its placeholders filled. Raises KeyError for a key that the catalogue lacks."""
        message = self.messages[key]
        if not isinstance(message, str):
            message = message["other"]
        return message.format(**values) if values else message

    def count(self, key: str, number: int, **values: object) -> str:
        """The plural form for a number; `{n}` in it is the number as the language writes it."""
        message = self.messages[key]
        if isinstance(message, str):
            return message.format(n=self.format.number(number), **values)
        form = "zero" if number == 0 else Locale.parse(self.language.locale).plural_form(number)
        return message.get(form, message["other"]).format(n=self.format.number(number), **values)


@cache
def translator(code: str) -> Translator:
    """The translator of a language code in `LANGUAGES`."""
    text = files("components.i18n").joinpath(f"{code}.toml").read_text(encoding="utf-8")
    return Translator(LANGUAGES[code], dict(_flatten(tomllib.loads(text))))


PLURAL_FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})


def _flatten(tree: Mapping[str, object], prefix: str = "") -> list[tuple[str, Message]]:
    found: list[tuple[str, Message]] = []
    for name, value in tree.items():
        if isinstance(value, str):
            found.append((prefix + name, value))
        elif isinstance(value, dict):
            if set(value) <= PLURAL_FORMS:
                found.append((prefix + name, value))
            else:
                found += _flatten(value, f"{prefix}{name}.")
    return found
