"""Publishing, withdrawing, restoring, correcting, redacting: what each does to the rows, on both databases."""

from __future__ import annotations

import pytest

from components.store import drafts, mappings
from components.store.editors import Actor
from components.store.errors import (
    AlreadyThereError,
    ConflictError,
    EmptyDraftError,
    FieldError,
    NotAllowedError,
    NotConfirmedError,
    PreviewOnlyError,
    UnknownBatchError,
    UnknownDraftError,
    UnknownRowError,
    WrongStateError,
)
from components.store.history import difference, history, rows_of
from components.store.publishing import publish
from components.store.redaction import redact
from components.store.undoing import restore, withdraw
from components.store.verify import verify
from tests.store.editing import AMAL, OWNER, Desk, row

BASE_ID = "2019-12-03-ain-al-asad-1"


def test_what_is_published_is_there_with_its_links_and_empty_stays_empty(desk: Desk) -> None:
    batch = desk.publish(row(1, us_injured=2, notes="نص"), row(2), note="two")
    assert (batch.revision, batch.kind, batch.editor, batch.verified) == (1, "publish", "Amal", True)
    assert batch.counts == {"added": 2, "changed": 0, "withdrawn": 0, "redacted": 0}
    cells = desk.cells("2025-04-02-harir-1")
    assert cells is not None
    assert (cells["us_injured"], cells["us_killed"], cells["notes"]) == ("2", "", "نص")
    assert list(cells["source_urls"]) == ["https://example.org/a"]
    assert verify(desk.store) == []


def test_a_change_of_the_datas_own_row_replaces_it_and_its_withdrawal_brings_it_back(desk: Desk) -> None:
    batch = desk.publish(row(1, incident_id=BASE_ID, summary_en="Corrected."))
    assert batch.kind == "correct"
    assert batch.counts["changed"] == 1
    assert BASE_ID in desk.now().hidden
    withdrawn = withdraw(desk.store, batch.revision, "k", AMAL)
    assert withdrawn.counts["changed"] == 1
    assert desk.now().hidden == frozenset()
    assert desk.cells(BASE_ID) is None  # the files' own row is served


def test_withdrawn_rows_are_gone_and_come_back_when_restored(desk: Desk) -> None:
    batch = desk.publish(row(1), row(2))
    before = desk.now().rows
    withdraw(desk.store, batch.revision, "w", AMAL, "wrong file")
    assert len(desk.now().rows) == 0
    restore(desk.store, batch.revision, "r", AMAL)
    assert desk.now().rows.equals(before)
    assert [item.batch.kind for item in history(desk.store)] == ["restore", "withdraw", "publish"]
    assert not history(desk.store)[-1].is_withdrawn
    assert len(desk.now(1).rows) == 2  # an old revision is what it was
    assert verify(desk.store) == []


def test_a_withdrawn_correction_gives_the_version_before_it(desk: Desk) -> None:
    desk.publish(row(1, notes="first"))
    second = desk.publish(row(1, notes="second"))
    withdraw(desk.store, second.revision, "w", AMAL)
    cells = desk.cells("2025-04-02-harir-1")
    assert cells is not None
    assert cells["notes"] == "first"


def test_a_batch_is_withdrawn_once_and_only_a_withdrawn_one_restored(desk: Desk) -> None:
    batch = desk.publish(row(1))
    with pytest.raises(WrongStateError):
        restore(desk.store, batch.revision, "r", AMAL)
    first = withdraw(desk.store, batch.revision, "w", AMAL)
    assert withdraw(desk.store, batch.revision, "w", AMAL) == first  # the same request again
    with pytest.raises(WrongStateError):
        withdraw(desk.store, batch.revision, "w2", AMAL)
    with pytest.raises(UnknownBatchError):
        withdraw(desk.store, first.revision, "w3", AMAL)


def test_a_batch_whose_row_was_corrected_since_is_not_withdrawn(desk: Desk) -> None:
    first = desk.publish(row(1, notes="first"))
    desk.publish(row(1, notes="second"))
    with pytest.raises(ConflictError) as caught:
        withdraw(desk.store, first.revision, "w", AMAL)
    (clash,) = caught.value.clashes.rows
    assert clash.theirs is not None
    assert clash.theirs["notes"] == "second"
    assert clash.ours is None


