"""The symbols of weapons as SVG path data, the same as the page's canvas traces (`incident_layer/shapes.js`)."""

from __future__ import annotations

import math

_POLYGONS: dict[str, tuple[int, float, float]] = {
    "triangle": (3, -math.pi / 2, 1.25),
    "wedge": (3, math.pi / 2, 1.25),
    "diamond": (4, 0, 1.25),
    "square": (4, math.pi / 4, 1.2),
    "pentagon": (5, -math.pi / 2, 1.15),
    "hexagon": (6, 0, 1.15),
    "octagon": (8, math.pi / 8, 1.1),
}
"""Corners, turn in radians, and a scale by which equal ink is about equal to the eye."""


def shape_path(shape: str, x: float, y: float, r: float) -> str:
    """A shape of radius `r` around (x, y). Raises KeyError for an unknown shape."""
    if shape == "circle":
        return f"M{x - r:.1f} {y:.1f}a{r:.2f} {r:.2f} 0 1 0 {2 * r:.2f} 0a{r:.2f} {r:.2f} 0 1 0 {-2 * r:.2f} 0z"
    return closed([(x + dx * r, y + dy * r) for dx, dy in _corners(shape)])


def closed(points: list[tuple[float, float]]) -> str:
    """The path data of a polygon."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "z"


def _corners(shape: str) -> list[tuple[float, float]]:
    if shape == "plus":
        a, b = 0.42, 1.1
        quarter = [(-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a)]
        return quarter + [(-x, -y) for x, y in quarter]
    corners, turn, scale = _POLYGONS[shape]
    angles = [turn + 2 * math.pi * k / corners for k in range(corners)]
    return [(scale * math.cos(angle), scale * math.sin(angle)) for angle in angles]
