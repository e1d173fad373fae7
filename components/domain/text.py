"""Folding text so that a search finds a name however it is spelt, in English or in Arabic."""

from __future__ import annotations

import re
import unicodedata

# Written forms that Arabic writers use for one another; hamza forms lose their hamza in the NFKD step already.
_ARABIC_FORMS: dict[int, str | None] = str.maketrans(
    {"ى": "ي", "ة": "ه", "ٱ": "ا", "ـ": None, "ء": None, "ی": "ي", "ک": "ك", "ھ": "ه"}
)

_BASIC_PLANE = 0xFFFF


class _Bare(dict[int, str | None]):
    """What remains of a decomposed character, worked out once for each: nothing of a mark, 0-9 of any digit.

    Kept for the basic plane only, so that no text makes the table large.
    """

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        form = None if unicodedata.combining(char) else _ARABIC_FORMS.get(code, char)
        bare = str(unicodedata.digit(form)) if form is not None and form.isdigit() else form
        if code <= _BASIC_PLANE:
            self[code] = bare
        return bare


_BARE = _Bare()
_NOT_WORD = re.compile(r"[\W_]+")
_OVERRIDES = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def fold(text: str) -> str:
    """Lower case, no vowel signs, hamza, tatweel or accents; ة as ه, ى as ي; all digits 0-9; one space between words.

    >>> fold("قاعدة الأسد")
    'قاعده الاسد'
    >>> fold("Ayn al-Asad, ٢٠٢٤")
    'ayn al asad 2024'
    """
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    decomposed = unicodedata.normalize("NFKD", text)
    return _NOT_WORD.sub(" ", decomposed.translate(_BARE).casefold()).strip()


def without_overrides(text: str) -> str:
    """The text without embeddings, overrides and isolates of direction, which could mirror whatever follows it.

    Marks of direction and joiners stay: Arabic and Persian are written with them.
    """
    return text.translate(_OVERRIDES)


def slug(text: str) -> str:
    """A code for free text (a group's name), stable across languages of the page and safe in a URL.

    >>> slug("Islamic Resistance in Iraq (calling itself the Dhafirin group)")
    'islamic-resistance-in-iraq-calling-itself-the-dhafirin-group'
    """
    return fold(text).replace(" ", "-")
