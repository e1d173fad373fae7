"""Drafts of briefings: one a browser, private to it, gone a day after its last change.

Nothing of a draft is kept in the session: two windows of one browser change the same draft, one change at a time.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from components.domain.stories import Story
from components.domain.story_edits import EMPTY, named
from components.domain.story_rules import LONGEST, MAX_ROWS, MAX_STEPS, ROW_IDS
from components.store.batches import head_of
from components.store.clock import now_seconds
from components.store.digests import canonical
from components.store.drafts import KEPT_SECONDS, new_key
from components.store.errors import NoSpaceError, StoryLimitError, StoryMovedError, UnknownDraftError
from components.store.store import Store
from components.store.stories import cells_of_story, story_of
from components.store.tables import story_drafts as table
from components.store.transaction import read, write

ALL_CHARACTERS = 64 * 1024 * 1024
"""So much may all drafts together hold."""


@dataclass(frozen=True)
class StoryDraft:
    """`story.story_id` is "" for a new story. `base_revision` is the revision whose story it was made from."""

    key: str
    owner: str
    base_revision: int
    story: Story


def draft_of(store: Store, owner: str) -> StoryDraft | None:
    """The draft of a browser, None where it has none. Raises StoreError."""

    def work(connection: Connection) -> StoryDraft | None:
        row = connection.execute(select(table).where(table.c.owner == owner, _is_young(connection))).one_or_none()
        return None if row is None or not row.cells else _draft(row)

    return read(store.engines, work) if owner else None


def last_key(store: Store, owner: str) -> str | None:
    """The key of a browser's draft, also after it was published. Raises StoreError."""

    def work(connection: Connection) -> str | None:
        query = select(table.c.key).where(table.c.owner == owner, _is_young(connection))
        return connection.execute(query).scalar_one_or_none()

    return read(store.engines, work) if owner else None


def start(store: Store, owner: str, base_revision: int, story: Story = EMPTY) -> StoryDraft:
    """A draft of a new story or of a published one; where the browser has a draft already, that one, unchanged.

    Raises StoreError.
    """
    made = StoryDraft(new_key(), owner, base_revision, named(story))

    def work(connection: Connection) -> StoryDraft:
        _purge(connection)
        row = connection.execute(select(table).where(table.c.owner == owner)).one_or_none()
        if row is not None and row.cells:
            return _draft(row)
        connection.execute(delete(table).where(table.c.owner == owner))
        connection.execute(insert(table), _columns(connection, made))
        return made

    return write(store.engines, work, store.patience)


def change(store: Store, key: str, owner: str, edit: Callable[[Story], Story]) -> StoryDraft:
    """Put a draft's story through a pure function, which may be called more than once, and keep what it returns.

    Raises UnknownDraftError, StoryLimitError with nothing changed, or another StoreError.
    """

    def work(connection: Connection) -> StoryDraft:
        draft = find(connection, key, owner, lock=True)
        changed = replace(draft, story=named(edit(draft.story)))
        _check(changed.story)
        connection.execute(update(table).where(table.c.key == key).values(_columns(connection, changed)))
        return changed

    return write(store.engines, work, store.patience)


def settle(store: Store, key: str, owner: str, seen_revision: int) -> StoryDraft:
    """After a conflict in which the editor keeps this version: it has now been compared with a newer revision.

    Raises UnknownDraftError or another StoreError.
    """

    def work(connection: Connection) -> StoryDraft:
        draft = find(connection, key, owner, lock=True)
        seen = max(draft.base_revision, min(seen_revision, head_of(connection).revision))
        connection.execute(update(table).where(table.c.key == key).values(base_revision=seen))
        return replace(draft, base_revision=seen)

    return write(store.engines, work, store.patience)


def discard(store: Store, key: str, owner: str) -> None:
    """Let go of a draft. One that is not there is no error."""
    gone = delete(table).where(table.c.key == key, table.c.owner == owner)
    write(store.engines, lambda connection: connection.execute(gone), store.patience)


def find(connection: Connection, key: str, owner: str, *, lock: bool = False) -> StoryDraft:
    """An owner's draft. Raises UnknownDraftError, the same for a draft of somebody else as for none.

    `lock` makes other writers of it wait; SQLite's have waited already.
    """
    query = select(table).where(table.c.key == key, table.c.owner == owner, _is_young(connection))
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None or not row.cells:
        raise UnknownDraftError
    return _draft(row)


def require(connection: Connection, seen: StoryDraft) -> None:
    """Raises UnknownDraftError where a draft is gone, StoryMovedError where it is no longer as it was seen."""
    if find(connection, seen.key, seen.owner, lock=True) != seen:
        raise StoryMovedError


def drop(connection: Connection, key: str) -> None:
    """Let go of a draft's content, as part of the transaction that publishes it."""
    connection.execute(update(table).where(table.c.key == key).values(cells="", story_id=""))
    _purge(connection)


def drop_story(connection: Connection, story_id: str) -> None:
    """Let go of every draft, whoever's, of a story of which text is taken back."""
    connection.execute(delete(table).where(table.c.story_id == story_id))


def _is_young(connection: Connection) -> ColumnElement[bool]:
    return table.c.changed >= now_seconds(connection) - KEPT_SECONDS


def _purge(connection: Connection) -> None:
    connection.execute(delete(table).where(table.c.changed < now_seconds(connection) - KEPT_SECONDS))


def _check(story: Story) -> None:
    """Raises StoryLimitError for what no draft may hold. A missing text is for later: a draft is unfinished work."""
    if len(story.steps) > MAX_STEPS:
        raise StoryLimitError(part="steps", limit=str(MAX_STEPS))
    texts = [("title", story.title), ("summary", story.summary)]
    texts += [(name, getattr(step, name)) for step in story.steps for name in ("heading", "text")]
    texts += [("query", {"": step.query}) for step in story.steps]
    for name, by_language in texts:
        if any(len(text) > LONGEST[name] for text in by_language.values()):
            raise StoryLimitError(part=name, limit=str(LONGEST[name]))
    if any(len(getattr(step, kind)) > MAX_ROWS for step in story.steps for kind in ROW_IDS):
        raise StoryLimitError(part="rows", limit=str(MAX_ROWS))


def _draft(row: Row[Any]) -> StoryDraft:
    return StoryDraft(row.key, row.owner, row.base_revision, story_of(row.story_id, json.loads(row.cells)))


def _columns(connection: Connection, draft: StoryDraft) -> dict[str, object]:
    """A draft's row. Raises NoSpaceError where all drafts together are too large."""
    cells = canonical(cells_of_story(draft.story))
    others = select(func.coalesce(func.sum(func.length(table.c.cells)), 0)).where(table.c.key != draft.key)
    if connection.execute(others).scalar_one() + len(cells) > ALL_CHARACTERS:
        raise NoSpaceError
    return {
        "key": draft.key,
        "owner": draft.owner,
        "changed": now_seconds(connection),
        "base_revision": draft.base_revision,
        "story_id": draft.story.story_id,
        "cells": cells,
    }
