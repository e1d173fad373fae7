"""What runs beside the app from its start to its end."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

from components.domain.schema import SchemaError
from components.domain.tables import TableError
from components.store.catalog import catalog
from components.web.departures import departures


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Reads the data before the first visitor asks for it, and watches for sessions that end."""
    reading = asyncio.create_task(asyncio.to_thread(_read_ahead))
    try:
        async with departures(app):
            yield
    finally:
        reading.cancel()


def _read_ahead() -> None:
    with contextlib.suppress(SchemaError, TableError):  # the page says what is wrong with the tables
        catalog().newest()
