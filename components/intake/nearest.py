"""The known name that a misspelt one resembles, to be asked about: never taken for it."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from components.domain.text import fold

COMPARISONS = 500
"""So many names of a file are compared: each takes up to a millisecond, and a bad column holds thousands."""

_ALIKE = 0.75
_SHORTEST, _LONGEST = 3, 60


class Nearest:
    """Compares folded names by their letters, up to `COMPARISONS` times."""

    def __init__(self) -> None:
        self._left = COMPARISONS

    def find(self, text: str, known: Mapping[str, str]) -> str | None:
        """What the most similar name of `known` (folded name -> code) stands for, None where none is similar."""
        if self._left <= 0 or len(text) > _LONGEST:
            return None
        key = fold(text)
        if len(key) < _SHORTEST:
            return None
        self._left -= 1
        alike = get_close_matches(key, known, n=1, cutoff=_ALIKE)
        return known[alike[0]] if alike else None
