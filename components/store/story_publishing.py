"""Publishing a briefing: it moves the head like any publication, and is conflict, history and backup like one."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from sqlalchemy import Connection

from components.domain.story_rules import story_faults
from components.domain.text import slug
from components.store import story_drafts
from components.store.batches import STORY, Batch, Entry, batch_with_key
from components.store.cells import Cells
from components.store.editors import Actor, authorise
from components.store.errors import AlreadyThereError, StoryFaultError, StoryUnchangedError
from components.store.landing import Landing, contents, counts_in, land
from components.store.states import SET, Version
from components.store.store import Store
from components.store.stories import cells_of_story, row_id
from components.store.story_drafts import StoryDraft
from components.store.transaction import read

_SLUG = 40
_PROOF = 6
"""Characters of the draft's key: two briefings of one title are two."""


def publish_story(store: Store, key: str, owner: str, actor: Actor, note: str = "") -> Batch:
    """Publish a draft of a briefing, once however often it is asked for.

    Raises NotAllowedError, UnknownDraftError, StoryMovedError, StoryFaultError, StoryUnchangedError,
    ConflictError where somebody changed the same story since the draft's `base_revision`, or another StoreError: then
    nothing was written.
    """

    def look(connection: Connection) -> Batch | tuple[StoryDraft, dict[str, Cells]]:
        authorise(connection, actor, STORY)
        if done := batch_with_key(connection, key):
            return done
        draft = story_drafts.find(connection, key, owner)
        return draft, contents(connection, store, draft.base_revision, [row_id(story_id_of(draft))])

    found = read(store.engines, look)
    if isinstance(found, Batch):
        return found
    draft, there = found
    story = replace(draft.story, story_id=story_id_of(draft))
    if faults := story_faults(story):
        raise StoryFaultError(faults)
    name, cells = row_id(story.story_id), cells_of_story(story)
    if there.get(name) == cells:
        raise StoryUnchangedError
    rows = {name: Version.new(name, SET, cells)}
    entry = Entry(key, STORY, note, counts_in(rows, there))
    require = partial(story_drafts.require, seen=draft)
    drop = partial(story_drafts.drop, key=key)
    try:
        return land(store, actor, Landing(entry, rows, draft.base_revision, frozenset(there), require, drop))
    except AlreadyThereError:  # somebody published the very same meanwhile
        raise StoryUnchangedError from None


def story_id_of(draft: StoryDraft) -> str:
    """The id under which a draft is or will be published: a new story's is made of its English title and its key."""
    if draft.story.story_id:
        return draft.story.story_id
    words = re.sub(r"[^a-z0-9]+", "-", slug(draft.story.title.get("en", "")))[:_SLUG].strip("-")
    return f"{words or 'briefing'}-{draft.key[:_PROOF]}"
