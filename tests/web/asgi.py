"""The app's own routes and middleware without Streamlit, in process."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.testclient import TestClient

from components.web.settings import WebSettings
from components.web.stack import middleware, routes

BASE = "http://localhost:8501"
UNLIMITED = WebSettings(requests_per_minute=0)


def application(settings: WebSettings = UNLIMITED, more: tuple[BaseRoute, ...] = ()) -> Starlette:
    """`more` routes come first."""
    return Starlette(routes=[*more, *routes()], middleware=middleware(settings))


def client(settings: WebSettings = UNLIMITED, more: tuple[BaseRoute, ...] = ()) -> TestClient:
    return TestClient(application(settings, more), base_url=BASE, raise_server_exceptions=False)
