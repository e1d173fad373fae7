"""The API's description of itself: an OpenAPI 3.1 document from the data's descriptor and the list of resources."""

from __future__ import annotations

from typing import Any

from components.domain.dataset import Dataset
from components.export.extract import LICENCE, LICENCE_URL
from components.i18n import Translator, translator
from components.web.api.answer_schemas import LISTED, answer_schemas
from components.web.api.answers import CSV, DESCRIPTION, GEOJSON, JSON, ROOT, encoded
from components.web.api.asked import REV
from components.web.api.bodies import Body
from components.web.api.field_schemas import TEXT, JsonSchema
from components.web.api.parameters import parameters
from components.web.api.resources import RESOURCES, Resource
from components.web.problem import MEDIA_TYPE as PROBLEM

_VERSION = "1"


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
            "parameters": parameters(dataset, t),
            "schemas": answer_schemas(dataset.schema, t),
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
        return TEXT
    if item.media_type == GEOJSON:
        return {"$ref": f"#/components/schemas/{item.table.capitalize()}Features"}
    return {"$ref": f"#/components/schemas/{LISTED[item.table]}List"}


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
    return {name: {"description": t(f"api.header.{name}"), "schema": {"type": kind}} for name, kind in kinds.items()}
