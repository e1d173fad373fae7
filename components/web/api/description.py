"""The API's description of itself: an OpenAPI 3.1 document from the data's descriptor and the list of resources."""

from __future__ import annotations

from typing import Any

from components.domain.dataset import Dataset
from components.domain.filters import CASUALTIES, CODED, MAX_TEXT, MAX_VALUES, known_codes
from components.export.extract import LICENCE, LICENCE_URL
from components.i18n import LANGUAGES, Translator, translator
from components.i18n.phrases import option_label
from components.web.api import field_schemas as schemas
from components.web.api.answers import CSV, DESCRIPTION, GEOJSON, JSON, ROOT, encoded
from components.web.api.asked import LANG, LIMIT, MOST_ROWS, OFFSET, RAW, REV, VARIANT
from components.web.api.bodies import Body
from components.web.api.resources import RESOURCES, Resource
from components.web.problem import MEDIA_TYPE as PROBLEM

JsonSchema = schemas.JsonSchema
_VERSION = "1"
_ROWS = {
    "incidents": "Incident",
    "troop_counts": "TroopCount",
    "milestones": "Milestone",
    "sources": "Source",
    "revisions": "Revision",
}


def index(dataset: Dataset, lang: str) -> Body:
    """What there is, for whoever opens `/api/v1`."""
    t = translator(lang)
    listed = [
        {"href": f"{ROOT}/{item.name}", "type": item.media_type, "title": t(f"api.resource.{item.table}")}
        for item in RESOURCES
    ]
    value = {
        "title": t("api.heading"),
        "description": t("api.about"),
        "revision": dataset.revision,
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "links": {"self": ROOT, "describedby": DESCRIPTION},
        "resources": listed,
    }
    return _body(dataset, lang, value, JSON)


def description(dataset: Dataset, lang: str) -> Body:
    """The OpenAPI document. The codes that parameters take are those of the newest data."""
    t = translator(lang)
    value = {
        "openapi": "3.1.0",
        "info": {
            "title": t("api.heading"),
            "description": t("api.about"),
            "version": _VERSION,
            "license": {"name": LICENCE, "url": LICENCE_URL},
        },
        "servers": [{"url": ROOT}],
        "paths": {f"/{item.name}": {"get": _operation(item, t)} for item in RESOURCES},
        "components": {
            "parameters": _parameters(dataset, t),
            "schemas": _schemas(dataset, t),
            "responses": _responses(t),
            "headers": _headers(t),
        },
    }
    return _body(dataset, lang, value, "application/openapi+json;version=3.1")


def _body(dataset: Dataset, lang: str, value: Any, media_type: str) -> Body:
    links = f'<{LICENCE_URL}>; rel="license", <{DESCRIPTION}>; rel="describedby"'
    headers = {"Content-Language": lang, "Link": links, "Marsad-Revision": dataset.revision}
    return Body(dataset.edition, encoded(value), media_type, headers)


def _operation(item: Resource, t: Translator) -> dict[str, Any]:
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in ("ETag", "Link", "X-Total-Count")}
    errors = {"400": "BadRequest", "414": "Problem", "429": "TooMany", "500": "Problem", "503": "Later"}
    if REV in item.parameters:
        errors["404"] = "Problem"
    return {
        "operationId": item.name.replace(".", "_").replace("-", "_"),
        "summary": t(f"api.resource.{item.table}"),
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in item.parameters],
        "responses": {
            "200": {
                "description": t(f"api.resource.{item.table}"),
                "headers": headers,
                "content": {item.media_type: {"schema": _answer_schema(item)}},
            },
            "304": {"description": t("api.unchanged")},
            **{status: {"$ref": f"#/components/responses/{name}"} for status, name in sorted(errors.items())},
        },
    }


def _answer_schema(item: Resource) -> JsonSchema:
    if item.media_type == CSV:
        return schemas.TEXT
    if item.media_type == GEOJSON:
        return {"$ref": f"#/components/schemas/{item.table.capitalize()}Features"}
    return {"$ref": f"#/components/schemas/{_ROWS[item.table]}List"}


def _parameters(dataset: Dataset, t: Translator) -> dict[str, Any]:
    known = known_codes(dataset)
    day: JsonSchema = {"type": "string", "format": "date"}
    coded: dict[str, Any] = {
        name: _parameter(
            t,
            name,
            {"type": "array", "maxItems": MAX_VALUES, "items": {"enum": list(known[name]), "type": "string"}},
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
        "q": _parameter(t, "q", {"type": "string", "maxLength": MAX_TEXT}),
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


def _schemas(dataset: Dataset, t: Translator) -> dict[str, JsonSchema]:
    tables = dataset.schema.resources
    listed = {"sources": schemas.SOURCES}
    rows = {
        "Incident": schemas.incident_schema(dataset.schema, t, placed=True),
        "TroopCount": schemas.row_schema(tables["troop_counts"], t, listed),
        "Milestone": schemas.row_schema(tables["milestones"], t, listed),
        "Source": schemas.row_schema(tables["sources"], t),
        "Revision": schemas.revision_schema(t),
    }
    return {
        **rows,
        **{f"{name}List": _collection(table, {"$ref": f"#/components/schemas/{name}"}) for table, name in _ROWS.items()},
        "IncidentsFeatures": _features(schemas.incident_schema(dataset.schema, t, placed=False)),
        "SitesFeatures": _features(schemas.site_schema(dataset.schema, t)),
        "Claim": schemas.claim_schema(dataset.schema, t),
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
    words = {name: schemas.TEXT for name in ("type", "title", "detail")}
    properties: dict[str, JsonSchema] = {**words, "status": {"type": "integer"}}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _bad_request() -> JsonSchema:
    words = {name: schemas.TEXT for name in ("parameter", "value", "code", "detail")}
    problem = _problem()
    item: JsonSchema = {"type": "object", "properties": words, "required": list(words)}
    problem["properties"]["errors"] = {"type": "array", "minItems": 1, "items": item}
    return {**problem, "required": [*problem["required"], "errors"]}


def _responses(t: Translator) -> dict[str, Any]:
    again = {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}

    def response(name: str, schema: str = "Problem", **more: Any) -> dict[str, Any]:
        content = {PROBLEM: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
        return {"description": t(f"api.response.{name}"), "content": content, **more}

    return {
        "Problem": response("problem"),
        "BadRequest": response("bad_request", "BadRequest"),
        "TooMany": response("too_many", headers=again),
        "Later": response("later", headers=again),
    }


def _headers(t: Translator) -> dict[str, Any]:
    kinds = {"ETag": "string", "Link": "string", "X-Total-Count": "integer", "Retry-After": "integer"}
    return {
        name: {"description": t(f"api.header.{name}"), "schema": {"type": kind}} for name, kind in kinds.items()
    }
