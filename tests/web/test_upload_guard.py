"""R19: a stranger cannot fill memory through uploads."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from components.intake.quota import Coming, UploadQuota
from components.web.upload_guard import UPLOADS, UploadGuard

MEGABYTE = 1024 * 1024


class Store:
    """Stands where Streamlit's upload route and its store stand: takes every byte that reaches it."""

    def __init__(self) -> None:
        self.taken: dict[str, int] = {}

    def held(self, session: str, files: Collection[str]) -> dict[str, int]:
        sizes = {file: self.taken.get(f"{UPLOADS}{session}/{file}") for file in files}
        return {file: size for file, size in sizes.items() if size is not None}

    def drop(self, session: str, file: str) -> None:
        del self.taken[f"{UPLOADS}{session}/{file}"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        size, more = 0, True
        while more:
            message = await receive()
            size += len(message.get("body", b""))
            more = message.get("more_body", False)
        self.taken[scope["path"]] = size
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def _run(coroutine: Coroutine[Any, Any, None]) -> None:
    """In a thread of its own: the browser tests leave a running loop in the main one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, coroutine).result()


def request(app: UploadGuard, path: str, chunks: list[bytes], method: str = "PUT", announced: int | None = None) -> int:
    """Send a request in chunks; the status of the answer."""
    size = sum(map(len, chunks)) if announced is None else announced
    sent: list[Message] = []
    bodies: Iterator[Message] = iter(
        [{"type": "http.request", "body": chunk, "more_body": k < len(chunks) - 1} for k, chunk in enumerate(chunks)]
        or [{"type": "http.request", "body": b"", "more_body": False}]
    )

    async def receive() -> Message:
        return next(bodies)

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"content-length", str(size).encode())] if announced != -1 else []
    scope: Scope = {"type": "http", "method": method, "path": path, "headers": headers, "query_string": b""}
    _run(app(scope, receive, send))
    return int(sent[0]["status"])


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def quota() -> UploadQuota:
    made = UploadQuota(session_files=3, session_bytes=10 * MEGABYTE, process_bytes=25 * MEGABYTE)
    for session in ("a", "b", "c"):
        made.open_desk(session)
    return made


@pytest.fixture
def guard(store: Store, quota: UploadQuota) -> UploadGuard:
    return UploadGuard(store, quota, store.held)


def test_R19_a_session_that_never_opened_the_desk_may_not_upload(store: Store, guard: UploadGuard) -> None:
    assert request(guard, f"{UPLOADS}stranger/1", [b"x"]) == 403
    assert store.taken == {}


def test_R19_an_app_below_a_path_of_its_own_is_guarded_too(store: Store, guard: UploadGuard) -> None:
    assert request(guard, f"/iraq{UPLOADS}stranger/1", [b"x"]) == 403
    assert store.taken == {}


def test_R19_a_session_holds_few_files_and_few_bytes(guard: UploadGuard) -> None:
    answers = [request(guard, f"{UPLOADS}a/{k}", [b"x" * 1000]) for k in range(5)]
    assert answers == [204, 204, 204, 413, 413]
    assert request(guard, f"{UPLOADS}b/1", [b"x" * (11 * MEGABYTE)]) == 413


def test_R19_the_process_holds_a_bounded_sum(store: Store, guard: UploadGuard) -> None:
    whole = [b"x" * (9 * MEGABYTE)]
    assert [request(guard, f"{UPLOADS}{session}/1", whole) for session in "abc"] == [204, 204, 429]
    store.drop("a", "1")
    assert request(guard, f"{UPLOADS}c/1", whole) == 204


def test_R19_a_body_larger_than_announced_is_cut_off(store: Store, guard: UploadGuard) -> None:
    assert request(guard, f"{UPLOADS}a/1", [b"x" * MEGABYTE] * 20, announced=10) == 413
    assert store.taken == {}
    assert request(guard, f"{UPLOADS}a/2", [b"x" * (10 * MEGABYTE)]) == 204


def test_R19_a_body_without_a_length_is_counted_as_it_comes(store: Store, guard: UploadGuard) -> None:
    assert request(guard, f"{UPLOADS}a/1", [b"x" * MEGABYTE] * 20, announced=-1) == 413
    assert request(guard, f"{UPLOADS}a/2", [b"x" * MEGABYTE] * 2, announced=-1) == 204
    assert sum(store.taken.values()) == 2 * MEGABYTE


def test_R19_a_file_that_the_store_lets_go_of_makes_room(store: Store, guard: UploadGuard) -> None:
    """Whoever lets it go: the uploader's cross, the desk, the end of the session."""
    whole = [b"x" * (9 * MEGABYTE)]
    assert [request(guard, f"{UPLOADS}a/{k}", whole) for k in (1, 2)] == [204, 413]
    store.drop("a", "1")
    assert request(guard, f"{UPLOADS}a/2", whole) == 204


def test_R19_requests_under_way_count_each_even_for_one_file(quota: UploadQuota, store: Store) -> None:
    first, second = Coming("a", "1"), Coming("a", "1")
    assert quota.reserve(first, 9 * MEGABYTE, store.held) is None
    assert quota.reserve(second, 9 * MEGABYTE, store.held) == 413
    quota.settle(first, arrived=False)
    assert quota.reserve(second, 9 * MEGABYTE, store.held) is None


def test_R19_a_body_that_stands_still_keeps_no_room_from_others(store: Store, quota: UploadQuota) -> None:
    guard = UploadGuard(store, quota, store.held, still_seconds=0.01)
    sent: list[Message] = []

    async def never() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"content-length", str(10 * MEGABYTE).encode())]
    _run(guard({"type": "http", "method": "PUT", "path": f"{UPLOADS}a/1", "headers": headers}, never, send))
    assert sent[0]["status"] == 408
    assert request(guard, f"{UPLOADS}a/2", [b"x" * (10 * MEGABYTE)]) == 204


def test_the_body_reaches_the_route_whole(store: Store, guard: UploadGuard) -> None:
    path = f"{UPLOADS}a/1"
    assert request(guard, path, [b"abc", b"de", b"f"]) == 204
    assert store.taken[path] == 6


def test_other_requests_pass_untouched(store: Store, guard: UploadGuard) -> None:
    assert request(guard, "/_stcore/health", [b"x" * (11 * MEGABYTE)], method="POST") == 204
