"""What a link's preview says: title, description and picture of its view, in the head of the document.

Messengers and search engines run no script: they see what the server writes. The words come from the data that the
process already holds: a preview never waits for the store for long, and never says of one revision what another holds.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool

from components.domain.filters import known_codes
from components.domain.links import BRIEFING, EXPLORE, PATHS, Place, link_to, spelled_out
from components.domain.stories import find_story
from components.domain.view import last, read_view
from components.i18n import LANGUAGES, translator
from components.i18n.titles import view_description, view_title
from components.store.catalog import catalog
from components.web.hosts import host_name

if TYPE_CHECKING:
    from starlette.types import Scope

    from components.domain.dataset import Dataset
    from components.domain.filters import Query
    from components.domain.view import View

FIRST_WAIT_SECONDS = 3.0
"""How long the first documents of a process wait for its data; without it they say what the app is."""
MAX_QUERY = 2_000
MAX_DIGITS = 4
KEPT = 512
PICTURE = "/export/png"
PICTURE_SIZE = (1200, 630)
_PAGES = {**{path: page for page, path in PATHS.items()}, "/explore": EXPLORE}
_TITLE = re.compile(rb"<title>.*?</title>", re.DOTALL | re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9.-]+(:\d{1,5})?|\[[0-9a-f:.]+\](:\d{1,5})?", re.IGNORECASE)


@dataclass(frozen=True)
class Preview:
    """`link` and `picture` are addresses without scheme and host, "" for none."""

    lang: str
    title: str
    description: str
    link: str = ""
    picture: str = ""

    def head(self, base: str) -> bytes:
        """The tags of the head. Without a `base` that can be trusted there are no addresses in it."""
        t = translator(self.lang)
        named = {
            "og:type": "website",
            "og:site_name": t("preview.name"),
            "og:title": self.title,
            "og:description": self.description,
            "og:locale": LANGUAGES[self.lang].locale,
        }
        if base and self.link:
            named["og:url"] = base + self.link
        if base and self.picture:
            named["og:image"] = base + self.picture
            named["og:image:width"], named["og:image:height"] = map(str, PICTURE_SIZE)
            named["og:image:alt"] = self.title
        card = "summary_large_image" if "og:image" in named else "summary"
        tags = [Markup('<meta property="{}" content="{}" />').format(*item) for item in named.items()]
        tags += [
            Markup('<meta name="description" content="{}" />').format(self.description),
            Markup('<meta name="twitter:card" content="{}" />').format(card),
        ]
        return Markup("").join(tags).encode()


class LinkPreviews:
    """The previews of one process. Its first documents wait a moment for the data, all others for nothing."""

    def __init__(self) -> None:
        self._loading: asyncio.Task[Dataset] | None = None
        self._made: OrderedDict[tuple[str, ...], Preview] = OrderedDict()

    async def preview(self, scope: Scope, lang: str) -> Preview:
        query = scope.get("query_string", b"").decode("latin-1")
        page = _PAGES.get(scope["path"].rstrip("/") or "/", "")
        if not page or len(query) > MAX_QUERY or not await self._ready():
            return plain_preview(lang)
        dataset = catalog().held(last(parse_qs(query), "rev"))
        if dataset is None:
            return plain_preview(lang)
        key = (dataset.edition, page, query, lang)
        if key not in self._made:
            self._made[key] = await run_in_threadpool(preview_of, dataset, page, query, lang)
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
        return self._made[key]

    async def _ready(self) -> bool:
        if self._loading is None:
            self._loading = asyncio.create_task(run_in_threadpool(catalog().newest))
        if not self._loading.done():
            await asyncio.wait({self._loading}, timeout=FIRST_WAIT_SECONDS)
        return self._loading.done() and self._loading.exception() is None


def plain_preview(lang: str) -> Preview:
    """What the app is, where nothing can be said of the view."""
    t = translator(lang)
    return Preview(lang, t("preview.plain"), t("method.lead"))


def preview_of(dataset: Dataset, page: str, query: str, lang: str) -> Preview:
    """The preview of a page's query on one revision. What makes no sense in the query is left out, as on the page."""
    given = parse_qs(query)
    rev = last(given, "rev")
    known, t = known_codes(dataset), translator(lang)
    view = replace(read_view(given, known, dataset.positions)[0], lang=lang)
    place = _place(page, given, dataset)
    shown = view if page == EXPLORE else None
    if story := find_story(dataset.stories, place.story):
        shown = story.steps[max(place.step, 1) - 1].view(lang, known, dataset.positions)
    return Preview(
        lang=lang,
        title=view_title(t, dataset, view, place),
        description=view_description(t, dataset, view, place),
        link=link_to("", view, place, rev=rev),
        picture=_picture(spelled_out(dataset, shown), rev) if shown else "",
    )


def _picture(view: View, rev: str) -> str:
    query = link_to("", view, rev=rev).partition("?")[2]
    return f"{PICTURE}?{query}&variant=preview"


def _place(page: str, given: Query, dataset: Dataset) -> Place:
    """The page, with story and step where they exist."""
    story, step = find_story(dataset.stories, last(given, "story")), last(given, "step")
    if page != BRIEFING or story is None:
        return Place(page)
    number = int(step) if step.isascii() and step.isdigit() and len(step) < MAX_DIGITS else 0
    return Place(page, story.story_id, number if 1 <= number <= len(story.steps) else 0)


def public_base(scheme: str, host: str, public_url: str) -> str:
    """Scheme and host for the addresses in a preview: the configured ones, else the request's where they are plain."""
    if public_url:
        parts = urlsplit(public_url)
        return f"{parts.scheme}://{parts.netloc}"
    return f"{scheme}://{host}" if _HOST.fullmatch(host) and host_name(host) else ""


def with_title(page: bytes, title: str) -> bytes:
    """The document under another title."""
    tag = Markup("<title>{}</title>").format(title).encode()
    return _TITLE.sub(lambda _: tag, page, count=1)
