"""The API's routes. Any site's page may read them; nobody may write."""

from __future__ import annotations

from http import HTTPStatus

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from components.domain.filters import Query
from components.store.catalog import catalog
from components.web.api.answers import ROOT
from components.web.api.asked import LANG, language_of, read_asked
from components.web.api.bodies import Bodies, Body
from components.web.api.description import description, index
from components.web.api.endpoint import Endpoint, Kept
from components.web.api.resources import RESOURCES
from components.web.problem import problem_response
from components.web.settings import WebSettings

EXPOSED = ("ETag", "Link", "Retry-After", "X-Total-Count", "Marsad-Revision", "Marsad-View", "Marsad-Citation")


def api_routes(settings: WebSettings) -> list[BaseRoute]:
    bodies = Bodies()
    own = [Route(f"/{resource.name}", Endpoint(Kept(resource, bodies, settings))) for resource in RESOURCES]
    own += [Route("/openapi.json", Endpoint(_openapi)), Route("/", Endpoint(_index)), Route("/{rest:path}", _nothing)]
    everybody = Middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "OPTIONS"],
        allow_headers=["If-None-Match"],
        expose_headers=EXPOSED,
    )
    # Without the first, Starlette would send readers of `/api/v1` on to `/api/v1/`.
    return [
        Mount(ROOT, routes=own, middleware=[everybody]),
        Route("/api/{rest:path}", _nothing),
    ]


def _openapi(_: Request, query: Query) -> Body:
    dataset = catalog().newest()
    return description(dataset, read_asked(query, dataset, (LANG,)).view.lang)


def _index(_: Request, query: Query) -> Body:
    dataset = catalog().newest()
    return index(dataset, read_asked(query, dataset, (LANG,)).view.lang)


async def _nothing(request: Request) -> Response:
    """Without it Streamlit would answer for unknown addresses with its page."""
    lang = language_of({name: request.query_params.getlist(name) for name in request.query_params})
    return problem_response(HTTPStatus.NOT_FOUND, f"Nothing is here; {ROOT} lists what there is.", lang=lang)
