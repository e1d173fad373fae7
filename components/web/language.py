"""The language of an answer: what the address asks for, and for pages else what the browser prefers."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import Scope

from components.i18n import language_from


def asked_language(scope: Scope) -> str:
    """The language code of the query's `lang`, English without one: the same for every reader of an address."""
    return language_from(_lang(scope))


def document_language(scope: Scope) -> str:
    """The language code for a page: the query's `lang`, else the browser's first preference, else English."""
    accepted = Headers(scope=scope).get("accept-language", "").split(",")[0].strip()
    return language_from(_lang(scope), accepted)


def _lang(scope: Scope) -> str:
    query: bytes = scope.get("query_string", b"")
    return parse_qs(query.decode("latin-1")).get("lang", [""])[-1]
