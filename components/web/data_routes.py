"""The map's data, once per revision: points, hover texts, base map. Answers carry the revision's digest as ETag."""

from __future__ import annotations

import hashlib
import json
from functools import cache, lru_cache
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from components.charts.backdrop import backdrop
from components.domain.dataset import Dataset, base_dataset
from components.domain.directory import DATA_DIRECTORY
from components.i18n import LANGUAGES, translator
from components.incident_layer.points import points, texts
from components.incident_layer.view import look
from components.mapping.tiles import tile_layers
from components.store.catalog import catalog
from components.theme.symbols import PAPER

BASEMAP = DATA_DIRECTORY / "basemap.geojson"
# Five minutes, so that a correction or a redaction arrives; never immutable.
MAX_AGE = "public, max-age=300"


@lru_cache(maxsize=4)
def _points_body(dataset: Dataset) -> bytes:
    return _json(points(dataset))


@cache
def _basemap_body() -> bytes:
    return BASEMAP.read_bytes()


async def points_route(request: Request) -> Response:
    dataset = await _dataset(request)
    if dataset is None:
        return _no_such_revision(request)
    return _revalidated(request, f'"{dataset.edition}"', await run_in_threadpool(_points_body, dataset))


async def texts_route(request: Request) -> Response:
    block = request.path_params["block"]
    dataset = await _dataset(request)
    if dataset is None:
        return _no_such_revision(request)
    return _revalidated(request, f'"{dataset.edition}-{block}"', _json(texts(dataset, block)))


async def basemap_route(request: Request) -> Response:
    body = _basemap_body()
    return _revalidated(request, f'"{len(body):x}"', body)


async def look_route(request: Request) -> Response:
    lang, mode = request.path_params["lang"], request.path_params["mode"]
    if lang not in LANGUAGES or mode not in PAPER:
        return PlainTextResponse("no such look", status_code=404)
    body = _json(look(base_dataset().schema, translator(lang), mode, tile_layers()))
    return _revalidated(request, f'"{hashlib.sha256(body).hexdigest()[:16]}"', body)


@lru_cache(maxsize=8)
def _timeline_bodies(dataset: Dataset, lang: str) -> dict[str, bytes]:
    return {part: _json(rows) for part, rows in backdrop(dataset, translator(lang)).items()}


async def timeline_route(request: Request) -> Response:
    lang = request.path_params["lang"]
    dataset = await _dataset(request)
    if dataset is None or lang not in LANGUAGES:
        return _no_such_revision(request)
    body = (await run_in_threadpool(_timeline_bodies, dataset, lang)).get(request.path_params["part"])
    if body is None:
        return PlainTextResponse("no such part", status_code=404)
    return _revalidated(request, f'"{dataset.edition}-{lang}"', body)


async def _dataset(request: Request) -> Dataset | None:
    """The revision that the path names. An older one may have to be read from the store."""
    return await run_in_threadpool(catalog().dataset, request.path_params["revision"])


async def nothing_here(_: Request) -> Response:
    """Without it Streamlit would answer for unknown data with its page."""
    return PlainTextResponse("not found", status_code=404)


async def head(_: Request) -> Response:
    """The newest revision's name, as this process knows it: asks no store."""
    newest = await run_in_threadpool(catalog().newest)
    return JSONResponse({"revision": newest.revision}, headers={"Cache-Control": "no-store"})


def data_routes() -> list[BaseRoute]:
    return [
        Route("/data/points/{revision}", points_route),
        Route("/data/texts/{revision}/{block:int}", texts_route),
        Route("/data/basemap.geojson", basemap_route),
        Route("/data/timeline/{revision}/{lang}/{part}.json", timeline_route),
        Route("/data/head", head),
        Route("/data/look/{lang}/{mode}", look_route),
        Route("/data/{rest:path}", nothing_here),
    ]


def _revalidated(request: Request, etag: str, body: bytes) -> Response:
    headers = {"ETag": etag, "Cache-Control": MAX_AGE}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def _no_such_revision(request: Request) -> Response:
    problem = {"title": "No such revision", "detail": request.path_params["revision"], "status": 404}
    return JSONResponse(problem, status_code=404, headers={"Cache-Control": "no-store"})


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
