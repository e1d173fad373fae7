"""Who this server is, and who may open its websocket. Pure ASGI; decisions read headers and `scope["path"]` only.

A page of another site can have its own name resolve to this machine (DNS rebinding): its requests then carry that name
in `Host`. It can also open a websocket here from a visitor's browser: that carries the other site in `Origin`.
"""

from __future__ import annotations

import socket
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from components.web.settings import WebSettings

FORBIDDEN, MISDIRECTED = 403, 421
_DEFAULT_PORTS = {"http": 80, "https": 443}


class HostGuard:
    """Refuses requests for another host (421).

    Without `MARSAD_ALLOWED_HOSTS` it answers to loopback names, to every IP address (which no other site can have as
    its name), to this machine's own name, and to the host of `MARSAD_PUBLIC_URL`. With it, to the listed names, to
    loopback names and to the public address.
    """

    def __init__(self, app: ASGIApp, settings: WebSettings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).getlist("host")
        if len(given) == 1 and is_allowed(host_name(given[0]), self.settings):
            await self.app(scope, receive, send)
        else:
            text = "This server does not answer for that host name. Its operator can add it to MARSAD_ALLOWED_HOSTS.\n"
            await _refuse(MISDIRECTED, text, scope, receive, send)


class SocketGuard:
    """Refuses a websocket that another site's page opens, and one that does not say whose page it is (403).

    Browsers always send `Origin`; it must be the host that is asked, or the public address. Without it, only
    `Sec-Fetch-Site: same-origin` is taken.
    """

    def __init__(self, app: ASGIApp, settings: WebSettings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and not self._is_own(Headers(scope=scope)):
            await _refuse(FORBIDDEN, "Another site's page may not open this connection.\n", scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _is_own(self, headers: Headers) -> bool:
        site = headers.get("sec-fetch-site", "")
        origins = headers.getlist("origin")
        if site not in ("", "same-origin") or len(origins) > 1:
            return False
        if not origins:
            return site == "same-origin"
        return is_same_host(origins[0], headers.get("host", "")) or (
            bool(self.settings.public_url) and is_same_host(origins[0], urlsplit(self.settings.public_url).netloc)
        )


def host_name(header: str) -> str:
    """The name or address in a `Host` header without its port, lower case; "" for what is none."""
    try:
        parts = urlsplit(f"//{header}")
        if parts.netloc != header or parts.username is not None or parts.port == 0:
            return ""
    except ValueError:
        return ""
    return (parts.hostname or "").rstrip(".")


def is_allowed(name: str, settings: WebSettings) -> bool:
    """Whether a host's name is one of this server's."""
    if not name:
        return False
    if "*" in settings.allowed_hosts or name in (settings.public_host, "localhost") or name.endswith(".localhost"):
        return True
    address = _address(name)
    if settings.allowed_hosts:
        listed = (pattern.strip("[]").rstrip(".") for pattern in settings.allowed_hosts)
        return (address is not None and address.is_loopback) or any(_fits(name, pattern) for pattern in listed)
    return address is not None or name in own_names()


@cache
def own_names() -> frozenset[str]:
    """This machine's names, alone and on its local network."""
    name = socket.gethostname().lower().rstrip(".")
    return frozenset({name, name.partition(".")[0], f"{name.partition('.')[0]}.local"})


def is_same_host(origin: str, host: str) -> bool:
    """Whether an `Origin` is of a host and port."""
    try:
        parts, asked = urlsplit(origin), urlsplit(f"//{host}")
        default = _DEFAULT_PORTS[parts.scheme]
        return bool(parts.hostname) and (parts.hostname, parts.port or default) == (
            asked.hostname,
            asked.port or default,
        )
    except (KeyError, ValueError):
        return False


def _fits(name: str, pattern: str) -> bool:
    return name.endswith(pattern[1:]) if pattern.startswith("*.") else name == pattern


def _address(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name)
    except ValueError:
        return None


async def _refuse(status: int, text: str, scope: Scope, receive: Receive, send: Send) -> None:
    """Also for a websocket: where the server cannot send an answer of ours, closing before accepting is its 403."""
    if scope["type"] == "websocket" and "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008})
        return
    await PlainTextResponse(text, status, {"Cache-Control": "no-store"})(scope, receive, send)
