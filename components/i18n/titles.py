"""What a view is called and how it is described: in the browser's tab, in a preview of its link, in a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.domain.links import EXPLORE, METHOD, Place
from components.domain.stories import find_story
from components.i18n.phrases import chips, date_range, describe, incident_head, incident_summary, site_name

if TYPE_CHECKING:
    from typing import Any

    from components.domain.dataset import Dataset
    from components.domain.view import View
    from components.i18n.translator import Translator

MAX_TITLE = 90
MAX_DESCRIPTION = 280


def view_title(t: Translator, dataset: Dataset, view: View, place: Place) -> str:
    """The title: what the view is about, then the name of the app."""
    what = _about(t, dataset, view, place)
    return t("preview.title", what=cut(what, MAX_TITLE)) if what else t("preview.plain")


def view_description(t: Translator, dataset: Dataset, view: View, place: Place) -> str:
    """One or two sentences: the incident's, the story's, else the sentence of the view."""
    if place.page == METHOD:
        return cut(t("method.lead"), MAX_DESCRIPTION)
    if story := find_story(dataset.stories, place.story):
        return cut(story.summary[t.code], MAX_DESCRIPTION)
    if place.page != EXPLORE:
        return t("app.tagline")
    if view.incident:
        return cut(incident_summary(t, _incident(dataset, view.incident)), MAX_DESCRIPTION)
    shown = int(view.filter.mask(dataset.incidents).sum())
    return cut(describe(t, dataset, view.filter, shown, len(view.highlight)), MAX_DESCRIPTION)


def cut(text: str, length: int) -> str:
    """At most that many characters, ended by "…" where some were left out."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _about(t: Translator, dataset: Dataset, view: View, place: Place) -> str:
    if story := find_story(dataset.stories, place.story):
        return str(story.title[t.code])
    if place.page != EXPLORE:
        return t(f"pages.{place.page}")
    if view.incident:
        return incident_head(t, dataset, _incident(dataset, view.incident))
    if view.dossier:
        return site_name(t, dataset, view.dossier)
    parts = [chip.label for chip in chips(t, dataset, view.filter)]
    if view.filter.start or view.filter.end:
        parts.append(date_range(t, dataset, view.filter))
    return " · ".join(parts)


def _incident(dataset: Dataset, identifier: str) -> dict[str, Any]:
    row = dataset.incidents.iloc[dataset.positions[identifier]]
    return {str(name): value for name, value in row.items()}
