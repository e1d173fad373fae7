"""Online tile layers that a reader may switch on. Off by default: the built-in base map needs no network."""

from __future__ import annotations

import os
from functools import cache
from urllib.parse import urlsplit

import xyzservices.providers as xyz

CARTO_KEY_VARIABLE = "MARSAD_CARTO_KEY"
"""CARTO asks for a key since 2026. Without one its layers are offered as before and say so when they fail to load."""


@cache
def tile_layers() -> tuple[dict[str, object], ...]:
    """What Leaflet needs of each provider: `id`, `url` template, `attribution` (the provider's HTML), `max_zoom`."""
    providers = {
        "osm": xyz.OpenStreetMap.Mapnik,
        "carto-light": xyz.CartoDB.Positron,
        "carto-dark": xyz.CartoDB.DarkMatter,
        "esri-imagery": xyz.Esri.WorldImagery,
    }
    key = os.environ.get(CARTO_KEY_VARIABLE, "")
    return tuple(
        {
            "id": name,
            "url": provider.build_url(fill_subdomain=False, apikey=key).removesuffix("?key="),
            "attribution": provider.html_attribution,
            "max_zoom": provider.get("max_zoom", 19),
            "subdomains": provider.get("subdomains", "abc"),
        }
        for name, provider in providers.items()
    )


@cache
def tile_hosts() -> tuple[str, ...]:
    """The origins that the tile layers load images from, for the Content-Security-Policy."""
    origins = set()
    for layer in tile_layers():
        parts = urlsplit(str(layer["url"]))
        origins.add(f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}")
    return tuple(sorted(origins))
