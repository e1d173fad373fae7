"""Stores of both kinds, made for one test each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from components.store.migrate import migrate
from components.store.store import Store, open_store
from tests.store.editing import Desk
from tests.store.postgresql import Cluster, running_cluster


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A running PostgreSQL."""
    with running_cluster() as running:
        yield running


@pytest.fixture
def sqlite_url(tmp_path: Path) -> URL:
    return URL.create("sqlite", database=str(tmp_path / "marsad.sqlite"))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> URL:
    """The URL of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        found: URL = request.getfixturevalue("sqlite_url")
        return found
    cluster: Cluster = request.getfixturevalue("cluster")
    return cluster.new_database()


@pytest.fixture
def store(url: URL) -> Iterator[Store]:
    """A store with its schema, over the researched data."""
    opened = open_store(url)
    migrate(opened.engines)
    yield opened
    opened.engines.dispose()


@pytest.fixture(autouse=True)
def editors(monkeypatch: pytest.MonkeyPatch) -> None:
    """One editor is on the list."""
    monkeypatch.setenv("MARSAD_EDITORS", "https://id.example.org amal")


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)
