"""What keeps a briefing from being published, in the page's language."""

from __future__ import annotations

from components.domain.story_rules import LONGEST, MAX_ROWS, MAX_STEPS, StoryFault
from components.i18n import Translator


def sentence(t: Translator, fault: StoryFault) -> str:
    """One fault in words, with the step it is in."""
    words = _words(t, fault)
    return t("storyboard.step_field", number=t.format.number(fault.step), text=words) if fault.step else words


def _words(t: Translator, fault: StoryFault) -> str:
    match fault.code:
        case "title" | "summary" | "heading" | "text":
            field = t(f"storyboard.field.{fault.code}")
            return t("storyboard.fault.missing", field=field, language=t.language_name(fault.language))
        case "long":
            limit = t.format.number(LONGEST[fault.value])
            return t("storyboard.fault.long", field=t(f"storyboard.field.{fault.value}"), limit=limit)
        case "gone" | "query":
            return t(f"storyboard.fault.{fault.code}", value=fault.value)
        case "many_steps":
            return t("storyboard.fault.many_steps", limit=t.format.number(MAX_STEPS))
        case "many_rows":
            return t("storyboard.fault.many_rows", limit=t.format.number(MAX_ROWS))
        case _:
            return t(f"storyboard.fault.{fault.code}")
