"""One address of the API: reads the request, answers from what is kept or works it out, says what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from components.domain.dataset import Dataset
from components.domain.filters import Query
from components.domain.links import link_to, spelled_out
from components.domain.public_address import base_address
from components.domain.view import contradictions, last
from components.i18n import translator
from components.store.catalog import catalog
from components.store.errors import StoreError
from components.web.api.asked import REV, BadRequestError, UnknownRevisionError, language_of, read_asked
from components.web.api.bodies import Bodies, Body
from components.web.api.resources import Question, Resource
from components.web.entity_tags import is_known
from components.web.problem import problem_response

MAX_AGE = "public, max-age=300"
"""Never longer, and never immutable: a correction or a redaction must arrive."""
METHODS = "GET, HEAD, OPTIONS"
BAD_REQUEST = "/api/v1/openapi.json#/components/schemas/BadRequest"
_AT_ONCE = 4
_AGAIN_SECONDS = "5"


class Endpoint:
    """`make` works the body out; it runs in a thread, of which each address has a few of its own."""

    def __init__(self, make: Callable[[Request, Query], Body]) -> None:
        self._make = make
        self._threads: CapacityLimiter | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        response = await self._answer(request)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Allow": METHODS})
        query = {name: request.query_params.getlist(name) for name in request.query_params}
        lang = language_of(query)
        t = translator(lang)
        if request.method not in ("GET", "HEAD"):
            detail = t("api.method", method=request.method[:20])
            return problem_response(HTTPStatus.METHOD_NOT_ALLOWED, detail, {"Allow": METHODS}, lang)
        self._threads = self._threads or CapacityLimiter(_AT_ONCE)
        try:
            body = await to_thread.run_sync(partial(self._make, request, query), limiter=self._threads)
        except BadRequestError as error:
            return _bad_request(error)
        except UnknownRevisionError as error:
            return problem_response(HTTPStatus.NOT_FOUND, t("api.no_revision", name=error.name), lang=error.lang)
        except StoreError:
            again = {"Retry-After": _AGAIN_SECONDS}
            return problem_response(HTTPStatus.SERVICE_UNAVAILABLE, t("api.no_store"), again, lang)
        headers = {**body.headers, "ETag": body.etag, "Cache-Control": MAX_AGE}
        if is_known(body.etag, request.headers.get("if-none-match", "")):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        if request.method == "HEAD":
            size = {"Content-Length": str(len(body.content)), "Content-Type": body.media_type}
            return Response(headers={**headers, **size})
        return Response(body.content, headers={**headers, "Content-Type": body.media_type})


class Kept:
    """Answers of a resource, kept for as long as the edition of the data and the day are the same."""

    def __init__(self, resource: Resource, bodies: Bodies) -> None:
        self._resource = resource
        self._bodies = bodies

    def __call__(self, request: Request, query: Query) -> Body:
        """Raises BadRequestError, UnknownRevisionError or StoreError."""
        dataset = revision_asked(query) if REV in self._resource.parameters else catalog().newest()
        made = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        base = base_address(f"{request.scope['scheme']}://{request.headers.get('host', '')}")
        key: Hashable = (self._resource.name, dataset.edition, made, base, request.scope["query_string"])
        if (kept := self._bodies.get(key)) is not None:
            return kept
        asked = read_asked(query, dataset, self._resource.parameters)
        link = link_to(base, spelled_out(dataset, asked.view), rev=dataset.revision)
        body = self._resource.make(Question(dataset, asked, made, link))
        self._bodies.put(key, body)
        return body


def revision_asked(query: Query) -> Dataset:
    """Raises UnknownRevisionError, or BadRequestError where several are named."""
    if twice := contradictions(query, (REV,)):
        raise BadRequestError(twice, language_of(query))
    name = last(query, REV)
    found = catalog().dataset(name) if REV in query else catalog().newest()
    if found is None:
        raise UnknownRevisionError(name, language_of(query))
    return found


def _bad_request(error: BadRequestError) -> Response:
    """Every bad parameter by name, with its sentence in the language asked for."""
    t = translator(error.lang)
    listed = [
        {
            "parameter": item.parameter,
            "value": item.value,
            "code": item.code,
            "detail": t(f"api.problem.{item.code}", parameter=item.parameter, value=item.value),
        }
        for item in error.problems
    ]
    detail = t("api.bad_request", parameters=t("list.comma").join(dict.fromkeys(item["parameter"] for item in listed)))
    return problem_response(
        HTTPStatus.BAD_REQUEST, detail, lang=error.lang, type=BAD_REQUEST, title=t("api.bad_title"), errors=listed
    )
