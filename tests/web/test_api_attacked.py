"""The API, attacked by its own description: whatever it is asked, it answers as that says, and never with a fault."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.core.result import Ok
from starlette.applications import Starlette

from components.web.api.answers import DESCRIPTION, ROOT
from components.web.api.resources import RESOURCES
from components.web.settings import WebSettings
from tests.store.sizes import sizes
from tests.web.asgi import application

MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
HELD = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
)
ROWS_HELD = "response_schema_conformance"
LARGE = 50_000
"""Bytes of an answer whose every row takes long to compare with its schema: one of each resource is enough."""
QUICK = settings(
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def app() -> Starlette:
    return application(WebSettings(allowed_hosts=("testserver",), requests_per_minute=0))


@sizes("cases", ci=300, soak=2_000)
def test_R29_the_api_bears_what_its_description_suggests(app: Starlette, cases: int) -> None:
    load_all_checks()
    checks: list[Any] = [schemathesis.checks.CHECKS.get_one(name) for name in HELD]
    rows: Any = schemathesis.checks.CHECKS.get_one(ROWS_HELD)
    schema = schemathesis.openapi.from_asgi(DESCRIPTION, app)
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) == len(RESOURCES)
    each = -(-cases // (len(operations) * len(MODES)))
    statuses: list[int] = []

    def attack(case: schemathesis.Case[Any]) -> None:
        answer = case.call()
        case.validate_response(answer, checks=checks if len(answer.content) > LARGE else [*checks, rows])
        statuses.append(answer.status_code)

    for operation in operations:
        operation.Case(query={}).call_and_validate(checks=[*checks, rows])
        for mode in MODES:
            settings(QUICK, max_examples=each)(given(case=operation.as_strategy(mode))(attack))()
    assert len(statuses) >= cases * 0.8, "too few cases were made"
    assert {200, 400} <= set(statuses)
    assert max(statuses) < 500


@sizes("cases", ci=150, soak=2_000)
def test_R29_any_bytes_in_the_address_are_answered(app: Starlette, cases: int) -> None:
    names = [*(item.name for item in RESOURCES), "openapi.json", "", "x"]
    pieces = [
        b"&",
        b"=",
        b"%",
        b"%00",
        b"%ff",
        b"%ed%a0%80",
        b"q=",
        b"site=",
        b"rev=",
        b"limit=",
        b"lang=ar",
        b",",
        b"+",
    ]
    bytes_ = st.lists(st.one_of(st.sampled_from(pieces), st.binary(max_size=6)), max_size=12).map(b"".join)
    header = st.binary(max_size=20)
    seen: set[int] = set()

    @settings(QUICK, max_examples=cases)
    @given(
        name=st.sampled_from(names), query=bytes_, known=header, method=st.sampled_from(["GET", "HEAD", "OPTIONS", "X"])
    )
    def attack(name: str, query: bytes, known: bytes, method: str) -> None:
        status = apart.submit(asyncio.run, status_of(app, method, f"{ROOT}/{name}", query, known)).result()
        seen.add(status)
        assert status < 500

    with ThreadPoolExecutor(1) as apart:  # a browser test of the same process may have left its loop in this thread
        attack()
    assert {200, 204, 400, 404, 405} <= seen


async def status_of(app: Starlette, method: str, path: str, query: bytes, known: bytes) -> int:
    """Ask without a client, which would mend the address."""
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query,
        "headers": [(b"host", b"localhost"), (b"if-none-match", known)],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    await app(scope, receive, send)
    return statuses[0]
