"""What a batch did, in numbers: incidents and briefings added, changed, withdrawn, redacted."""

from __future__ import annotations

from collections.abc import Iterable

from components.store.stories import is_story

ADDED, CHANGED, WITHDRAWN, REDACTED = "added", "changed", "withdrawn", "redacted"
OF_STORIES = "stories_"


def name_of(what: str, row: str) -> str:
    """The name under which a row is counted: `added` for an incident's, `stories_added` for a briefing's."""
    return OF_STORIES + what if is_story(row) else what


def counts_of(done: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Pairs of what was done and the row -> numbers by name: the incidents' four always, a briefing's where not 0."""
    counts = dict.fromkeys((ADDED, CHANGED, WITHDRAWN, REDACTED), 0)
    for what, row in done:
        name = name_of(what, row)
        counts[name] = counts.get(name, 0) + 1
    return counts
