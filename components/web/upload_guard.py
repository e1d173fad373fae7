"""Limits on Streamlit's upload route: who may upload, how many files, how many bytes. Pure ASGI.

The body is counted as it passes through and never kept: a body read here would reach Streamlit empty.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime

from components.intake.quota import Coming, Held, UploadQuota, upload_quota

UPLOADS = "/_stcore/upload_file/"
STILL_SECONDS = 30.0
"""How long a body may stand still: what it has reserved is kept from others meanwhile."""


class CutOffError(Exception):
    """The body is read no further."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class UploadGuard:
    """Refuses uploads from sessions that never opened the desk (403), and beyond the limits (413, 429)."""

    def __init__(
        self,
        app: ASGIApp,
        quota: UploadQuota | None = None,
        held_by: Held | None = None,
        still_seconds: float = STILL_SECONDS,
    ) -> None:
        self.app = app
        self.quota = quota or upload_quota()
        self.held_by = held_by or held_by_streamlit
        self.still_seconds = still_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        coming = _coming(scope)
        if coming is None or scope["method"] in ("OPTIONS", "DELETE"):
            await self.app(scope, receive, send)
            return
        if not self.quota.may_upload(coming.session):
            await _refuse(HTTPStatus.FORBIDDEN, scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        size = int(announced) if announced.isascii() and announced.isdigit() else 0
        status = self.quota.reserve(coming, size, self.held_by)
        if status is not None:
            await _refuse(HTTPStatus(status), scope, receive, send)
            return
        await self._pass(scope, receive, send, coming)

    async def _pass(self, scope: Scope, receive: Receive, send: Send, coming: Coming) -> None:
        came = 0
        answered: int | None = None

        async def counted() -> Message:
            nonlocal came
            try:
                async with asyncio.timeout(self.still_seconds):
                    message = await receive()
            except TimeoutError:
                raise CutOffError(HTTPStatus.REQUEST_TIMEOUT) from None
            came += len(message.get("body", b""))
            if came > coming.size:
                status = self.quota.reserve(coming, came, self.held_by)
                if status is not None:
                    raise CutOffError(HTTPStatus(status))
            return message

        async def watched(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = message["status"]
            await send(message)

        try:
            await self.app(scope, counted, watched)
        except CutOffError as cut:
            if answered is None:
                await _refuse(cut.status, scope, receive, send)
        finally:
            self.quota.settle(coming, arrived=answered is not None and answered < HTTPStatus.BAD_REQUEST)


def held_by_streamlit(session: str, files: Collection[str]) -> dict[str, int]:
    """Bytes of those of a session's uploads that Streamlit holds, by file."""
    if not runtime.exists():
        return {}
    records = runtime.get_instance().uploaded_file_mgr.get_files(session, [*files])
    return {record.file_id: len(record.data) for record in records}


def _coming(scope: Scope) -> Coming | None:
    """What an upload request brings, None for any other request. The app may be served below a path of its own."""
    if scope["type"] != "http" or UPLOADS not in scope["path"]:
        return None
    session, _, file = scope["path"].partition(UPLOADS)[2].partition("/")
    return Coming(session, file)


async def _refuse(status: HTTPStatus, scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(status.phrase, status_code=status)(scope, receive, send)
