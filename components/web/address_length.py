"""Refuses addresses that are longer than any that the app makes. Pure ASGI."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from components.web.problem import problem_response

LONGEST = 8_192
"""Bytes of path and query. 64 values in each parameter fit."""


class AddressLength:
    """Answers 414."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            size = len(scope.get("raw_path") or scope["path"].encode()) + len(scope.get("query_string", b""))
            if size > LONGEST:
                detail = f"The address is longer than {LONGEST} bytes."
                await problem_response(414, detail)(scope, receive, send)
                return
        await self.app(scope, receive, send)
