"""What an editor does, in a line: make rows, keep a draft, publish it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from components.domain.stories import Step, Story
from components.store import drafts, story_drafts
from components.store.batches import Batch
from components.store.editors import Actor
from components.store.history import head
from components.store.publishing import publish
from components.store.snapshot import Snapshot, snapshot
from components.store.store import Store
from components.store.story_drafts import StoryDraft
from components.store.story_publishing import publish_story

AMAL = Actor(issuer="https://id.example.org", subject="amal", name="Amal")
OWNER = "0" * 64
FIELDS = (
    "incident_id",
    "date",
    "date_precision",
    "time_local",
    "site_id",
    "latitude",
    "longitude",
    "place_en",
    "place_ar",
    "weapon",
    "munitions_count",
    "outcome",
    "us_killed",
    "us_injured",
    "other_killed",
    "other_injured",
    "claimed_by",
    "claimed_by_ar",
    "attributed_to",
    "attributed_to_ar",
    "verification",
    "summary_en",
    "summary_ar",
    "source_ids",
    "notes",
    "notes_ar",
)


def row(number: int, **cells: Any) -> dict[str, Any]:
    """An accepted record, as the intake gives it."""
    texts = dict.fromkeys(FIELDS, "")
    del texts["source_ids"]
    counts = dict.fromkeys(("munitions_count", "us_killed", "us_injured", "other_killed", "other_injured"))
    return {
        **texts,
        **counts,
        "line": number + 2,
        "incident_id": f"2025-04-02-harir-{number}",
        "date": "2025-04-02",
        "date_precision": "day",
        "site_id": "harir",
        "latitude": None,
        "longitude": None,
        "weapon": "drone",
        "outcome": "unknown",
        "verification": "media",
        "summary_en": f"Report number {number} of a drone near the base.",
        "source_urls": ["https://example.org/a"],
        **cells,
    }


def briefing(story_id: str = "two-drones", *texts: str, **cells: Any) -> Story:
    """A whole briefing with a step for each text."""
    steps = tuple(
        Step(
            query=f"from=2024-07-{number % 28 + 1:02d}&weapon=drone&lat=33.79&lon=42.44&zoom=7",
            heading={"en": f"Step of {text[:60]}", "ar": f"خطوة {text[:60]}"},
            text={"en": text, "ar": f"نص {text}"},
            incidents=("2019-12-03-ain-al-asad-1",),
            step_id=f"s{number}",
        )
        for number, text in enumerate(texts or ("One drone.", "Another one."), 1)
    )
    whole = {
        "title": {"en": "Two drones", "ar": "مسيّرتان"},
        "summary": {"en": "How it went.", "ar": "كيف جرى ذلك."},
        "steps": steps,
    }
    return Story(story_id=story_id, **{**whole, **cells})


@dataclass(frozen=True)
class Desk:
    """An editor at work on a store."""

    store: Store
    actor: Actor = AMAL
    owner: str = OWNER

    def draft(self, records: Iterable[dict[str, Any]], **more: Any) -> drafts.Draft:
        kept = drafts.Draft("rows.csv", "ab" * 32, tuple(records), **{"base_revision": self.revision, **more})
        return drafts.save(self.store, self.owner, kept)

    def publish(self, *records: dict[str, Any], note: str = "", **more: Any) -> Batch:
        return self.publish_draft(self.draft(records, **more), note)

    def publish_draft(self, draft: drafts.Draft, note: str = "") -> Batch:
        return publish(self.store, draft.key, self.owner, self.actor, note)

    def story_draft(self, story: Story, **more: Any) -> StoryDraft:
        """A new draft of a story, in the place of the owner's last one."""
        if (left := story_drafts.draft_of(self.store, self.owner)) is not None:
            story_drafts.discard(self.store, left.key, self.owner)
        return story_drafts.start(self.store, self.owner, more.get("base_revision", self.revision), story)

    def publish_story(self, story: Story, note: str = "") -> Batch:
        return publish_story(self.store, self.story_draft(story).key, self.owner, self.actor, note)

    def stories(self, revision: int | None = None) -> dict[str, Story]:
        """The stories that the store sets, by id."""
        return {story.story_id: story for story in self.now(revision).stories}

    def now(self, revision: int | None = None) -> Snapshot:
        return snapshot(self.store, FIELDS, revision)

    @property
    def revision(self) -> int:
        return head(self.store).revision

    def cells(self, incident_id: str, revision: int | None = None) -> dict[str, Any] | None:
        """A row as it is served, None where it is not there."""
        rows = self.now(revision).rows
        found = rows[rows["incident_id"] == incident_id].to_dict("records")
        return {str(name): cell for name, cell in found[0].items()} if found else None
