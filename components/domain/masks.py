"""Masks over the incidents: bool arrays of shape (number of incidents,), in the order of their rows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]


def combine(masks: Mapping[str, Mask], size: int, leave_out: str | None = None) -> Mask:
    """All masks together, except one dimension's."""
    kept = [mask for name, mask in masks.items() if name != leave_out]
    left: Mask = np.logical_and.reduce([np.ones(size, dtype=bool), *kept])
    return left
