"""Pure ASGI middleware: security headers on every answer, and the document's language on its first byte.

Decisions read `scope["path"]` only: a request's URL can be forged through its Host header.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from components.i18n import LANGUAGES
from components.mapping.layer import ASSETS
from components.mapping.tiles import tile_hosts
from components.web.assets import PAGE_SCRIPTS
from components.web.language import document_language
from components.web.link_preview import LinkPreviews, public_base, with_title
from components.web.pages import PAGES
from components.web.problem import problem_response
from components.web.settings import WebSettings

COMPONENT = "/component/"
TRANSPORT = "max-age=31536000"
_HTML_TAG = re.compile(rb"<html[^>]*>", re.IGNORECASE)
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_HEAD_END = re.compile(rb"</head>", re.IGNORECASE)


def content_security_policy(path: str, embed_origins: Iterable[str] = ()) -> str:
    """The policy for a path: scripts from this server only; inline ones only inside Streamlit's component frames.

    `embed_origins` may show the page in a frame, beside the page itself.

    streamlit-folium evaluates the map's script inside its own frame, so `/component/` needs `unsafe-eval`; the tile
    hosts are needed there too, for the layers that a reader may switch on.
    """
    in_frame = path.startswith(COMPONENT)
    scripts = "'self' 'unsafe-inline' 'unsafe-eval'" if in_frame else " ".join(["'self'", *inline_script_hashes()])
    images = " ".join(["'self'", "data:", "blob:", *(tile_hosts() if in_frame else ())])
    rules = {
        "default-src": "'self'",
        "script-src": scripts,
        "style-src": "'self' 'unsafe-inline'",
        "img-src": images,
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "frame-src": "'self'",
        "frame-ancestors": " ".join(["'self'", *embed_origins]),
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def may_be_framed(scope: Scope) -> bool:
    """Whether another site may show an answer in a frame: the embedded view and the map's own frame inside of it.

    Not the whole page, where a frame could have a reader press what they do not see.
    """
    if scope["path"].startswith(COMPONENT):
        return True
    embed = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("embed", [])
    return scope["path"] == "/" and embed == ["true"]


@cache
def inline_script_hashes() -> tuple[str, ...]:
    """CSP hashes of the inline scripts in the page that the installed Streamlit ships."""
    page = Path(str(streamlit.__file__)).parent / "static" / "index.html"
    scripts = _INLINE_SCRIPT.findall(page.read_text(encoding="utf-8"))
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    return tuple(f"'sha256-{digest}'" for digest in digests)


class SecurityHeaders:
    """Adds the headers that Streamlit does not set, to every answer: also to a refused websocket and to a fault.

    Faults are answered here, since Starlette would answer them outside of every middleware, without the headers; they
    are raised all the same, for the server's log. Whose proxy may say that the scheme is https is the server's affair.
    """

    def __init__(self, app: ASGIApp, settings: WebSettings | None = None) -> None:
        self.app = app
        self.settings = settings or WebSettings()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            _leave_unnamed(receive)
            await self.app(scope, receive, send)
            return
        started = False

        async def with_headers(message: Message) -> None:
            nonlocal started
            started = True
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                headers = MutableHeaders(scope=message)
                framed_by = self.settings.embed_origins if may_be_framed(scope) else ()
                headers["Content-Security-Policy"] = content_security_policy(scope["path"], framed_by)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
                headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
                if scope.get("scheme") in ("https", "wss"):
                    headers["Strict-Transport-Security"] = TRANSPORT
            await send(message)

        try:
            await self.app(scope, receive, with_headers)
        except Exception:
            if not started and scope["type"] == "http":
                detail = "The server made a mistake. Its log says which."
                await problem_response(HTTPStatus.INTERNAL_SERVER_ERROR, detail)(scope, receive, with_headers)
            raise


def _leave_unnamed(receive: Receive) -> None:
    """Have uvicorn not name itself in every answer: Streamlit offers no option for it, the app's start shows the way.

    On another server, or should uvicorn change, nothing happens; a test looks at the answers.
    """
    server: Any = getattr(getattr(receive, "__self__", None), "config", None)
    if server is not None and hasattr(server, "encoded_headers"):
        server.encoded_headers = [pair for pair in server.encoded_headers if pair[0] != b"server"]


class DocumentLanguage:
    """Sets the document's `lang` and `dir` to the language asked for; adds the page's scripts and the link's preview.

    The language is the query's `lang`, else the browser's first preference, else English: the same rule as the page's.
    It is done whatever the request accepts: those who make previews of links ask for anything, or do not say.
    """

    def __init__(self, app: ASGIApp, settings: WebSettings | None = None) -> None:
        self.app = app
        self.settings = settings or WebSettings()
        self.previews = LinkPreviews()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] not in PAGES:
            await self.app(scope, receive, send)
            return
        code = document_language(scope)
        host = Headers(scope=scope).get("host", "")
        base = public_base(scope.get("scheme", "http"), host, self.settings.public_url)
        start: Message | None = None
        body = b""

        async def rewrite(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                if not Headers(raw=message["headers"]).get("content-type", "").startswith("text/html"):
                    start = None
                    await send(message)
                else:
                    start = message
                return
            if start is None:
                await send(message)
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            preview = await self.previews.preview(scope, code)
            page = _in_language(with_title(body, preview.title), code, preview.head(base))
            headers = MutableHeaders(scope=start)
            headers["Content-Length"] = str(len(page))
            headers["Content-Language"] = code
            for name in ("etag", "last-modified"):
                if name in headers:
                    del headers[name]
            await send(start)
            await send({"type": "http.response.body", "body": page})

        await self.app(_plain(scope), receive, rewrite)


def _plain(scope: Scope) -> Scope:
    """The request without compression and conditions, so that the body can be read and is always there."""
    unwanted = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name not in unwanted]}


def _in_language(page: bytes, code: str, head: bytes) -> bytes:
    language = LANGUAGES[code]
    tag = f'<html lang="{language.code}" dir="{language.direction}">'.encode()
    scripts = "".join(f'<script defer src="{ASSETS}/map/{name}"></script>' for name in PAGE_SCRIPTS)
    end = head + f"{scripts}</head>".encode()
    return _HEAD_END.sub(lambda _: end, _HTML_TAG.sub(tag, page, count=1), count=1)
