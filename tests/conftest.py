"""Fixtures that every test may use."""

from __future__ import annotations

import os

import pytest

from components.domain.dataset import Dataset, load_dataset


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The researched data of the repository."""
    return load_dataset()


@pytest.fixture(scope="session", autouse=True)
def store_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test, and no app that a test starts, touches the store of whoever runs the tests."""
    file = tmp_path_factory.mktemp("store") / "marsad.sqlite"
    os.environ["MARSAD_DATABASE_URL"] = f"sqlite:///{file}"
