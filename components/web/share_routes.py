"""The code of a shared link, as a picture: for the links of this site only."""

from __future__ import annotations

import io
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import urlsplit

import segno
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from components.domain.links import PATHS
from components.domain.public_address import base_address
from components.i18n import translator
from components.web.language import asked_language

MAX_LINK = 1200
"""Characters. A longer link makes a code that a camera cannot read across a room."""
QUIET_ZONE = 4
"""Modules of white around the code, as ISO/IEC 18004 asks for."""


async def code_route(request: Request) -> Response:
    link = request.query_params.get("link", "")
    if not is_own(link, base_address(f"https://{request.headers.get('host', '')}")):
        return _refusal(request, "refused.foreign_link")
    if len(link) > MAX_LINK:
        return _refusal(request, "refused.long_link")
    return Response(code(link), media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=300"})


def is_own(link: str, base: str) -> bool:
    """Whether a link leads to a page of this site, by whichever scheme: a proxy may end the encryption."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    own = urlsplit(base).netloc
    return parts.scheme in ("http", "https") and bool(own) and parts.netloc == own and parts.path in PATHS.values()


@lru_cache(maxsize=256)
def code(link: str) -> bytes:
    """SVG, dark on white. It has no size of its own, so that opened by itself it fills the screen."""
    out = io.BytesIO()
    segno.make(link, error="m", micro=False).save(
        out, kind="svg", border=QUIET_ZONE, dark="#171c26", light="#fff", omitsize=True, xmldecl=False, nl=False
    )
    return out.getvalue()


def _refusal(request: Request, said: str) -> Response:
    lang = asked_language(request.scope)
    return PlainTextResponse(translator(lang)(said), HTTPStatus.BAD_REQUEST, {"Content-Language": lang})


def share_routes() -> list[BaseRoute]:
    return [Route("/share/code.svg", code_route)]
