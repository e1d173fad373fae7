"""One random cookie a browser, so that a draft or a sign-in belongs to it and outlives a reload. Pure ASGI.

It names nobody, is not readable by scripts, and goes when the browser closes.
"""

from __future__ import annotations

from http.cookies import SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from components.domain import browser_cookie

EXPORTS = "/export/"
"""A page taken away is a file that anybody may keep for others, not a document of this site."""


class BrowserCookie:
    """Sets the cookie on the page's document where the browser has none."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        wanted = scope["type"] == "http" and scope["method"] == "GET" and "text/html" in headers.get("accept", "")
        wanted = wanted and not scope["path"].startswith(EXPORTS)
        if not wanted or browser_cookie.is_valid(_cookie(headers.get("cookie", ""))):
            await self.app(scope, receive, send)
            return

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                if answer.get("content-type", "").startswith("text/html"):
                    secure = "; Secure" if scope.get("scheme") == "https" else ""
                    cookie = f"{browser_cookie.NAME}={browser_cookie.new_value()}"
                    answer.append("Set-Cookie", f"{cookie}; Path=/; HttpOnly; SameSite=Lax{secure}")
            await send(message)

        await self.app(scope, receive, with_cookie)


def _cookie(header: str) -> str:
    found = SimpleCookie(header).get(browser_cookie.NAME) if header else None
    return found.value if found else ""
