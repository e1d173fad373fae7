"""Where a place lies on the picture's map: Web Mercator, in pixels of the page's own map at the same zoom."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from components.domain.view import Camera

WORLD = 256.0
"""Pixels around the world at zoom 0."""
EQUATOR_METRES = 40_075_016.7
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Frame:
    """A map of `width` by `height` pixels; `left` and `top` are its corner in world pixels at its zoom."""

    width: float
    height: float
    zoom: float
    left: float
    top: float

    @classmethod
    def at(cls, camera: Camera, width: float, height: float) -> Frame:
        """The frame with a camera's centre and zoom."""
        scale = WORLD * 2**camera.zoom
        x, y = unit(np.array([camera.lon]), np.array([camera.lat]))
        return cls(width, height, camera.zoom, float(x[0]) * scale - width / 2, float(y[0]) * scale - height / 2)

    @classmethod
    def around(cls, corners: tuple[tuple[float, float], ...], width: float, height: float, padding: float) -> Frame:
        """The closest frame that holds two corners (latitude, longitude in degrees) with room of `padding` pixels."""
        lat, lon = np.array(corners, dtype=float).T
        x, y = unit(lon, lat)
        scale = min((width - 2 * padding) / np.ptp(x), (height - 2 * padding) / np.ptp(y))
        left, top = (float(axis.mean()) * scale for axis in (x, y))
        return cls(width, height, math.log2(scale / WORLD), left - width / 2, top - height / 2)

    @property
    def scale(self) -> float:
        """Pixels around the world at this zoom."""
        return float(WORLD * 2**self.zoom)

    def pixels(self, x: Floats, y: Floats) -> Floats:
        """Unit coordinates (see `unit`) -> pixels in the frame, shape (n, 2)."""
        return np.column_stack([x * self.scale - self.left, y * self.scale - self.top])

    def point(self, lat: float, lon: float) -> tuple[float, float]:
        """A place in degrees -> pixels in the frame."""
        x, y = self.pixels(*unit(np.array([lon]), np.array([lat])))[0]
        return float(x), float(y)

    def holds(self, x: float, y: float, margin: float = 0) -> bool:
        """Whether a pixel lies in the frame, or within `margin` of it."""
        return -margin <= x <= self.width + margin and -margin <= y <= self.height + margin

    def metres_per_pixel(self, lat: float) -> float:
        return EQUATOR_METRES * math.cos(math.radians(lat)) / self.scale


def unit(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Degrees WGS 84 -> Web Mercator from (0, 0) at the north-west to (1, 1) at the south-east."""
    sine = np.sin(np.radians(lat))
    return lon / 360 + 0.5, 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)
