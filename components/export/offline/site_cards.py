"""Every site with all troop counts published for it."""

from __future__ import annotations

from markupsafe import Markup

from components.domain.troops import TroopFigure, figures
from components.i18n.phrases import troop_line
from components.markup.pieces import join, source_items
from components.markup.reading import Reading

_CARD = Markup(
    '<article class="m-card only-live" data-site="{}" hidden><h2>{}</h2><p class="m-where">{}</p><p dir="auto">{}</p>'
    "<h3>{}</h3>{}</article>"
)


def site_cards(reading: Reading) -> Markup:
    """A hidden card a site, shown when its label is pressed."""
    t, dataset = reading.t, reading.dataset
    cards = []
    for code, row in dataset.site_rows.items():
        counts = join(_count(reading, figure) for figure in reversed(figures(dataset.troop_counts, code)))
        listed = Markup('<ul class="m-entries">{}</ul>') if counts else Markup("<p>{}</p>")
        cards.append(
            _CARD.format(
                code,
                row[f"name_{t.code}"],
                t("dossier.governorate", name=row[f"governorate_{t.code}"]),
                row[f"status_note_{t.code}"],
                t("dossier.troops"),
                listed.format(counts or t("troops.none_published")),
            )
        )
    return join(cards)


def _count(reading: Reading, figure: TroopFigure) -> Markup:
    t, dataset = reading.t, reading.dataset
    kind = dataset.schema.label("troop_counts", "kind", figure.kind, t.code)
    said = join([Markup("<bdi>{}</bdi>").format(part) for part in (kind, figure.claimant(t.code)) if part], " · ")
    sources = source_items(dataset, t, figure.source_ids)
    return Markup('<li><p><b>{}</b></p><p class="m-fine">{}</p>{}</li>').format(troop_line(t, figure), said, sources)
