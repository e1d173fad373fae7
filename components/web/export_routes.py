"""`GET /export/<format>`: a view as a file, by the page's parameters.

A parameter that makes no sense is an error that names it, never data that look as if they were filtered.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from components.export.extract import LICENCE_URL
from components.export.formats import BY_CODE, Format
from components.i18n import translator
from components.web.entity_tags import is_known
from components.web.export_request import BadRequestError, NoSuchRevisionError, read_request
from components.web.language import asked_language
from components.web.problem import problem_response

AT_ONCE = 2
"""So many exports are made side by side: each may hold the whole table several times over."""
WAITING = 32
MAX_AGE = "public, max-age=300"
RETRY_SECONDS = "5"
_METHODS = ("GET", "HEAD")
_SHOWN = 200


class Bench:
    """Threads of their own for exports, `AT_ONCE` of them, and room for a bounded number that wait for one."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._threads = ThreadPoolExecutor(at_once, "marsad-export")
        self._room = threading.BoundedSemaphore(at_once + waiting)

    def begin(self, work: Callable[[], Response]) -> asyncio.Future[Response] | None:
        """The answer to come, None where there is no room left."""
        if not self._room.acquire(blocking=False):
            return None
        begun = self._threads.submit(work)
        begun.add_done_callback(lambda _: self._room.release())
        return asyncio.wrap_future(begun)


class Exports:
    """The endpoint, as an ASGI application. HEAD answers as GET does."""

    def __init__(self) -> None:
        self.bench = Bench()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self.answer(Request(scope, receive))
        await response(scope, receive, send)

    async def answer(self, request: Request) -> Response:
        lang = asked_language(request.scope)
        t = translator(lang)
        if request.method not in _METHODS:
            detail = t("api.method", method=request.method[:_SHOWN])
            return problem_response(HTTPStatus.METHOD_NOT_ALLOWED, detail, {"Allow": ", ".join(_METHODS)}, lang)
        code = request.path_params["format"]
        chosen = BY_CODE.get(code)
        if chosen is None:
            detail = t("refused.no_format", name=code[:_SHOWN], formats=t("list.comma").join(BY_CODE))
            return problem_response(HTTPStatus.NOT_FOUND, detail, lang=lang)
        made = self.bench.begin(lambda: _answer(request, chosen))
        if made is None:
            busy, again = t("refused.too_many_exports"), {"Retry-After": RETRY_SECONDS}
            return problem_response(HTTPStatus.SERVICE_UNAVAILABLE, busy, again, lang)
        return await made


def export_routes() -> list[BaseRoute]:
    return [Route("/export/{format:path}", Exports())]


def _answer(request: Request, chosen: Format) -> Response:
    try:
        asked = read_request(request, chosen, datetime.now(UTC))
    except BadRequestError as error:
        return _refusal(error)
    except NoSuchRevisionError as error:
        lang = asked_language(request.scope)
        detail = translator(lang)("api.no_revision", name=str(error)[:_SHOWN])
        return problem_response(HTTPStatus.NOT_FOUND, detail, lang=lang)
    headers = {
        "ETag": asked.etag,
        "Cache-Control": MAX_AGE,
        "Content-Disposition": f'attachment; filename="{asked.file_name}"',
        "Content-Language": asked.extract.translator.code,
        "Link": f'<{LICENCE_URL}>; rel="license"',
    }
    if is_known(asked.etag, request.headers.get("if-none-match", "")):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(asked.body(), headers=headers, media_type=chosen.media_type)


def _refusal(error: BadRequestError) -> Response:
    """Every bad parameter by name, with its sentence in the language asked for."""
    t = translator(error.lang)
    listed = [
        {
            "parameter": item.parameter[:_SHOWN],
            "value": item.value[:_SHOWN],
            "code": item.code,
            "detail": t(f"url.{item.code}", parameter=item.parameter[:_SHOWN], value=item.value[:_SHOWN]),
        }
        for item in error.problems
    ]
    detail = " · ".join(str(item["detail"]) for item in listed)
    return problem_response(HTTPStatus.BAD_REQUEST, detail, lang=error.lang, errors=listed)
