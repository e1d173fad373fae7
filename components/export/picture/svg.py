"""SVG elements as text: every attribute and every text is escaped."""

from __future__ import annotations

from markupsafe import Markup

EMPTY = Markup("")
Attributes = dict[str, str | float]
_FINE = 10
"""Numbers below it keep two decimals, others one."""


def tag(name: str, *content: Markup, **attributes: str | float) -> Markup:
    """An element. `_` in an attribute's name stands for `-`; numbers are rounded; "" leaves one out."""
    written = EMPTY.join(
        Markup(' {}="{}"').format(key.strip("_").replace("_", "-"), value if isinstance(value, str) else _short(value))
        for key, value in attributes.items()
        if value != ""
    )
    if not content:
        return Markup("<{}{}/>").format(name, written)
    return Markup("<{0}{1}>{2}</{0}>").format(name, written, EMPTY.join(content))


def join(parts: list[Markup]) -> Markup:
    return EMPTY.join(parts)


def _short(value: float) -> str:
    return f"{round(value, 2):g}" if abs(value) < _FINE else f"{round(value, 1):.10g}"
