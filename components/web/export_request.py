"""What a request for an export asks for: a format, a revision and a view, or what is wrong with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from starlette.requests import Request

from components.domain.dataset import Dataset
from components.domain.filters import Query, QueryProblem, known_codes
from components.domain.links import link_to, spelled_out, unknown_parameters
from components.domain.public_address import base_address
from components.domain.view import View, last, read_view
from components.export.extract import Extract
from components.export.formats import Format
from components.i18n import LANGUAGES, language_from, translator
from components.store.catalog import catalog

VARIANT = "variant"
"""The one parameter that is an export's own."""


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


def read_request(request: Request, chosen: Format, now: datetime) -> Asked:
    """Read the parameters. Raises BadRequestError or NoSuchRevisionError. May ask the store for an old revision.

    `now` is taken to its day (UTC): see `components.export.stamp`.
    """
    query = {name: request.query_params.getlist(name) for name in request.query_params}
    revision = last(query, "rev")
    dataset = catalog().dataset(revision) if revision else catalog().newest()
    if dataset is None:
        raise NoSuchRevisionError(revision)
    view, variant = _read(query, dataset, chosen)
    made = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    base = base_address(f"{request.scope['scheme']}://{request.headers.get('host', '')}")
    link = link_to(base, spelled_out(dataset, view), rev=dataset.revision)
    return Asked(chosen, variant, Extract(dataset, view, translator(view.lang), made, link))


def _read(query: Query, dataset: Dataset, chosen: Format) -> tuple[View, str]:
    view, dropped = read_view(query, known_codes(dataset), dataset.positions)
    problems = list(dropped)
    if view.lang and view.lang not in LANGUAGES:
        problems.append(QueryProblem("lang", view.lang, "unknown"))
    variant = last(query, VARIANT)
    if variant and variant not in chosen.variants:
        problems.append(QueryProblem(VARIANT, variant, "unknown"))
    problems += [item for item in unknown_parameters(query) if item.parameter != VARIANT]
    lang = language_from(view.lang)
    if problems:
        raise BadRequestError(problems, lang)
    return replace(view, lang=lang), variant


def _query(view: View) -> dict[str, str]:
    return {**view.to_query(), **(view.camera.to_query() if view.camera else {})}
