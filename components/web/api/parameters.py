"""The query parameters of the API as OpenAPI describes them, with what each code means."""

from __future__ import annotations

from typing import Any

from components.domain.dataset import Dataset
from components.domain.filters import CASUALTIES, CODED, MAX_TEXT, MAX_VALUES, known_codes
from components.i18n import LANGUAGES, Translator
from components.i18n.phrases import option_label
from components.web.api.asked import LANG, LIMIT, MOST_ROWS, OFFSET, RAW, REV, VARIANT
from components.web.api.field_schemas import JsonSchema


def parameters(dataset: Dataset, t: Translator) -> dict[str, Any]:
    known = known_codes(dataset)
    day: JsonSchema = {"type": "string", "format": "date"}
    coded: dict[str, Any] = {
        name: _parameter(
            t,
            name,
            {
                "type": "array",
                "minItems": 1,
                "maxItems": MAX_VALUES,
                "items": {"enum": list(known[name]), "type": "string"},
            },
            options={code: option_label(t, dataset, name, code) for code in known[name]},
            style="form",
            explode=False,
        )
        for name in CODED
    }
    return {
        "from": _parameter(t, "from", day),
        "to": _parameter(t, "to", day),
        **coded,
        "casualties": _parameter(t, "casualties", {"type": "string", "enum": list(CASUALTIES)}),
        "q": _parameter(t, "q", {"type": "string", "minLength": 1, "maxLength": MAX_TEXT}),
        REV: _parameter(t, REV, {"type": "string", "examples": [dataset.revision]}),
        LIMIT: _parameter(t, LIMIT, {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": MOST_ROWS}),
        OFFSET: _parameter(t, OFFSET, {"type": "integer", "minimum": 0, "maximum": 10**9 - 1, "default": 0}),
        LANG: _parameter(t, LANG, {"type": "string", "enum": list(LANGUAGES), "default": "en"}),
        VARIANT: _parameter(t, VARIANT, {"type": "string", "enum": [RAW]}),
    }


def _parameter(
    t: Translator, name: str, schema: JsonSchema, options: dict[str, str] | None = None, **more: Any
) -> dict[str, Any]:
    """`options`: what each code of a list means."""
    text = t(f"api.parameter.{name}")
    if options:
        text += "\n\n" + "\n".join(f"- `{code}`: {label}" for code, label in options.items())
    return {"name": name, "in": "query", "description": text, "schema": schema, **more}
