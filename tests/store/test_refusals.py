"""Only an editor changes anything, and the store's own calls decide it."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from sqlalchemy import text

from components.store.batches import Batch
from components.store.editors import Actor
from components.store.errors import NotAllowedError
from components.store.passphrase import HASH_VARIABLE, hash_passphrase
from components.store.publishing import publish
from components.store.redaction import redact
from components.store.sign_in import sign_in
from components.store.store import Store
from components.store.story_publishing import publish_story
from components.store.undoing import restore, withdraw
from tests.store.editing import AMAL, OWNER, Desk, briefing, row

ISSUER = "https://id.example.org"
LISTED = f"{ISSUER} amal, {ISSUER} Basim@Example.org"
PASSPHRASES = ("the passphrase in force", "the one before that one")
BROWSER, EXPIRED, FORMER = "a" * 64, "b" * 64, "c" * 64
BASIM = {"iss": ISSUER, "sub": "77", "email": "basim@example.org", "name": "Basim"}
ACTORS = {
    "anonymous": (Actor(), "anonymous"),
    "a name alone": (Actor(name="Amal", email="basim@example.org", email_verified=True), "anonymous"),
    "not listed": (Actor(issuer=ISSUER, subject="somebody", name="Amal"), "not_listed"),
    "e-mail not verified": (Actor.from_claims({**BASIM, "email_verified": False}), "email_unverified"),
    "verification absent": (Actor.from_claims(BASIM), "email_unverified"),
    "verified as text": (Actor.from_claims({**BASIM, "email_verified": "true"}), "email_unverified"),
    "another issuer": (
        Actor.from_claims({**BASIM, "email_verified": True, "iss": "https://evil.example"}),
        "not_listed",
    ),
    "removed from the list": (Actor(issuer=ISSUER, subject="removed"), "not_listed"),
    "expired sign-in": (Actor(browser=EXPIRED), "expired"),
    "sign-in of an old passphrase": (Actor(browser=FORMER), "anonymous"),
    "another browser": (Actor(browser="d" * 64), "anonymous"),
}
VERBS = ("publish", "correct", "withdraw", "restore", "redact", "story")


@pytest.fixture(scope="module")
def hashes() -> tuple[str, str]:
    return hash_passphrase(PASSPHRASES[0]), hash_passphrase(PASSPHRASES[1])


@pytest.fixture
def signed_in(store: Store, hashes: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Three browsers have signed in: one lately, one too long ago, one with the passphrase before."""
    monkeypatch.setenv("MARSAD_EDITORS", f"{LISTED}, {ISSUER} removed")
    Desk(store, actor=Actor(issuer=ISSUER, subject="removed")).publish(row(1), row(2))
    Desk(store).publish(row(3))
    withdraw(store, 2, "w2", AMAL)
    monkeypatch.setenv(HASH_VARIABLE, hashes[1])
    sign_in(store, FORMER, "Former", PASSPHRASES[1], "192.0.2.1")
    monkeypatch.setenv(HASH_VARIABLE, hashes[0])
    for browser in (BROWSER, EXPIRED):
        sign_in(store, browser, "Dalal", PASSPHRASES[0], "192.0.2.2")
    with store.engines.writing.begin() as connection:
        connection.execute(text("UPDATE sign_ins SET until = until - 43201 WHERE browser = :b"), {"b": EXPIRED})
    monkeypatch.setenv("MARSAD_EDITORS", LISTED)


def prepared(store: Store, verb: str, actor: Actor, number: int = 1, target: int = 0) -> Callable[[], Batch]:
    """The call of a verb, which an editor could make, on the row of a number and the batch that published it."""
    if verb in ("publish", "correct"):
        draft = Desk(store).draft([row(number + 1000 if verb == "publish" else number, notes="new")])
        return lambda: publish(store, draft.key, OWNER, actor)
    if verb == "story":
        story = Desk(store).story_draft(briefing("", f"Text {number}."))
        return lambda: publish_story(store, story.key, OWNER, actor)
    if verb == "redact":
        return lambda: redact(store, row(number)["incident_id"], [], f"x{number}", actor, "harms")
    if verb == "withdraw":
        return lambda: withdraw(store, target or 1, f"w{number}", actor)
    return lambda: restore(store, target or 2, f"r{number}", actor)


def everything(store: Store) -> list[list[tuple[object, ...]]]:
    with store.engines.reading.begin() as connection:
        names = [
            "head",
            "batches",
            "versions",
            "redactions",
            "drafts",
            "story_drafts",
            "mappings",
            "sign_ins",
            "attempts",
        ]
        return [[tuple(found) for found in connection.execute(text(f"SELECT * FROM {name}"))] for name in names]


@pytest.mark.usefixtures("signed_in")
def test_R22_whoever_is_no_editor_changes_nothing_and_is_logged(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    refusals = 0
    for verb in VERBS:
        for who, (actor, why) in ACTORS.items():
            call = prepared(store, verb, actor)
            before = everything(store)
            caplog.clear()
            with caplog.at_level(logging.INFO), pytest.raises(NotAllowedError) as caught:
                call()
            act = "publish" if verb == "correct" else verb
            assert caught.value.details == {"act": act, "why": why}, who
            assert everything(store) == before, (verb, who)
            assert [record.getMessage() for record in caplog.records] == [f"refused: {act}, {why}"], (verb, who)
            refusals += 1
    assert refusals == len(VERBS) * len(ACTORS)


@pytest.mark.usefixtures("signed_in")
@pytest.mark.parametrize(
    ("actor", "name", "verified"),
    [
        (AMAL, "Amal", True),
        (Actor.from_claims({**BASIM, "email_verified": True}), "Basim", True),
        (Actor(browser=BROWSER), "Dalal", False),
    ],
)
def test_R22_editors_do_all_of_it_under_their_names(store: Store, actor: Actor, name: str, verified: bool) -> None:
    for number, verb in enumerate(VERBS, 10):
        target = Desk(store).publish(row(number)).revision
        if verb == "restore":
            withdraw(store, target, f"w{number}", AMAL)
        batch = prepared(store, verb, actor, number, target)()
        assert (batch.editor, batch.verified) == (name, verified)


@pytest.mark.usefixtures("signed_in")
def test_R22_the_list_is_read_at_every_write(store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    desk = Desk(store)
    draft = desk.draft([row(9)])
    monkeypatch.setenv("MARSAD_EDITORS", "")
    with pytest.raises(NotAllowedError):
        desk.publish_draft(draft)
    file = f"{tmp_path}/editors"
    with open(file, "w", encoding="utf-8") as listed:
        listed.write(f"# editors\n\n{ISSUER} amal\n")
    monkeypatch.setenv("MARSAD_EDITORS_FILE", file)
    assert desk.publish_draft(draft).editor == "Amal"


def test_R22_with_nothing_configured_nobody_publishes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MARSAD_EDITORS")
    monkeypatch.delenv(HASH_VARIABLE, raising=False)
    draft = Desk(store).draft([row(1)])
    with pytest.raises(NotAllowedError):
        Desk(store).publish_draft(draft)


def test_R22_a_draft_that_landed_tells_a_stranger_nothing(store: Store) -> None:
    desk = Desk(store)
    draft = desk.draft([row(1)])
    desk.publish_draft(draft)
    with pytest.raises(NotAllowedError):
        publish(store, draft.key, OWNER, Actor())
