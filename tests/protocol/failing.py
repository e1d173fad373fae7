"""The app with one route more, which fails: what a fault of ours looks like from outside."""

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from components.web.departures import departures
from components.web.settings import WebSettings
from components.web.stack import middleware, routes
from tests.browser.server import ROOT

settings = WebSettings.from_environment()


async def fail(_: Request) -> Response:
    message = "a fault of ours"
    raise RuntimeError(message)


app = st.App(
    ROOT / "components" / "dashboard.py",
    lifespan=departures,
    routes=[Route("/fails", fail), *routes()],
    middleware=middleware(settings),
)
