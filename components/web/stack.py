"""The routes and the middleware around Streamlit, outermost first."""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from components.web.address_length import AddressLength
from components.web.api.routes import api_routes
from components.web.assets import asset_routes
from components.web.browser_cookie import BrowserCookie
from components.web.data_routes import data_routes
from components.web.export_routes import export_routes
from components.web.hosts import HostGuard, SocketGuard
from components.web.middleware import DocumentLanguage, SecurityHeaders
from components.web.pages import KnownPages
from components.web.rate_limit import RateLimit
from components.web.readiness import readiness_routes
from components.web.settings import WebSettings
from components.web.share_routes import share_routes
from components.web.upload_guard import UploadGuard


def routes() -> list[BaseRoute]:
    return [
        *asset_routes(),
        *data_routes(),
        *share_routes(),
        *readiness_routes(),
        *export_routes(),
        *api_routes(),
    ]


def middleware(settings: WebSettings) -> list[Middleware]:
    return [
        Middleware(SecurityHeaders, settings=settings),
        Middleware(HostGuard, settings=settings),
        Middleware(SocketGuard, settings=settings),
        Middleware(AddressLength),
        Middleware(RateLimit, settings=settings),
        Middleware(UploadGuard),
        Middleware(BrowserCookie),
        Middleware(KnownPages),
        Middleware(DocumentLanguage, settings=settings),
    ]
