"""One view as one HTML file: the map, its incidents with all that is known of them, their sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from components.domain.filters import effective_range
from components.domain.tables import records
from components.domain.troops import as_of, figures
from components.export.extract import LICENCE, LICENCE_URL
from components.export.offline.answers import answers, told, visible_bits
from components.export.offline.shell import MODE, Document
from components.export.offline.site_cards import site_cards
from components.export.picture.drawing import still_map
from components.export.stamp import stamp
from components.i18n.direction import isolate_codes
from components.i18n.phrases import incident_summary, site_name, troop_line
from components.markup.incident_card import incident_card
from components.markup.pieces import EMPTY, join, link, weapon_glyph
from components.markup.reading import Reader, Reading
from components.theme.symbols import DOUBTED

if TYPE_CHECKING:
    from components.export.extract import Extract

Row = dict[str, Any]
CARD_BYTES = 1_500_000
"""So much of a file goes to incidents' cards; where there are more, the newest have one."""
BATCH = 200
EPOCH = date(1970, 1, 1)
_LICENCE = re.compile(rf"(\(?{re.escape(LICENCE)}\)?)")
_BODY = Markup(
    '<header><p class="brand"><b>{name}</b>{tagline}</p><h1>{sentence}</h1><p class="fine">{of}</p></header>'
    '<main><div class="stage"><div class="map-cell"><figure class="still">{still}</figure><div id="map"></div></div>'
    '<section id="panel" class="only-live" aria-live="polite"><p class="m-hint">{hint}</p></section>'
    '{dates}</div><h2 class="count" id="counted">{count}</h2>{cut}<ul class="list">{cards}</ul>{sites}</main>'
    "<footer>{foot}</footer>"
)
_ITEM = Markup(
    '<li><details data-row="{}"><summary>{}<time datetime="{}">{}</time><span>{}</span><bdi>{}</bdi></summary>'
    "{}</details></li>"
)
_SLIDER = Markup('<input type="range" id="{}" min="{}" max="{}" value="{}" aria-label="{}">')
_DATES = Markup(
    '<fieldset class="dates only-live"><output id="range">{}</output>{}{}'
    '<button id="all" type="button">{}</button></fieldset>'
)


def write_view(extract: Extract) -> bytes:
    """The extract as an HTML file in its language."""
    t, dataset = extract.translator, extract.dataset
    reading = Reader(dataset, t, MODE)
    cards, carded = _cards(extract, reading)
    first, last = effective_range(dataset, extract.view.filter)
    body = _BODY.format(
        name=t("picture.wordmark"),
        tagline=t("app.tagline"),
        sentence=extract.sentence,
        of=_made(extract),
        still=still_map(extract, 900, 560, MODE),
        hint=t("offline.hint"),
        dates=_dates(extract, first, last),
        count=t.count("noun.incident", len(extract.incidents)),
        cut=_cut(extract, len(carded)),
        cards=cards,
        sites=site_cards(reading),
        foot=foot(extract, stamp(extract).citation),
    )
    data = {
        "lang": t.code,
        "view": told(dataset, extract.view, extract.mask),
        "bits": visible_bits(extract.mask),
        "words": _words(extract),
        "answers": answers(dataset, [t.code], carded),
        **_counts(extract),
    }
    title = f"{t('picture.wordmark')} · {extract.sentence}"
    return Document("view", t.code, t.direction, title, stamp(extract).citation, body, data).html()


def foot(extract: Extract, citation: str) -> Markup:
    """Credit, licence, citation, and the way back to the live page."""
    t = extract.translator
    cited = t("picture.citation", citation=citation)
    credit = f"{t('picture.data', licence=LICENCE)} {t('map.credit')}"
    return Markup('<p class="fine">{}</p><p class="fine">{}</p><p class="fine">{}</p>').format(
        _licence_whole(credit),
        _licence_whole(isolate_codes(cited) if t.direction == "rtl" else cited),
        join([link(extract.link, t("offline.live")), link(LICENCE_URL, LICENCE)], " · "),
    )


def _licence_whole(text: str) -> Markup:
    """The text with the licence, and brackets around it, on one line and in their own direction."""
    pieces = _LICENCE.split(text)
    written = (Markup('<bdi class="whole">{}</bdi>' if place % 2 else "{}") for place in range(len(pieces)))
    return join(form.format(piece) for form, piece in zip(written, pieces, strict=True))


