"""`/healthz`: the process answers. `/readyz`: whether the store is read and can be written, and the revision."""

from __future__ import annotations

from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from components.store.catalog import catalog
from components.store.errors import StoreError
from components.store.probe import write_probe

NO_STORE = {"Cache-Control": "no-store"}


async def health(_: Request) -> Response:
    """Touches neither the data nor a store."""
    return JSONResponse({"status": "ok"}, headers=NO_STORE)


async def ready(_: Request) -> Response:
    """200 while the store is read, or need not be; 503 while the last revision that was read is all there is."""
    said = await run_in_threadpool(_state)
    status = HTTPStatus.OK if said["store"] == "ok" else HTTPStatus.SERVICE_UNAVAILABLE
    return JSONResponse(said, status, NO_STORE)


def readiness_routes() -> list[BaseRoute]:
    return [Route("/healthz", health), Route("/readyz", ready)]


def _state() -> dict[str, str | bool]:
    """`store`: `ok` or the code of why it is not read; `reason`: the code of why it is not written."""
    served = catalog()
    revision, problem = served.newest().revision, served.problem
    if problem is not None:
        return {"store": problem.code, "writable": False, "revision": revision, "reason": problem.code}
    try:
        problem = write_probe().problem()
    except StoreError as error:
        problem = error
    said: dict[str, str | bool] = {"store": "ok", "writable": problem is None, "revision": revision}
    return said if problem is None else {**said, "reason": problem.code}
