"""Marsad's ASGI entry point. Start it with `streamlit run app.py`."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from components.web.assets import asset_routes
from components.web.browser_cookie import BrowserCookie
from components.web.data_routes import data_routes
from components.web.departures import departures
from components.web.middleware import DocumentLanguage, SecurityHeaders
from components.web.share_routes import share_routes
from components.web.sign_in_secrets import oidc_secrets
from components.web.upload_guard import UploadGuard

app = st.App(
    Path(__file__).with_name("components") / "dashboard.py",
    secrets=oidc_secrets(),
    lifespan=departures,
    routes=[*asset_routes(), *data_routes(), *share_routes()],
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(UploadGuard),
        Middleware(BrowserCookie),
        Middleware(DocumentLanguage),
    ],
)
