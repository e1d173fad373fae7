"""The layer's script and style, and the map library below them."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
PARTS = (
    "host",
    "points",
    "shapes",
    "controls",
    "ground",
    "layout",
    "labels",
    "room",
    "drawing",
    "forward",
    "marks",
    "pointing",
    "stage",
)
"""The layer's script in order: each part may use those before it, `stage` mixes them together."""
STYLE = HERE / "incident_layer.css"


@cache
def script() -> str:
    """The parts as one script with a scope of its own: one request, and no build step."""
    parts = (HERE / f"{name}.js" for name in PARTS)
    text = "\n".join(part.read_text(encoding="utf-8") for part in parts)
    return f'(() => {{\n"use strict";\n{text}}})();\n'


@cache
def asset_version() -> str:
    """Eight hex digits that change with the layer's script and style, so that browsers may cache them for ever."""
    return hashlib.sha256(script().encode() + STYLE.read_bytes()).hexdigest()[:8]


def leaflet_directory() -> Path:
    """The folder of the installed Leaflet."""
    return Path(import_module("xstatic.pkg.leaflet").BASE_DIR)
