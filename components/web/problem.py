"""Answers that say what is wrong with a request: `application/problem+json` (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"


def problem_response(
    status: int, detail: str, headers: Mapping[str, str] | None = None, lang: str = "en", **more: Any
) -> Response:
    """`detail` is a sentence in the language `lang`; `more` are further members. Nobody keeps it."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return Response(
        json.dumps(body, ensure_ascii=False).encode(),
        status,
        {"Cache-Control": "no-store", "Content-Language": lang, **(headers or {})},
        MEDIA_TYPE,
    )
