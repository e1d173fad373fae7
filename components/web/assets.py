"""Leaflet, jQuery, the fonts and the map's own script, served from their installed packages: nothing from elsewhere."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from components.incident_layer.scripts import STYLE, leaflet_directory, script
from components.mapping.layer import ASSETS
from components.theme.fonts import FONT_FILES, font_file

LAYER_SCRIPT = "incident_layer.js"
PAGE_SCRIPTS = ("address.js", "briefing.js", "camera.js", "language.js", "news.js", "sharing.js", "turning.js")
OWN_FILES = {
    "incident_layer.css": STYLE,
    **{name: Path(__file__).parent / "page_scripts" / name for name in PAGE_SCRIPTS},
}
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}

FONT_CSS = f"""
@font-face {{
  font-family: "IBM Plex Sans"; font-weight: 100 700; font-display: swap;
  src: url("{ASSETS}/fonts/plex-sans.ttf") format("truetype");
}}
""" + "".join(
    f"""
@font-face {{
  font-family: "IBM Plex Sans Arabic"; font-weight: {weight}; font-display: swap;
  src: url("{ASSETS}/fonts/plex-sans-arabic-{weight}.ttf") format("truetype");
}}
"""
    for weight in (400, 500, 600)
)


def package_directory(package: str) -> Path:
    """The asset folder of an XStatic package."""
    return Path(import_module(f"xstatic.pkg.{package}").BASE_DIR)


async def font(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in FONT_FILES:
        return PlainTextResponse("no such font", status_code=404)
    return FileResponse(font_file(name), media_type="font/ttf", headers=FOREVER)


async def font_css(_: Request) -> Response:
    return Response(FONT_CSS, media_type="text/css", headers={"Cache-Control": "public, max-age=300"})


async def own_file(request: Request) -> Response:
    name = request.path_params["name"]
    headers = FOREVER if request.query_params.get("v") else {"Cache-Control": "no-cache"}
    if name == LAYER_SCRIPT:
        return Response(script(), media_type="text/javascript", headers=headers)
    path = OWN_FILES.get(name)
    if path is None:
        return PlainTextResponse("no such file", status_code=404)
    media_type = "text/css" if path.suffix == ".css" else "text/javascript"
    return FileResponse(path, media_type=media_type, headers=headers)


def asset_routes() -> list[BaseRoute]:
    return [
        Route(f"{ASSETS}/fonts.css", font_css),
        Route(f"{ASSETS}/fonts/{{name}}", font),
        Route(f"{ASSETS}/map/{{name}}", own_file),
        Mount(f"{ASSETS}/leaflet", StaticFiles(directory=leaflet_directory())),
        Mount(f"{ASSETS}/jquery", StaticFiles(directory=package_directory("jquery"))),
    ]
