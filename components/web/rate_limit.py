"""How often one client may ask for what costs work: a token bucket for each address. Pure ASGI."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network

from starlette.types import ASGIApp, Receive, Scope, Send

from components.i18n import translator
from components.web.language import asked_language
from components.web.problem import problem_response
from components.web.settings import WebSettings

LIMITED = ("/api/", "/export/")
_CLIENTS = 10_000
_IPV6_PREFIX = 64
"""One subscriber's network: with single addresses everybody has more than we could count."""


@dataclass
class TokenBuckets:
    """`per_minute` tokens come back a minute, up to `burst`. The longest unused of many clients are forgotten."""

    per_minute: int
    burst: int
    clock: Callable[[], float] = time.monotonic
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def wait(self, client: str) -> float:
        """Take a token: 0 where there was one, else the seconds until there will be."""
        if self.per_minute == 0:
            return 0.0
        now, rate = self.clock(), self.per_minute / 60
        tokens, since = self._left.pop(client, (float(self.burst), now))
        tokens = min(float(self.burst), tokens + (now - since) * rate)
        taken = tokens >= 1
        self._left[client] = (tokens - taken, now)
        while len(self._left) > _CLIENTS:
            self._left.popitem(last=False)
        return 0.0 if taken else (1 - tokens) / rate


class RateLimit:
    """Answers 429 with `Retry-After` where a client asks too often.

    The client is the one that the server names: uvicorn takes `X-Forwarded-For` from trusted proxies only
    (`FORWARDED_ALLOW_IPS`), so that nobody else chooses their own address.
    """

    def __init__(self, app: ASGIApp, settings: WebSettings, buckets: TokenBuckets | None = None) -> None:
        self.app = app
        self.buckets = buckets or TokenBuckets(settings.requests_per_minute, settings.burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(LIMITED):
            await self.app(scope, receive, send)
            return
        seconds = self.buckets.wait(client_of(scope))
        if not seconds:
            await self.app(scope, receive, send)
            return
        # Another site's page may read this answer as it may read the API's.
        headers = {"Retry-After": str(math.ceil(seconds)), "Access-Control-Allow-Origin": "*"}
        lang = asked_language(scope)
        detail = translator(lang).count("refused.too_often", math.ceil(seconds))
        await problem_response(429, detail, headers, lang)(scope, receive, send)


def client_of(scope: Scope) -> str:
    """The client's address; of IPv6 the subscriber's network."""
    host = (scope.get("client") or ("", 0))[0]
    try:
        address = ip_address(host)
    except ValueError:
        return str(host)[:64]
    if address.version == 4:  # noqa: PLR2004
        return str(address)
    mapped = address.ipv4_mapped
    return str(mapped or ip_network((int(address), _IPV6_PREFIX), strict=False))
