"""The two sizes of a test: small on every commit, full before a release (`pytest -m soak`)."""

from __future__ import annotations

from typing import Any

import pytest


def sizes(names: str, *, ci: Any, soak: Any) -> pytest.MarkDecorator:
    """Run a test with `names` at the small size, and at the full one where soak tests are asked for."""
    return pytest.mark.parametrize(
        names, [pytest.param(*_each(ci), id="ci"), pytest.param(*_each(soak), id="soak", marks=pytest.mark.soak)]
    )


def _each(size: Any) -> tuple[Any, ...]:
    return size if isinstance(size, tuple) else (size,)
