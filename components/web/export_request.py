"""What a request for an export asks for: a format, a revision and a view, or what is wrong with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from starlette.requests import Request

from components.domain.dataset import Dataset
from components.domain.filters import CODED, Query, QueryProblem, known_codes
from components.domain.links import BRIEFING, EXPLORING, PARAMETERS, Place, link_to, spelled_out, unknown_parameters
from components.domain.public_address import base_address
from components.domain.stories import Story, find_story
from components.domain.view import CAMERA, View, contradictions, last, read_view
from components.export.extract import Extract
from components.export.formats import Format
from components.i18n import LANGUAGES, language_from, translator
from components.store.catalog import catalog

VARIANT = "variant"
"""The one parameter that is an export's own."""
ONE_VALUE = tuple(name for name in (*PARAMETERS, VARIANT) if name not in (*CODED, "highlight", "embed_options"))
"""The parameters that take one value; the others take several."""


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
    """What to write: a view, or a whole story.

    `etag` covers all that the bytes depend on, so that the same tag never stands for two contents, and is known before
    they are made. It begins with the edition of the data, which changes with every publication and redaction. It is
    weak, since the same bytes may travel compressed.
    """

    format: Format
    variant: str
    extract: Extract
    story: Story | None = None

    @property
    def etag(self) -> str:
        parts = (
            self.extract.dataset.edition,
            self.format.code,
            self.variant,
            self.story.story_id if self.story else "",
            _query(self.extract.view),
            self.extract.link,
            self.extract.made.isoformat(),
        )
        digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:24]
        return f'W/"{self.extract.dataset.edition}-{digest}"'

    @property
    def file_name(self) -> str:
        whole = (
            f"marsad_{self.extract.dataset.revision}_{self.story.story_id}" if self.story else self.extract.file_name
        )
        name = "_".join(part for part in (whole, self.variant) if part)
        return f"{name}.{self.format.ending}"

    def body(self) -> bytes:
        """The file's content."""
        if self.story and self.format.write_story:
            return self.format.write_story(self.extract, self.story)
        return self.format.writer(self.variant)(self.extract)


def read_request(request: Request, chosen: Format, now: datetime) -> Asked:
    """Read the parameters. Raises BadRequestError or NoSuchRevisionError. May ask the store for an old revision.

    `now` is taken to its day (UTC): see `components.export.stamp`.
    """
    query = {name: request.query_params.getlist(name) for name in request.query_params}
    if twice := contradictions(query, ONE_VALUE):
        raise BadRequestError(twice, language_from(last(query, "lang")))
    revision = last(query, "rev")
    dataset = catalog().dataset(revision) if revision else catalog().newest()
    if dataset is None:
        raise NoSuchRevisionError(revision)
    view, variant, story = _read(query, dataset, chosen)
    made = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    base = base_address(f"{request.scope['scheme']}://{request.headers.get('host', '')}")
    place = Place(BRIEFING, story.story_id, 1) if story else EXPLORING
    link = link_to(base, spelled_out(dataset, view), place, rev=dataset.revision)
    return Asked(chosen, variant, Extract(dataset, view, translator(view.lang), made, link), story)


def _read(query: Query, dataset: Dataset, chosen: Format) -> tuple[View, str, Story | None]:
    view, dropped = read_view(query, known_codes(dataset), dataset.positions)
    problems = list(dropped)
    if view.lang and view.lang not in LANGUAGES:
        problems.append(QueryProblem("lang", view.lang, "unknown"))
    variant = last(query, VARIANT)
    if variant and variant not in chosen.variants:
        problems.append(QueryProblem(VARIANT, variant, "unknown"))
    problems += _incomplete_camera(query) + _not_held(query, chosen)
    named = last(query, "story") if chosen.write_story else ""
    story = find_story(dataset.stories, named) if named else None
    if named and story is None:
        problems.append(QueryProblem("story", named, "gone"))
    problems += [item for item in unknown_parameters(query) if item.parameter != VARIANT]
    lang = language_from(view.lang)
    if problems:
        raise BadRequestError(problems, lang)
    return replace(view, lang=lang), variant, story


def _incomplete_camera(query: Query) -> list[QueryProblem]:
    """A map position that lacks a part would be another one than the reader meant."""
    lacking = [name for name in CAMERA if not last(query, name)]
    return [QueryProblem(name, "", "camera") for name in lacking] if len(lacking) < len(CAMERA) else []


def _not_held(query: Query, chosen: Format) -> list[QueryProblem]:
    """A file holds a view or a whole story, never one step of it."""
    names = ("step",) if chosen.write_story else ("story", "step")
    return [QueryProblem(name, last(query, name), "not_held") for name in names if name in query]


def _query(view: View) -> dict[str, str]:
    return {**view.to_query(), **(view.camera.to_query() if view.camera else {})}
