"""The cookie by which a draft or a sign-in belongs to a browser: the server sets it, the page reads it."""

from __future__ import annotations

import re
import secrets

NAME = "marsad_browser"
_FORM = re.compile(r"[0-9a-f]{64}")


def new_value() -> str:
    """A value that nobody guesses."""
    return secrets.token_hex(32)


def is_valid(value: str) -> bool:
    """Whether a value has the form of one of ours."""
    return _FORM.fullmatch(value) is not None
