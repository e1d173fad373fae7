"""A story's stored fields as the page shows them: in history, in a conflict, and where one is redacted."""

from __future__ import annotations

from collections.abc import Mapping

from components.domain.stories import LANGUAGES, Story
from components.domain.story_rules import ROW_IDS
from components.i18n import Translator
from components.store.stories import stays, story_of

NOTHING = "–"
_TEXTS = ("title", "summary")
_STEP_TEXTS = ("heading", "text")


def title_of(t: Translator, story: Story) -> str:
    """The title in the page's language, else in another, else the id."""
    return story.title.get(t.code) or next((text for text in story.title.values() if text), story.story_id)


def row_title(t: Translator, name: str, *versions: Mapping[str, object] | None) -> str:
    """What a story's row is called, by the first of its versions that is there."""
    return next((title_of(t, story_of(name, cells)) for cells in versions if cells), name)


def differences(
    t: Translator, before: Mapping[str, object] | None, after: Mapping[str, object] | None
) -> list[tuple[str, str, str]]:
    """Label, text before and text after, for each field of a story that differs; a dash for none."""
    old, new = before or {}, after or {}
    places = _places(old) | _places(new)
    return [
        (label(t, name, places), shown(name, old), shown(name, new))
        for name in _in_order(old, new, places)
        if old.get(name) != new.get(name)
    ]


def label(t: Translator, name: str, places: Mapping[str, int]) -> str:
    """A field's title; `places` are the steps' numbers by their names."""
    step, _, field = name.rpartition(".")
    stem, _, language = field.rpartition("_")
    text = t(f"storyboard.field.{stem if language in LANGUAGES else field}")
    if language in LANGUAGES:
        text = t("storyboard.in_language", text=text, language=t.language_name(language))
    return t("storyboard.step_field", number=t.format.number(places.get(step, 0)), text=text) if step else text


def shown(name: str, cells: Mapping[str, object]) -> str:
    """A cell as text. The order of the steps is shown by their headings."""
    value = cells.get(name)
    if name == "steps" and isinstance(value, (list, tuple)):
        return " · ".join(_heading(cells, str(step)) for step in value) or NOTHING
    if isinstance(value, (list, tuple)):
        return " | ".join(str(part) for part in value) or NOTHING
    return str(value) if value else NOTHING


def redactable(cells: Mapping[str, object]) -> dict[str, list[str]]:
    """What can be taken back of a story -> the fields that this blanks: a text goes in both languages."""
    steps = _places(cells)
    groups = {"summary": [f"summary_{language}" for language in LANGUAGES]}
    for step in steps:
        for name in _STEP_TEXTS:
            groups[f"{step}.{name}"] = [f"{step}.{name}_{language}" for language in LANGUAGES]
        groups[f"{step}.query"] = [f"{step}.query"]
    return {name: fields for name, fields in groups.items() if not any(stays(field) for field in fields)}


def redactable_label(t: Translator, name: str, cells: Mapping[str, object]) -> str:
    """The label of a key of `redactable`."""
    return label(t, name, _places(cells))


def _places(cells: Mapping[str, object]) -> dict[str, int]:
    steps = cells.get("steps", ())
    return {str(step): number for number, step in enumerate(steps, 1)} if isinstance(steps, (list, tuple)) else {}


def _in_order(old: Mapping[str, object], new: Mapping[str, object], places: Mapping[str, int]) -> list[str]:
    own = [f"{name}_{language}" for name in _TEXTS for language in LANGUAGES]
    fields = [f"{name}_{language}" for name in _STEP_TEXTS for language in LANGUAGES]
    fields += ["query", *ROW_IDS]
    names = [*own, "steps", *(f"{step}.{field}" for step in places for field in fields)]
    return [name for name in names if name in old or name in new]


def _heading(cells: Mapping[str, object], step: str) -> str:
    return next((str(cells[name]) for code in LANGUAGES if (name := f"{step}.heading_{code}") in cells), NOTHING)
