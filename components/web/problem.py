"""Answers that say what is wrong with a request: `application/problem+json` (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from components.i18n import translator

MEDIA_TYPE = "application/problem+json"


def problem_response(
    status: int, detail: str, headers: Mapping[str, str] | None = None, lang: str = "en", **more: Any
) -> Response:
    """`detail` is a sentence in the language `lang`, as is the title, the status in words; `more` are further
    members. Nobody keeps it."""
    body = {
        "type": "about:blank",
        "title": translator(lang)(f"status.{int(status)}"),
        "status": status,
        "detail": detail,
        **more,
    }
    return Response(
        json.dumps(body, ensure_ascii=False).encode(),
        status,
        {"Cache-Control": "no-store", "Content-Language": lang, **(headers or {})},
        MEDIA_TYPE,
    )
