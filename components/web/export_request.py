"""What a request for an export asks for: a format, a revision and a view, or what is wrong with it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlencode

from starlette.requests import Request

from components.domain.dataset import Dataset
from components.domain.filters import PARAMETERS, Query, QueryProblem, known_codes
from components.domain.view import CAMERA, View, last, read_view
from components.export.extract import Extract
from components.export.formats import Format
from components.i18n import LANGUAGES, language_from, translator
from components.i18n.phrases import effective_range
from components.store.catalog import catalog

_PAGE = (*PARAMETERS, *CAMERA, "lang", "incident", "dossier", "highlight", "view", "story", "step", "embed")
_OWN = ("rev", "variant")
_HOST = re.compile(r"[A-Za-z0-9._-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")


class BadRequestError(ValueError):
    """Parameters that make no sense, each with its problem; `lang` is the language to say it in."""

    def __init__(self, problems: Sequence[QueryProblem], lang: str) -> None:
        self.problems = tuple(problems)
        self.lang = lang
        super().__init__(", ".join(item.parameter for item in problems))


class NoSuchRevisionError(LookupError):
    """The revision that is asked for is not to be had."""


@dataclass(frozen=True)
class Asked:
    """What to write. `etag` covers all that the bytes depend on: the same tag never stands for two contents."""

    format: Format
    variant: str
    extract: Extract

    @property
    def etag(self) -> str:
        parts = (
            self.extract.dataset.edition,
            self.format.code,
            self.variant,
            _query(self.extract.view),
            self.extract.link,
            self.extract.made.isoformat(),
        )
        return f'"{hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]}"'

    @property
    def file_name(self) -> str:
        name = "_".join(part for part in (self.extract.file_name, self.variant) if part)
        return f"{name}.{self.format.ending}"


def read_request(request: Request, chosen: Format, now: datetime, public_url: str = "") -> Asked:
    """Read the parameters. Raises BadRequestError or NoSuchRevisionError. May ask the store for an old revision.

    `now` is taken to its day (UTC): see `components.export.stamp`. `public_url` is this app's address, "" where only
    the request's Host header says it.
    """
    query = {name: request.query_params.getlist(name) for name in request.query_params}
    revision = last(query, "rev")
    dataset = catalog().dataset(revision) if revision else catalog().newest()
    if dataset is None:
        raise NoSuchRevisionError(revision)
    view, variant = _read(query, dataset, chosen)
    made = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    link = _pinned(public_url or _base(request), dataset, view)
    return Asked(chosen, variant, Extract(dataset, view, translator(view.lang), made, link))


def _read(query: Query, dataset: Dataset, chosen: Format) -> tuple[View, str]:
    view, dropped = read_view(query, known_codes(dataset), dataset.positions)
    problems = list(dropped)
    if view.lang and view.lang not in LANGUAGES:
        problems.append(QueryProblem("lang", view.lang, "unknown"))
    variant = last(query, "variant")
    if variant and variant not in chosen.variants:
        problems.append(QueryProblem("variant", variant, "unknown"))
    problems += [QueryProblem(name, "", "parameter") for name in query if name not in (*_PAGE, *_OWN)]
    lang = language_from(view.lang)
    if problems:
        raise BadRequestError(problems, lang)
    return replace(view, lang=lang), variant


def _pinned(base: str, dataset: Dataset, view: View) -> str:
    """The address of the page that shows the view at this revision, its dates written out."""
    start, end = effective_range(dataset, view.filter)
    whole = replace(view, filter=replace(view.filter, start=start, end=end))
    return f"{base}/?{urlencode({**_query(whole), 'rev': dataset.revision}, safe=',:/')}"


def _base(request: Request) -> str:
    host = request.headers.get("host", "")
    below = request.scope["path"].partition("/export/")[0]
    return f"{request.scope['scheme']}://{host if _HOST.fullmatch(host) else 'localhost'}{below}"


def _query(view: View) -> dict[str, str]:
    return {**view.to_query(), **(view.camera.to_query() if view.camera else {})}
