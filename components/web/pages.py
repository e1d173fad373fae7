"""Which addresses are pages of the app, and the answer for those that are not.

Streamlit answers for every address with its one document, so that a mistyped one would be an empty or another page.
"""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from components.i18n import translator
from components.web.language import document_language
from components.web.small_page import small_page

PAGES = frozenset({"/", "/explore", "/briefing", "/desk", "/method"})
_OWN_HTML = (
    "/component/",
    "/_stcore/",
    "/media/",
    "/app/static/",
    "/auth/",
    "/oauth2callback",
    "/export/",
    "/api/",
    "/data/",
)
"""Where HTML may be another thing than the app's document: frames, files, what Streamlit's sign-in says."""


class KnownPages:
    """Answers 404 with a small page where the app's document would be sent for an address that is none of its pages.

    The answer decides, not the request: files, redirects and data below other addresses go through untouched.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        readable = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        if not readable or scope["path"] in PAGES or scope["path"].startswith(_OWN_HTML):
            await self.app(scope, receive, send)
            return
        missing = False

        async def only_pages(message: Message) -> None:
            nonlocal missing
            if message["type"] == "http.response.start":
                missing = message["status"] < HTTPStatus.MULTIPLE_CHOICES and Headers(raw=message["headers"]).get(
                    "content-type", ""
                ).startswith("text/html")
            if not missing:
                await send(message)

        await self.app(scope, receive, only_pages)
        if missing:
            lang = document_language(scope)
            t = translator(lang)
            page = small_page(HTTPStatus.NOT_FOUND, lang, t("refused.missing_title"), t("refused.missing"))
            await page(scope, receive, send)
