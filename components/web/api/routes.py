"""The API's routes. Any site's page may read them; nobody may write."""

from __future__ import annotations

from http import HTTPStatus

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from components.domain.filters import Query
from components.i18n import translator
from components.store.catalog import catalog
from components.web.api.answers import DESCRIPTION, ROOT
from components.web.api.asked import LANG, language_of, read_asked
from components.web.api.bodies import Bodies, Body
from components.web.api.description import description, index
from components.web.api.endpoint import Endpoint, Kept
from components.web.api.resources import RESOURCES
from components.web.problem import problem_response

EXPOSED = ("ETag", "Link", "Retry-After", "X-Total-Count", "Marsad-Revision", "Marsad-View", "Marsad-Citation")


def api_routes() -> list[BaseRoute]:
    bodies = Bodies()
    endpoints = {f"{ROOT}/{resource.name}": Endpoint(Kept(resource, bodies)) for resource in RESOURCES}
    endpoints |= {DESCRIPTION: Endpoint(_openapi), ROOT: Endpoint(_index), f"{ROOT}/": Endpoint(_index)}
    everybody = Middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "OPTIONS"],
        allow_headers=["If-None-Match"],
        expose_headers=EXPOSED,
    )
    own = [Route(path, endpoint, middleware=[everybody]) for path, endpoint in endpoints.items()]
    return [*own, Route("/api/{rest:path}", _nothing), Route("/api", _nothing)]


def _openapi(_: Request, query: Query) -> Body:
    dataset = catalog().newest()
    return description(dataset, read_asked(query, dataset, (LANG,)).view.lang)


def _index(_: Request, query: Query) -> Body:
    dataset = catalog().newest()
    return index(dataset, read_asked(query, dataset, (LANG,)).view.lang)


async def _nothing(request: Request) -> Response:
    """Without it Streamlit would answer for unknown addresses with its page."""
    lang = language_of({name: request.query_params.getlist(name) for name in request.query_params})
    return problem_response(HTTPStatus.NOT_FOUND, translator(lang)("api.nothing"), lang=lang)
