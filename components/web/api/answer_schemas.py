"""JSON Schema of whole answers: collections of rows, GeoJSON, problems."""

from __future__ import annotations

from components.domain.schema import Schema
from components.i18n import Translator
from components.web.api import field_schemas as schemas
from components.web.api.asked import MOST_ROWS
from components.web.api.field_schemas import JsonSchema

LISTED = {
    "incidents": "Incident",
    "troop_counts": "TroopCount",
    "milestones": "Milestone",
    "sources": "Source",
    "revisions": "Revision",
}
"""The schema of a row by the member of the answer that holds the rows."""


def answer_schemas(schema: Schema, t: Translator) -> dict[str, JsonSchema]:
    tables = schema.resources
    listed = {"sources": schemas.SOURCES}
    rows = {
        "Incident": schemas.incident_schema(schema, t, placed=True),
        "TroopCount": schemas.row_schema(tables["troop_counts"], t, listed),
        "Milestone": schemas.row_schema(tables["milestones"], t, listed),
        "Source": schemas.row_schema(tables["sources"], t),
        "Revision": schemas.revision_schema(t),
    }
    lists = {f"{row}List": _collection(table, {"$ref": f"#/components/schemas/{row}"}) for table, row in LISTED.items()}
    return {
        **rows,
        **lists,
        "IncidentsFeatures": _features(schemas.incident_schema(schema, t, placed=False)),
        "SitesFeatures": _features(schemas.site_schema(schema, t)),
        "Claim": schemas.claim_schema(schema, t),
        "SourceLink": schemas.source_link_schema(),
        "Metadata": _metadata(t),
        "Links": _links(),
        "Problem": _problem(),
        "BadRequest": _bad_request(),
    }


def _collection(member: str, item: JsonSchema) -> JsonSchema:
    properties: dict[str, JsonSchema] = {
        "metadata": {"$ref": "#/components/schemas/Metadata"},
        "links": {"$ref": "#/components/schemas/Links"},
        member: {"type": "array", "maxItems": MOST_ROWS, "items": item},
    }
    return {"type": "object", "properties": properties, "required": list(properties)}


def _features(row: JsonSchema) -> JsonSchema:
    point: JsonSchema = {
        "type": ["object", "null"],
        "properties": {
            "type": {"const": "Point"},
            "coordinates": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
        },
    }
    properties: dict[str, JsonSchema] = {
        "type": {"const": "Feature"},
        "id": schemas.TEXT,
        "geometry": point,
        "properties": row,
    }
    collection = _collection("features", {"type": "object", "properties": properties, "required": list(properties)})
    collection["properties"]["type"] = {"const": "FeatureCollection"}
    return {**collection, "required": ["type", *collection["required"]]}


def _metadata(t: Translator) -> JsonSchema:
    count: JsonSchema = {"type": "integer", "minimum": 0}
    words = ("title", "view", "parameters", "revision", "made", "licence", "licence_url", "citation", "link")
    properties: dict[str, JsonSchema] = {
        **{name: {**schemas.TEXT, "description": t(f"api.metadata.{name}")} for name in words},
        **{name: {**count, "description": t(f"api.metadata.{name}")} for name in ("total", "limit", "offset")},
    }
    return {"type": "object", "properties": properties, "required": list(properties)}


def _links() -> JsonSchema:
    names = {"self": schemas.TEXT, "prev": schemas.TEXT_OR_NULL, "next": schemas.TEXT_OR_NULL}
    properties: dict[str, JsonSchema] = {**names, "describedby": schemas.TEXT}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _problem() -> JsonSchema:
    words = dict.fromkeys(("type", "title", "detail"), schemas.TEXT)
    properties: dict[str, JsonSchema] = {**words, "status": {"type": "integer"}}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _bad_request() -> JsonSchema:
    words = dict.fromkeys(("parameter", "value", "code", "detail"), schemas.TEXT)
    problem = _problem()
    item: JsonSchema = {"type": "object", "properties": words, "required": list(words)}
    problem["properties"]["errors"] = {"type": "array", "minItems": 1, "items": item}
    return {**problem, "required": [*problem["required"], "errors"]}
