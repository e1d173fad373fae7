"""JSON Schema of the rows, from the data's own descriptor: types, vocabularies, meanings."""

from __future__ import annotations

from typing import Any

from components.domain.schema import Field, Resource, Schema
from components.export.accounts import CLAIM_FIELDS
from components.i18n import Translator

JsonSchema = dict[str, Any]
TEXT: JsonSchema = {"type": "string"}
TEXT_OR_NULL: JsonSchema = {"type": ["string", "null"]}
SOURCES: JsonSchema = {"type": "array", "items": {"$ref": "#/components/schemas/SourceLink"}}
_TYPES = {"string": "string", "date": "string", "integer": "integer", "number": "number"}


def field_schema(item: Field, lang: str) -> JsonSchema:
    """What is not reported is null, in every field but a list and a required one."""
    said = {"title": item.title(lang), "description": item.description_ar if lang == "ar" else item.description_en}
    if item.type == "list":
        return {**said, "type": "array", "items": TEXT}
    if item.categories:
        known: list[JsonSchema] = [
            {"const": entry.value, "title": entry.label(lang), "description": entry.description(lang)}
            for entry in item.categories
        ]
        return {**said, "oneOf": known if item.required else [*known, {"type": "null"}]}
    kind = _TYPES[item.type]
    schema: JsonSchema = {**said, "type": kind if item.required else [kind, "null"]}
    bounds = {"minimum": item.minimum, "maximum": item.maximum}
    schema |= {name: bound for name, bound in bounds.items() if bound is not None}
    if item.type == "date":
        schema["format"] = "date"
    return schema


def row_schema(
    resource: Resource, t: Translator, more: dict[str, JsonSchema] | None = None, without: tuple[str, ...] = ()
) -> JsonSchema:
    """The schema of a row of a table; `more` are the fields that the answer has beside the table's own."""
    own = {item.name: field_schema(item, t.code) for item in resource.fields if item.name not in without}
    properties = {**own, **(more or {})}
    text = resource.description_ar if t.code == "ar" else resource.description_en
    return {"type": "object", "description": text, "properties": properties, "required": list(properties)}


def incident_schema(schema: Schema, t: Translator, *, placed: bool) -> JsonSchema:
    """`placed`: with the position in the row itself, which a GeoJSON feature has in its geometry."""
    resource = schema.resources["incidents"]
    place = {name: {**_number(t, f"api.field.{name}")} for name in ("latitude", "longitude")}
    more: dict[str, JsonSchema] = {
        "site": {**TEXT_OR_NULL, "description": t("api.field.site")},
        "standing": {**TEXT, "description": t("api.field.standing")},
        "contested_fields": {"type": "array", "items": TEXT, "description": t("api.field.contested_fields")},
        "sources": SOURCES,
        "claims": {"type": "array", "items": {"$ref": "#/components/schemas/Claim"}},
        **(place if placed else {}),
    }
    return row_schema(resource, t, more, without=("source_ids", "latitude", "longitude"))


def site_schema(schema: Schema, t: Translator) -> JsonSchema:
    more: dict[str, JsonSchema] = {
        "sources": SOURCES,
        "incidents": {"type": "integer", "minimum": 0, "description": t("api.field.incidents")},
    }
    return row_schema(schema.resources["sites"], t, more, without=("latitude", "longitude"))


def claim_schema(schema: Schema, t: Translator) -> JsonSchema:
    fields = schema.resources["claims"].by_name
    properties = {name: {**field_schema(fields[name], t.code), **_nullable(fields[name])} for name in CLAIM_FIELDS}
    source = {"source": {"$ref": "#/components/schemas/SourceLink"}}
    return {"type": "object", "properties": {**properties, **source}, "required": [*properties, "source"]}


def source_link_schema() -> JsonSchema:
    properties = {"url": TEXT_OR_NULL, "publisher": TEXT, "date": TEXT_OR_NULL, "title": TEXT_OR_NULL}
    return {"type": "object", "properties": properties, "required": list(properties)}


def revision_schema(t: Translator) -> JsonSchema:
    count: JsonSchema = {"type": "integer", "minimum": 0}
    counts = dict.fromkeys(("added", "changed", "withdrawn", "redacted"), count)
    properties: dict[str, JsonSchema] = {
        "revision": TEXT,
        "number": count,
        "kind": {**TEXT, "description": t("api.field.kind")},
        "at": {**TEXT_OR_NULL, "description": t("api.field.at")},
        "counts": {"type": ["object", "null"], "properties": counts},
        "target": {"type": ["integer", "null"], "description": t("api.field.target")},
        "withdrawn": {"type": "boolean", "description": t("api.field.withdrawn")},
    }
    return {"type": "object", "properties": properties, "required": list(properties)}


def _number(t: Translator, key: str) -> JsonSchema:
    return {"type": ["number", "null"], "description": t(key)}


def _nullable(item: Field) -> JsonSchema:
    return {} if item.categories else {"type": ["string", "null"]}