def _made(extract: Extract) -> str:
    t = extract.translator
    return t("offline.made", revision=extract.dataset.revision, day=t.format.day(extract.made.date()))


def _cards(extract: Extract, reading: Reading) -> tuple[Markup, list[int]]:
    """The list of incidents, newest first, each with its card; and the row positions that found room."""
    items: list[Markup] = []
    rows: list[int] = []
    room = CARD_BYTES
    for position, row, claims in _newest_first(extract):
        item = _item(reading, position, row, claims)
        room -= len(item.encode("utf-8", "replace"))
        if room < 0:
            break
        items.append(item)
        rows.append(position)
    return join(items), rows


def _newest_first(extract: Extract) -> Iterator[tuple[int, Row, list[Row]]]:
    """Row position, cells and claims of each incident of the view. Read in batches: a file has room for some only."""
    positions = extract.mask.nonzero()[0][::-1]
    for start in range(0, len(positions), BATCH):
        batch = positions[start : start + BATCH]
        incidents = extract.dataset.incidents.iloc[batch]
        claims: dict[str, list[Row]] = {}
        for claim in records(extract.claims[extract.claims["incident_id"].isin(incidents["incident_id"])]):
            claims.setdefault(str(claim["incident_id"]), []).append(claim)
        for position, row in zip(batch.tolist(), records(incidents), strict=True):
            yield position, row, claims.get(str(row["incident_id"]), [])


def _item(reading: Reading, position: int, row: Row, claims: list[Row]) -> Markup:
    t = reading.t
    day = row["date"].date()
    return _ITEM.format(
        position,
        weapon_glyph(str(row["weapon"]), reading.mode, row["verification"] in DOUBTED),
        day.isoformat(),
        t.format.short_day(day),
        _place(reading, row),
        incident_summary(t, row),
        incident_card(reading, position, row, claims),
    )


def _place(reading: Reading, row: Row) -> str:
    t = reading.t
    return site_name(t, reading.dataset, str(row["site_id"])) if row["site_id"] else str(row[f"place_{t.code}"])


def _cut(extract: Extract, listed: int) -> Markup:
    left = len(extract.incidents) - listed
    return Markup('<p class="m-hint">{}</p>').format(extract.translator.count("offline.cut", left)) if left else EMPTY


def _dates(extract: Extract, first: date, last: date) -> Markup:
    """Two sliders, in days since 1970, that narrow the dates. They run from left to right as the timeline does."""
    t = extract.translator
    low, high = ((day - EPOCH).days for day in (first, last))
    return _DATES.format(
        t.format.range(first, last),
        _SLIDER.format("from", low, high, low, t("filters.from")),
        _SLIDER.format("to", low, high, high, t("filters.to")),
        t("presets.all"),
    )


def _words(extract: Extract) -> dict[str, Any]:
    messages = extract.translator.messages
    return {
        "incidents": messages["noun.incident"],
        "some": messages["map.some"],
        "none_published": messages["troops.none_published"],
        "from": messages["filters.from"],
        "to": messages["filters.to"],
    }


def _counts(extract: Extract) -> dict[str, Any]:
    """What the labels of the sites are worked out from when the dates are narrowed.

    `days` (since 1970) and `sites` (position in the list of sites, -1 for none) by incident; `totals` by site; `troops`
    by site: from which day on which line stands.
    """
    t, dataset = extract.translator, extract.dataset
    codes = list(dataset.site_rows)
    place = {code: position for position, code in enumerate(codes)}
    sites = [place.get(str(code), -1) for code in dataset.incidents["site_id"]]
    troops = []
    for code in codes:
        days = sorted({figure.as_of.last for figure in figures(dataset.troop_counts, code)})
        lines = [((day - EPOCH).days, as_of(dataset.troop_counts, code, day)) for day in days]
        troops.append([[day, troop_line(t, known.figure)] for day, known in lines if known])
    return {
        "days": dataset.incidents["date"].to_numpy().astype("datetime64[D]").astype(int).tolist(),
        "sites": sites,
        "totals": [sites.count(position) for position in range(len(codes))],
        "troops": troops,
    }
