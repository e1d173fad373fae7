"""One view as one HTML file: the map, its incidents with all that is known of them, their sources."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from components.domain.filters import effective_range
from components.domain.tables import records
from components.domain.troops import as_of, figures
from components.export.extract import LICENCE, LICENCE_URL
from components.export.offline.answers import answers, told, visible_bits
from components.export.offline.shell import MODE, Document
from components.export.picture.drawing import still_map
from components.export.stamp import stamp
from components.i18n.phrases import incident_place, incident_summary, troop_line
from components.markup.incident_card import incident_card
from components.markup.pieces import EMPTY, join, link, source_items, weapon_glyph
from components.markup.reading import Reading
from components.theme.symbols import DOUBTED

if TYPE_CHECKING:
    from components.export.extract import Extract

CARD_BYTES = 1_500_000
"""So much of a file goes to incidents' cards; where there are more, the newest have one."""
EPOCH = date(1970, 1, 1)


def write_view(extract: Extract) -> bytes:
    """The extract as an HTML file in its language."""
    t, dataset = extract.translator, extract.dataset
    reading = Reading(dataset, t, MODE)
    cards, carded = _cards(extract, reading)
    first, last = effective_range(dataset, extract.view.filter)
    body = Markup(
        '<header><p class="brand"><b>{name}</b>{tagline}</p><h1>{sentence}</h1><p class="fine">{of}</p></header>'
        '<main><div class="stage"><div class="map-cell"><figure class="still">{still}</figure><div id="map"></div></div>'
        '<section id="panel" class="only-live" aria-live="polite"><p class="m-hint">{hint}</p></section>'
        '{dates}</div><h2 class="count" id="counted">{count}</h2>{cut}<ul class="list">{cards}</ul>{sites}</main>'
        '<footer>{foot}</footer>'
    ).format(
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
        sites=_site_cards(reading),
        foot=foot(extract),
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


def foot(extract: Extract) -> Markup:
    """Licence, credit, citation, and the way back to the live page."""
    t = extract.translator
    return Markup('<p class="fine">{} {}</p><p class="fine">{}</p><p class="fine">{}</p>').format(
        t("picture.data", licence=LICENCE),
        t("map.credit"),
        t("picture.citation", citation=stamp(extract).citation),
        join([link(extract.link, t("offline.live")), link(LICENCE_URL, LICENCE)], " · "),
    )


def _made(extract: Extract) -> str:
    t = extract.translator
    return t("offline.made", revision=extract.dataset.revision, day=t.format.day(extract.made.date()))


def _cards(extract: Extract, reading: Reading) -> tuple[Markup, list[int]]:
    """The list of incidents, newest first, each with its card; and the row positions that found room."""
    t, dataset = extract.translator, extract.dataset
    items: list[Markup] = []
    rows: list[int] = []
    room = CARD_BYTES
    for position in reversed(extract.mask.nonzero()[0].tolist()):
        (row,) = records(dataset.incidents.iloc[position : position + 1])
        item = Markup(
            '<li><details data-row="{}"><summary>{}<time datetime="{}">{}</time><span>{}</span><bdi>{}</bdi></summary>'
            "{}</details></li>"
        ).format(
            position,
            weapon_glyph(str(row["weapon"]), MODE, row["verification"] in DOUBTED),
            row["date"].date().isoformat(),
            t.format.short_day(row["date"].date()),
            incident_place(t, dataset, row),
            incident_summary(t, row),
            incident_card(reading, position),
        )
        room -= len(item.encode("utf-8", "replace"))
        if room < 0:
            break
        items.append(item)
        rows.append(position)
    return join(items), rows


def _cut(extract: Extract, listed: int) -> Markup:
    left = len(extract.incidents) - listed
    return Markup('<p class="m-hint">{}</p>').format(extract.translator.count("offline.cut", left)) if left else EMPTY


def _dates(extract: Extract, first: date, last: date) -> Markup:
    """Two sliders, in days since 1970, that narrow the dates. They run from left to right as the timeline does."""
    t = extract.translator
    low, high = ((day - EPOCH).days for day in (first, last))
    slider = Markup('<input type="range" id="{}" min="{}" max="{}" value="{}" aria-label="{}">')
    return Markup('<fieldset class="dates only-live"><output id="range">{}</output>{}{}<button id="all">{}</button></fieldset>').format(
        t.format.range(first, last),
        slider.format("from", low, high, low, t("filters.from")),
        slider.format("to", low, high, high, t("filters.to")),
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


def _site_cards(reading: Reading) -> Markup:
    """Every site with all troop counts published for it, shown when its label is pressed."""
    t, dataset = reading.t, reading.dataset
    cards = []
    for code, row in dataset.site_rows.items():
        counts = [
            Markup("<li><p><b>{}</b> <span class='m-fine'>{}</span></p>{}</li>").format(
                troop_line(t, figure),
                join([dataset.schema.label("troop_counts", "kind", figure.kind, t.code), figure.claimant(t.code)], " · "),
                source_items(dataset, t, figure.source_ids),
            )
            for figure in reversed(figures(dataset.troop_counts, code))
        ]
        listed = Markup('<ul class="m-entries">{}</ul>').format(join(counts)) if counts else Markup("<p>{}</p>").format(t("troops.none_published"))
        cards.append(
            Markup('<article class="m-card only-live" data-site="{}" hidden><h2>{}</h2><p class="m-where">{}</p><p>{}</p><h3>{}</h3>{}</article>').format(
                code, row[f"name_{t.code}"], t("dossier.governorate", name=row[f"governorate_{t.code}"]),
                row[f"status_note_{t.code}"], t("dossier.troops"), listed,
            )
        )  # fmt: skip
    return join(cards)