def test_a_conflict_shows_both_versions_and_the_editors_choice_lands(desk: Desk) -> None:
    desk.publish(row(1, notes="there"))
    mine = desk.draft([row(1, notes="mine"), row(2, notes="mine")])
    desk.publish(row(1, notes="theirs"))
    with pytest.raises(ConflictError) as caught:
        desk.publish_draft(mine)
    (clash,) = caught.value.clashes.rows
    assert clash.theirs is not None
    assert clash.ours is not None
    assert (clash.theirs["notes"], clash.ours["notes"]) == ("theirs", "mine")
    drafts.settle(desk.store, mine.key, OWNER, frozenset({clash.incident_id}), caught.value.clashes.revision)
    batch = desk.publish_draft(mine)
    assert batch.counts["added"] == 1
    kept = desk.cells("2025-04-02-harir-1")
    assert kept is not None
    assert kept["notes"] == "theirs"


def test_held_rows_want_a_confirmation_each(desk: Desk) -> None:
    draft = desk.draft([row(1), row(2)], held=frozenset({"2025-04-02-harir-1", "2025-04-02-harir-2"}))
    with pytest.raises(NotConfirmedError) as caught:
        publish(desk.store, draft.key, OWNER, AMAL, confirmed={"2025-04-02-harir-1"})
    assert caught.value.details["rows"] == "2025-04-02-harir-2"
    publish(desk.store, draft.key, OWNER, AMAL, confirmed={"2025-04-02-harir-1", "2025-04-02-harir-2"})


def test_R27_rows_that_may_only_be_previewed_are_refused_in_the_store(desk: Desk) -> None:
    draft = desk.draft([row(1)], preview_only=True, layout="acled")
    with pytest.raises(PreviewOnlyError):
        desk.publish_draft(draft)
    assert desk.revision == 0


def test_an_empty_draft_is_refused(desk: Desk) -> None:
    with pytest.raises(EmptyDraftError):
        desk.publish()


def test_R27_a_draft_is_its_owners_and_gone_once_published_or_discarded(desk: Desk) -> None:
    draft = desk.draft([row(1)])
    with pytest.raises(UnknownDraftError):
        drafts.load(desk.store, draft.key, "f" * 64)
    with pytest.raises(UnknownDraftError):
        publish(desk.store, draft.key, "f" * 64, AMAL)
    assert drafts.load(desk.store, draft.key, OWNER).records == draft.records
    desk.publish_draft(draft)
    with pytest.raises(UnknownDraftError):
        drafts.load(desk.store, draft.key, OWNER)
    second = desk.draft([row(2)])
    drafts.discard(desk.store, second.key, OWNER)
    with pytest.raises(UnknownDraftError):
        desk.publish_draft(second)


def test_a_redacted_field_is_blank_in_every_revision_and_the_history_still_proves(desk: Desk) -> None:
    desk.publish(row(1, notes="canary one"))
    desk.publish(row(1, notes="canary two"))
    redact(desk.store, "2025-04-02-harir-1", ["notes"], "x", AMAL, "names a person")
    for revision in (1, 2, 3):
        cells = desk.cells("2025-04-02-harir-1", revision)
        assert cells is not None
        assert cells["notes"] == ""
        assert cells["summary_en"] != ""
    assert verify(desk.store) == []


def test_a_redacted_row_is_gone_from_every_revision_that_says_so(desk: Desk) -> None:
    batch = desk.publish(row(1), row(2))
    before = desk.now()
    redact(desk.store, "2025-04-02-harir-1", [], "x", AMAL, "harms")
    assert [len(desk.now(revision).rows) for revision in (1, 2)] == [1, 1]
    assert [desk.now(revision).redacted for revision in (0, 1, 2)] == [0, 1, 1]
    assert desk.now(1).name == before.name
    assert desk.now(1).edition != before.edition
    withdraw(desk.store, batch.revision, "w", AMAL)
    restore(desk.store, batch.revision, "r", AMAL)
    assert desk.cells("2025-04-02-harir-1") is None
    assert verify(desk.store) == []


def test_the_datas_own_rows_can_be_taken_back_too(desk: Desk) -> None:
    redact(desk.store, BASE_ID, [], "x", AMAL, "harms")
    assert BASE_ID in desk.now(0).hidden
    second = "2019-12-09-camp-victory-1"
    redact(desk.store, second, ["notes"], "y", AMAL, "names a person")
    cells = desk.cells(second, 0)
    assert cells is not None
    assert cells["notes"] == ""
    assert cells["notes_ar"] != ""
    assert verify(desk.store) == []


