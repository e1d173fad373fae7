"""Marsad's ASGI entry point. Start it with `streamlit run app.py`."""

import sys
from pathlib import Path

import streamlit as st

from components.web.lifespan import lifespan
from components.web.settings import SettingError, WebSettings
from components.web.sign_in_secrets import oidc_secrets
from components.web.stack import middleware, routes

try:
    settings = WebSettings.from_environment()
except SettingError as error:
    sys.exit(str(error))

app = st.App(
    Path(__file__).with_name("components") / "dashboard.py",
    secrets=oidc_secrets(),
    lifespan=lifespan,
    routes=routes(),
    middleware=middleware(settings),
)
