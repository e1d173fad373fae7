"""Text that both databases keep: PostgreSQL refuses U+0000, and both refuse half of a surrogate pair."""

from __future__ import annotations

_UNKNOWN = "\N{REPLACEMENT CHARACTER}"


def storable(text: str) -> str:
    """The text with the replacement character for what cannot be stored."""
    return text.replace("\0", _UNKNOWN).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