def test_a_draft_compared_before_a_redaction_does_not_bring_the_row_back(desk: Desk) -> None:
    desk.publish(row(1))
    redact(desk.store, "2025-04-02-harir-1", [], "x", AMAL, "harms")
    draft = desk.draft([row(1, notes="again")], base_revision=1)
    with pytest.raises(ConflictError):
        desk.publish_draft(draft)


def test_a_redaction_wants_a_reason_a_row_and_a_field_that_can_go(desk: Desk) -> None:
    desk.publish(row(1))
    with pytest.raises(FieldError):
        redact(desk.store, "2025-04-02-harir-1", [], "x", AMAL, "  ")
    with pytest.raises(FieldError):
        redact(desk.store, "2025-04-02-harir-1", ["date"], "x", AMAL, "why")
    with pytest.raises(UnknownRowError):
        redact(desk.store, "nothing", [], "x", AMAL, "why")


def test_the_history_shows_rows_beside_what_was_there(desk: Desk) -> None:
    desk.publish(row(1, notes="first"))
    desk.publish(row(1, notes="second"), row(2))
    changes = rows_of(desk.store, 2)
    assert [change.incident_id[-1] for change in changes] == ["1", "2"]
    first, second = changes
    assert first.before is not None
    assert first.after is not None
    assert (first.before["notes"], first.after["notes"]) == ("first", "second")
    assert second.before is None


def test_what_is_new_since_a_revision_is_counted(desk: Desk) -> None:
    first = desk.publish(row(1), row(2))
    desk.publish(row(2, notes="changed"), row(3))
    assert difference(desk.store, 1, 2).counts == {"added": 1, "changed": 1, "withdrawn": 0}
    redact(desk.store, "2025-04-02-harir-1", [], "x", AMAL, "harms")
    assert difference(desk.store, first.revision, 3).withdrawn == ("2025-04-02-harir-1",)


@pytest.mark.parametrize("actor", [Actor(), Actor(issuer="https://id.example.org", subject="somebody")])
def test_nobody_else_publishes(desk: Desk, actor: Actor) -> None:
    draft = desk.draft([row(1)])
    with pytest.raises(NotAllowedError):
        publish(desk.store, draft.key, OWNER, actor)
    assert desk.revision == 0


@pytest.mark.parametrize("odd", ["a\0b", "a\ud800b", "\udfff", "ع\0", "😀 whole"])
def test_text_that_a_database_refuses_is_kept_as_far_as_it_goes(desk: Desk, odd: str) -> None:
    actor = Actor(issuer=AMAL.issuer, subject="amal", name=odd)
    draft = drafts.save(desk.store, OWNER, drafts.Draft(f"{odd}.csv", "ab" * 32, (row(1, notes="plain"),)))
    batch = publish(desk.store, draft.key, OWNER, actor, odd)
    kept = odd.replace("\0", "\ufffd").replace("\ud800", "\ufffd").replace("\udfff", "\ufffd")
    assert (batch.note, batch.editor, batch.file_name) == (kept, kept, f"{kept}.csv")
    assert [item.batch for item in history(desk.store)] == [batch]
    mappings.save_mapping(desk.store, f"m {odd}", {odd: "date"})
    assert mappings.saved_mappings(desk.store)[f"m {kept}"] == {odd: "date"}
    with pytest.raises(UnknownRowError):
        redact(desk.store, "a\0b", [], "x", AMAL, "why")
    assert verify(desk.store) == []


def test_what_was_redacted_in_the_datas_own_row_is_not_shown_beside_its_corrections(desk: Desk) -> None:
    desk.publish(row(1, incident_id=BASE_ID, notes=""))
    before = rows_of(desk.store, 1)[0].before
    assert before is not None
    assert before["notes"]
    redact(desk.store, BASE_ID, ["notes"], "x", AMAL, "names a person")
    (change,) = rows_of(desk.store, 1)
    assert change.redacted
    assert change.before is not None
    assert "notes" not in change.before
    redact(desk.store, BASE_ID, [], "y", AMAL, "harms")
    assert rows_of(desk.store, 1)[0].before is None


def test_rows_that_landed_meanwhile_just_as_they_are_are_no_conflict(desk: Desk) -> None:
    first, second = desk.draft([row(1), row(2)]), desk.draft([row(1), row(2)])
    third = desk.draft([row(1), row(3)])
    desk.publish_draft(first)
    with pytest.raises(AlreadyThereError):
        desk.publish_draft(second)
    batch = desk.publish_draft(third)
    assert batch.counts["added"] == 1
    assert [change.incident_id for change in rows_of(desk.store, batch.revision)] == ["2025-04-02-harir-3"]
