"""Briefings are part of the revision: published, taken back and proved as incidents are, and drafted in private."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import URL, event, text

from components.domain.dataset import base_dataset
from components.domain.stories import Story, find_story
from components.domain.story_edits import EMPTY, moved, with_step, with_step_text, with_text, without_step
from components.domain.story_rules import LONGEST, MAX_STEPS
from components.store import story_drafts
from components.store.backup import backup, restore_backup
from components.store.catalog import Catalog
from components.store.errors import (
    ConflictError,
    FieldError,
    NoSpaceError,
    StoryFaultError,
    StoryLimitError,
    StoryUnchangedError,
    UnknownDraftError,
)
from components.store.history import difference, history, rows_of
from components.store.redaction import redact
from components.store.store import Store, open_store
from components.store.stories import row_id
from components.store.story_publishing import publish_story
from components.store.undoing import restore, withdraw
from components.store.verify import verify
from tests.store.children import Say, child
from tests.store.editing import AMAL, OWNER, Desk, briefing, row
from tests.store.test_published_once import together
from tests.store.test_redacted import everything_in

CANARY = "canary-5b1f"
OF_THE_FILES = "two-rockets"


def own(store: Store, story_id: str) -> Story | None:
    """A story as the app serves it, None where it is not there."""
    return find_story(Catalog(store).refresh().stories, story_id)


def test_a_published_briefing_is_a_revision_and_stands_after_those_of_the_files(desk: Desk) -> None:
    batch = desk.publish_story(briefing(), note="first")
    assert (batch.revision, batch.kind, batch.note, batch.counts["stories_added"]) == (1, "story", "first", 1)
    served = Catalog(desk.store).refresh()
    assert served.number == 1
    assert served.stories == (*base_dataset().stories, briefing())
    assert served.incidents.equals(base_dataset().incidents)
    assert difference(desk.store, 0, 1).stories_added == ("two-drones",)
    assert difference(desk.store, 0, 1).counts == {"added": 0, "changed": 0, "withdrawn": 0, "stories_added": 1}
    (change,) = rows_of(desk.store, 1)
    assert change.before is None
    assert verify(desk.store) == []


def test_a_new_briefing_is_named_by_its_title_and_its_draft(desk: Desk) -> None:
    first, second = (desk.publish_story(briefing("")) for _ in range(2))
    names = list(desk.stories())
    assert sorted(names) == sorted(f"two-drones-{batch.key[:6]}" for batch in (first, second))
    wordless = {"en": "مسيّرتان", "ar": "مسيّرتان"}
    third = desk.publish_story(briefing("", title=wordless))
    assert f"briefing-{third.key[:6]}" in desk.stories()


def test_a_briefing_of_the_files_is_changed_in_its_place_and_comes_back_when_that_is_withdrawn(desk: Desk) -> None:
    theirs = own(desk.store, OF_THE_FILES)
    assert theirs is not None
    changed = replace(theirs, title={"en": "Another title", "ar": "عنوان آخر"})
    batch = desk.publish_story(changed)
    assert batch.counts["stories_changed"] == 1
    served = Catalog(desk.store).refresh().stories
    assert [story.story_id for story in served] == [story.story_id for story in base_dataset().stories]
    assert served[0].title["en"] == "Another title"
    undone = withdraw(desk.store, batch.revision, "w", AMAL)
    assert undone.counts["stories_changed"] == 1
    assert own(desk.store, OF_THE_FILES) == theirs
    restore(desk.store, batch.revision, "r", AMAL)
    again = own(desk.store, OF_THE_FILES)
    assert again is not None
    assert again.title["en"] == "Another title"
    assert verify(desk.store) == []


def test_a_withdrawn_briefing_is_gone_and_every_revision_keeps_what_it_had(desk: Desk) -> None:
    desk.publish_story(briefing())
    undone = withdraw(desk.store, 1, "w", AMAL)
    assert undone.counts["stories_withdrawn"] == 1
    assert desk.stories() == {}
    assert desk.stories(1) == {"two-drones": briefing()}
    assert difference(desk.store, 1, 2).stories_withdrawn == ("two-drones",)


def test_incidents_and_briefings_are_withdrawn_apart_and_a_briefing_outlives_its_incident(desk: Desk) -> None:
    desk.publish(row(1))
    story = briefing()
    steps = tuple(replace(step, incidents=(row(1)["incident_id"],)) for step in story.steps)
    desk.publish_story(replace(story, steps=steps))
    withdraw(desk.store, 1, "w", AMAL)
    served = Catalog(desk.store).refresh()
    assert find_story(served.stories, "two-drones") is not None
    assert row(1)["incident_id"] not in served.positions


def test_R05_two_editors_on_one_briefing_one_lands_and_the_other_sees_both(desk: Desk) -> None:
    desk.publish_story(briefing())
    rival = Desk(desk.store, owner="b" * 64)
    mine, theirs = (
        desk.story_draft(briefing("two-drones", "Mine.")),
        rival.story_draft(briefing("two-drones", "Theirs.")),
    )
    publish_story(desk.store, theirs.key, rival.owner, AMAL)
    with pytest.raises(ConflictError) as caught:
        publish_story(desk.store, mine.key, OWNER, AMAL)
    (clash,) = caught.value.clashes.rows
    assert clash.theirs is not None
    assert clash.ours is not None
    assert (clash.theirs["s1.text_en"], clash.ours["s1.text_en"]) == ("Theirs.", "Mine.")
    assert desk.revision == 2
    story_drafts.settle(desk.store, mine.key, OWNER, caught.value.clashes.revision)
    assert publish_story(desk.store, mine.key, OWNER, AMAL).revision == 3
    assert desk.stories()["two-drones"].steps[0].text["en"] == "Mine."


def test_editors_of_different_briefings_do_not_meet(desk: Desk) -> None:
    rival = Desk(desk.store, owner="b" * 64)
    mine, theirs = desk.story_draft(briefing("one")), rival.story_draft(briefing("other"))
    publish_story(desk.store, theirs.key, rival.owner, AMAL)
    desk.publish(row(1))
    assert publish_story(desk.store, mine.key, OWNER, AMAL).revision == 3


def test_what_is_published_already_is_not_published_again(desk: Desk) -> None:
    desk.publish_story(briefing())
    with pytest.raises(StoryUnchangedError):
        desk.publish_story(briefing())
    theirs = own(desk.store, OF_THE_FILES)
    assert theirs is not None
    with pytest.raises(StoryUnchangedError):
        desk.publish_story(theirs)
    # The same text from two browsers: one lands, and the other is told that nothing is left.
    rival = Desk(desk.store, owner="b" * 64)
    drafts = [(each, each.story_draft(briefing("two-drones", "New."))) for each in (desk, rival)]
    (first, mine), (second, theirs_) = drafts
    publish_story(desk.store, mine.key, first.owner, AMAL)
    with pytest.raises(StoryUnchangedError):
        publish_story(desk.store, theirs_.key, second.owner, AMAL)
    assert desk.revision == 2


@pytest.mark.parametrize(
    ("story", "codes"),
    [
        (EMPTY, {"title", "summary", "no_steps"}),
        (briefing("x", title={"en": "Only English"}), {"title"}),
        (with_step_text(briefing(), "s1", "text", "ar", "  "), {"text"}),
        (replace(briefing(), steps=(replace(briefing().steps[0], incidents=()),)), {"no_rows"}),
    ],
)
def test_a_briefing_that_is_not_whole_is_refused_in_the_store(desk: Desk, story: Story, codes: set[str]) -> None:
    with pytest.raises(StoryFaultError) as caught:
        desk.publish_story(story)
    assert {fault.code for fault in caught.value.faults} == codes
    assert desk.revision == 0


def test_R27_a_briefings_draft_is_its_owners_and_gone_once_published_or_discarded(desk: Desk) -> None:
    draft = desk.story_draft(briefing())
    assert story_drafts.draft_of(desk.store, OWNER) == draft
    assert story_drafts.draft_of(desk.store, "f" * 64) is None
    for call in (
        lambda: publish_story(desk.store, draft.key, "f" * 64, AMAL),
        lambda: story_drafts.change(desk.store, draft.key, "f" * 64, lambda story: story),
        lambda: story_drafts.settle(desk.store, draft.key, "f" * 64, 0),
    ):
        with pytest.raises(UnknownDraftError):
            call()
    story_drafts.discard(desk.store, draft.key, "f" * 64)
    batch = publish_story(desk.store, draft.key, OWNER, AMAL)
    assert story_drafts.draft_of(desk.store, OWNER) is None
    assert story_drafts.last_key(desk.store, OWNER) == batch.key == draft.key, "whoever lost the answer is told it"
    second = desk.story_draft(briefing("second"))
    story_drafts.discard(desk.store, second.key, OWNER)
    assert story_drafts.draft_of(desk.store, OWNER) is None


@pytest.mark.parametrize(("seconds", "is_there"), [(86_000, True), (86_500, False)])
def test_R27_a_briefings_draft_lasts_a_day_from_its_last_change(desk: Desk, seconds: int, is_there: bool) -> None:
    draft = desk.story_draft(briefing("kept", CANARY))
    with desk.store.engines.writing.begin() as connection:
        connection.execute(text("UPDATE story_drafts SET changed = changed - :s"), {"s": seconds})
    assert (story_drafts.draft_of(desk.store, OWNER) is not None) == is_there
    if not is_there:
        with pytest.raises(UnknownDraftError):
            publish_story(desk.store, draft.key, OWNER, AMAL)
        Desk(desk.store, owner="b" * 64).story_draft(briefing("other"))
        assert CANARY not in everything_in(desk.store), "the next change of anybody lets go of it"


def test_a_browser_has_one_draft_and_beginning_another_changes_nothing(desk: Desk) -> None:
    draft = desk.story_draft(briefing())
    assert story_drafts.start(desk.store, OWNER, 0, briefing("another")) == draft
    assert story_drafts.start(desk.store, "b" * 64, 0, briefing("another")).story.story_id == "another"


def test_changes_from_two_windows_are_all_kept(desk: Desk) -> None:
    draft = desk.story_draft(replace(briefing(), steps=()))
    steps = [replace(briefing().steps[0], step_id=f"w{number}") for number in range(12)]
    answers = together(
        *[
            lambda step=step: story_drafts.change(desk.store, draft.key, OWNER, lambda story: with_step(story, step))
            for step in steps
        ]
    )
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    kept = story_drafts.draft_of(desk.store, OWNER)
    assert kept is not None
    assert {step.step_id for step in kept.story.steps} == {step.step_id for step in steps}


def test_a_draft_is_changed_in_its_texts_and_order_and_nothing_else(desk: Desk) -> None:
    draft = desk.story_draft(briefing())
    for edit in (
        lambda story: with_text(story, "title", "en", "Three drones \0"),
        lambda story: moved(story, "s1", 1),
        lambda story: without_step(story, "none such"),
    ):
        draft = story_drafts.change(desk.store, draft.key, OWNER, edit)
    kept = story_drafts.draft_of(desk.store, OWNER)
    assert kept is not None
    assert kept.story.title == {"en": "Three drones \N{REPLACEMENT CHARACTER}", "ar": "مسيّرتان"}
    assert [step.step_id for step in kept.story.steps] == ["s2", "s1"]
    assert kept.story.summary == briefing().summary


def test_a_text_that_would_mirror_what_follows_is_kept_without_its_signs(desk: Desk) -> None:
    mirrored, joined = "\u202egnp\u202c \u2067x\u2069\nend", "می\u200cشود"
    desk.story_draft(
        briefing("", mirrored, title={"en": mirrored, "ar": joined}, summary={"en": mirrored, "ar": joined})
    )
    story = story_drafts.draft_of(desk.store, OWNER)
    assert story is not None
    told = [*story.story.title.values(), *story.story.summary.values()]
    assert told == ["gnp x\nend", joined] * 2  # joiners stay: words are written with them
    (step,) = story.story.steps
    assert step.text == {"en": "gnp x\nend", "ar": "نص gnp x\nend"}
    assert step.heading["en"] == "Step of gnp x\nend"


def test_a_draft_has_limits_and_keeps_what_it_had(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = desk.story_draft(briefing())
    many = tuple(replace(briefing().steps[0], step_id=f"m{number}") for number in range(MAX_STEPS + 1))
    for edit, part in (
        (lambda story: replace(story, steps=many), "steps"),
        (lambda story: with_text(story, "title", "ar", "x" * (LONGEST["title"] + 1)), "title"),
        (lambda story: with_step_text(story, "s2", "text", "en", "x" * (LONGEST["text"] + 1)), "text"),
    ):
        with pytest.raises(StoryLimitError) as caught:
            story_drafts.change(desk.store, draft.key, OWNER, edit)
        assert caught.value.details["part"] == part
    assert story_drafts.draft_of(desk.store, OWNER) == draft
    monkeypatch.setattr(story_drafts, "ALL_CHARACTERS", 1_500)
    with pytest.raises(NoSpaceError):
        Desk(desk.store, owner="b" * 64).story_draft(briefing("other", "x" * 1_000))
    assert story_drafts.draft_of(desk.store, OWNER) == draft


def test_R15_a_redacted_text_of_a_briefing_is_gone_from_every_revision_wherever_its_step_stood(desk: Desk) -> None:
    told = briefing("told", f"{CANARY} one.", "Another.")
    desk.publish_story(told)
    desk.publish_story(moved(with_step_text(told, "s1", "text", "ar", f"{CANARY} مرة أخرى"), "s1", 1))
    desk.story_draft(desk.stories()["told"])
    Desk(desk.store, owner="b" * 64).story_draft(desk.stories()["told"])
    kept = Desk(desk.store, owner="c" * 64).story_draft(briefing("other"))
    assert CANARY in everything_in(desk.store)
    texts = ["s1.text_en", "s1.text_ar", "s1.heading_en", "s1.heading_ar"]
    batch = redact(desk.store, row_id("told"), texts, "x", AMAL, "names a person")
    assert batch.counts["stories_redacted"] == 1
    assert CANARY not in everything_in(desk.store)
    assert [step.text["en"] for step in desk.stories(1)["told"].steps] == ["", "Another."]
    assert [step.text["en"] for step in desk.stories(2)["told"].steps] == ["Another.", ""]
    assert story_drafts.draft_of(desk.store, OWNER) is None
    assert story_drafts.draft_of(desk.store, kept.owner) == kept
    assert difference(desk.store, 2, 3).stories_changed == ("told",)
    assert verify(desk.store) == []


def test_R15_a_whole_briefing_can_be_taken_back_also_one_of_the_files(desk: Desk) -> None:
    desk.publish_story(briefing("told", CANARY))
    redact(desk.store, row_id("told"), [], "x", AMAL, "harms")
    redact(desk.store, row_id(OF_THE_FILES), [], "y", AMAL, "harms")
    redact(desk.store, row_id("from-5200-to-zero"), ["1.text_en", "1.text_ar"], "z", AMAL, "harms")
    assert CANARY not in everything_in(desk.store)
    catalog = Catalog(desk.store)
    for name in (catalog.refresh().revision, base_dataset().revision):
        served = catalog.dataset(name)
        assert served is not None
        assert [story.story_id for story in served.stories] == ["from-5200-to-zero"]
        assert served.stories[0].steps[0].text == {"en": "", "ar": ""}
        assert served.stories[0].steps[0].heading["en"]
    assert verify(desk.store) == []


@pytest.mark.parametrize("field", ["title_en", "steps", "s1.incidents"])
def test_what_makes_a_briefing_one_cannot_be_taken_back_alone(desk: Desk, field: str) -> None:
    desk.publish_story(briefing())
    with pytest.raises(FieldError):
        redact(desk.store, row_id("two-drones"), [field], "x", AMAL, "harms")


def test_R14_a_backup_holds_the_briefings_and_no_draft(desk: Desk, tmp_path: Path) -> None:
    desk.publish_story(briefing())
    desk.story_draft(briefing("drafted", CANARY))
    backup(desk.store, tmp_path / "b.sqlite")
    other = open_store(URL.create("sqlite", database=str(tmp_path / "other.sqlite")))
    restore_backup(other, tmp_path / "b.sqlite")
    assert Desk(other).stories() == {"two-drones": briefing()}
    assert Desk(other).now().name == desk.now().name
    assert CANARY not in everything_in(other)
    other.engines.dispose()


def tell_for_ever(say: Say, url: URL) -> None:
    """Publishes one briefing after the other; says `b` at each BEGIN, then the revision that was acknowledged."""
    store = open_store(url)
    event.listen(store.engines.writing, "begin", lambda _: say("b"))
    while True:
        text = f"After {Desk(store).revision}: {'x' * 900}"
        say(Desk(store).publish_story(briefing("told", *[text] * 40)).revision)


def test_R01_a_publisher_of_briefings_killed_leaves_all_or_nothing(store: Store) -> None:
    inside = 0
    for after in (1, 2, 3, 4):
        with child(tell_for_ever, store.engines.url) as teller:
            said = [teller.word() for _ in range(8 + after)]
            said += teller.kill()
        inside += said[-1] == "b"
        acknowledged = max(word for word in said if isinstance(word, int))
        assert acknowledged <= Desk(store).revision <= acknowledged + 1
        assert len(history(store, limit=1_000)) == Desk(store).revision
        assert len(Desk(store).stories()["told"].steps) == 40
        assert verify(store) == []
    assert inside, "no kill fell between BEGIN and the answer"
