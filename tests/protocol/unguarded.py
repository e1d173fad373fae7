"""The app without its upload guard: what the guard's test must be able to tell from the app itself."""

import streamlit as st

from tests.browser.server import ROOT

app = st.App(ROOT / "components" / "dashboard.py")
