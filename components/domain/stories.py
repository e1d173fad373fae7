"""A guided briefing: ordered steps, each a view of the map with a heading, a few sentences and what they stand on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """`query` is a view's parameters without the language, `site=harir&from=2024-08-01&lat=33.8&lon=42.4&zoom=7`.

    `heading` and `text` are by language code. The rest are ids of rows that the text stands on: of milestones,
    statements and troop counts, and of incidents, with whose claims they come.
    """

    query: str
    heading: Mapping[str, str]
    text: Mapping[str, str]
    milestones: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()
    troop_counts: tuple[str, ...] = ()
    step_id: str = ""


@dataclass(frozen=True)
class Story:
    """`title` and `summary` are by language code."""

    story_id: str
    title: Mapping[str, str]
    summary: Mapping[str, str]
    steps: tuple[Step, ...]
