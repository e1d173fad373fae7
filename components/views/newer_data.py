"""What changed since the revision that a page shows: counts, and which incidents, each with its link."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from markupsafe import Markup

from components.domain.links import link_to
from components.domain.tables import records
from components.domain.view import View
from components.i18n.phrases import incident_head, incident_summary
from components.markup.pieces import EMPTY, join, revision_in
from components.store.catalog import catalog
from components.store.errors import StoreError
from components.store.history import Difference

if TYPE_CHECKING:
    from components.domain.dataset import Dataset
    from components.i18n import Translator

LISTED = 10
"""Incidents of a kind that are listed; of the others only their number is said."""


def what_changed(t: Translator, shown: Dataset, newest: Dataset, *, pinned: bool) -> Markup:
    """The notice's sentence, and behind a disclosure the incidents."""
    try:
        found = catalog().since(shown.revision)
    except StoreError:
        found = Difference()
    counted = [t.count(f"revision.{name}", number) for name, number in found.counts.items() if number]
    lead = revision_in(t("revision.pinned", revision="{}"), shown.revision) if pinned else ""
    if counted:
        said = t("revision.since" if pinned else "revision.newer_with", changes=t("list.comma").join(counted))
    else:
        said = t("revision.newer")
    sentence = Markup('<p role="status">{}</p>').format(join([lead, said], " "))
    blocks = join(_block(t, name, found, shown, newest) for name in ("added", "changed", "withdrawn"))
    if not blocks:
        return sentence
    return Markup("{}<details><summary>{}</summary>{}</details>").format(sentence, t("revision.which"), blocks)


def _block(t: Translator, name: str, found: Difference, shown: Dataset, newest: Dataset) -> Markup:
    identifiers = getattr(found, name)
    if not identifiers:
        return EMPTY
    # What was withdrawn can still be read where it stood: in the revision that the page shows.
    dataset, rev = (shown, shown.revision) if name == "withdrawn" else (newest, "")
    lines = list(islice(_lines(t, identifiers, dataset, rev), LISTED))
    rest = len(identifiers) - len(lines)
    more = Markup('<p class="m-fine">{}</p>').format(t.count("revision.more", rest)) if rest else EMPTY
    return Markup("<h4>{}</h4><ul>{}</ul>{}").format(t(f"revision.title.{name}"), join(lines), more)


def _lines(t: Translator, identifiers: tuple[str, ...], dataset: Dataset, rev: str) -> Iterator[Markup]:
    for identifier in identifiers:
        position = dataset.positions.get(identifier)
        if position is None:  # text of it was taken back since
            yield Markup("<li><bdi>{}</bdi></li>").format(identifier)
            continue
        (row,) = records(dataset.incidents.iloc[position : position + 1])
        address = link_to("", View(lang=t.code, incident=identifier), rev=rev)
        yield Markup(
            '<li><a href="{}" target="_blank" rel="noopener noreferrer"><bdi>{}</bdi></a> <bdi>{}</bdi></li>'
        ).format(address, incident_head(t, dataset, row), incident_summary(t, row))
