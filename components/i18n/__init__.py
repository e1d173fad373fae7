"""Every text that a reader sees, in English and in Arabic, and how dates and numbers are written in each."""

from components.i18n.translator import LANGUAGES, Language, Translator, language_from, translator

__all__ = ["LANGUAGES", "Language", "Translator", "language_from", "translator"]
