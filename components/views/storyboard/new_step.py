"""A step made of what is being looked at."""

from __future__ import annotations

import secrets
from urllib.parse import urlencode

from components.domain.dataset import Dataset
from components.domain.links import spelled_out
from components.domain.stories import STEP_PARAMETERS, Step
from components.domain.view import Camera, View

_NAME = 4
"""Bytes of a step's name."""


def new_name() -> str:
    """A name for a step that its story does not have yet."""
    return secrets.token_hex(_NAME)


def step_of(dataset: Dataset, view: View, camera: Camera | None) -> Step:
    """A step without words: the view with its dates spelt out, so that it means the same when there is more data.

    It stands on the incidents that the view selects or brings forward.
    """
    spelt = spelled_out(dataset, view).to_query()
    query = {name: value for name, value in spelt.items() if name in STEP_PARAMETERS}
    incidents = (view.incident,) if view.incident else view.highlight
    return Step(
        query=urlencode({**query, **(camera.to_query() if camera else {})}, safe=","),
        heading={},
        text={},
        incidents=incidents,
        step_id=new_name(),
    )
