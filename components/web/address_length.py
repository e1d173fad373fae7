"""Refuses addresses that are longer than any that the app makes. Pure ASGI."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from components.i18n import translator
from components.web.language import asked_language, document_language
from components.web.problem import problem_response
from components.web.small_page import small_page, wants_page

LONGEST = 8_192
"""Bytes of path and query. 64 values in each parameter fit."""


class AddressLength:
    """Answers 414, to browsers with a page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            size = len(scope.get("raw_path") or scope["path"].encode()) + len(scope.get("query_string", b""))
            if size > LONGEST:
                await _refusal(scope)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _refusal(scope: Scope) -> Response:
    lang = document_language(scope) if wants_page(scope) else asked_language(scope)
    t = translator(lang)
    sentence = t("refused.address_long", bytes=t.format.number(LONGEST))
    if wants_page(scope):
        return small_page(HTTPStatus.REQUEST_URI_TOO_LONG, lang, t("status.414"), sentence)
    return problem_response(HTTPStatus.REQUEST_URI_TOO_LONG, sentence, lang=lang)
