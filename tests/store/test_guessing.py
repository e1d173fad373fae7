"""Guessing the passphrase is slow, locks nobody out and costs no memory; drafts end after a day."""

from __future__ import annotations

import hashlib
import os
import resource
import time
from contextlib import ExitStack
from functools import partial

import pytest
from sqlalchemy import URL, text

from components.store import drafts, sign_in
from components.store.editors import Actor, Editor, recognise
from components.store.errors import UnknownDraftError
from components.store.passphrase import HASH_VARIABLE, PassphraseError, configured_hash, hash_passphrase, is_right
from components.store.sign_in import NotConfiguredError, WaitError, WrongPassphraseError
from components.store.store import Store, open_store
from components.store.transaction import read, write
from tests.store.children import Say, child
from tests.store.editing import OWNER, Desk, row
from tests.store.sizes import sizes
from tests.store.test_published_once import together

RIGHT = "the right passphrase"
BROWSER = "a" * 64
MEBIBYTE = 1024 * 1024
SESSIONS, TRIES = 25, 20
"""In each of two processes: a thousand guesses."""


@pytest.fixture(scope="module")
def hashed() -> str:
    return hash_passphrase(RIGHT)


@pytest.fixture(autouse=True)
def configured(hashed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HASH_VARIABLE, hashed)


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one with each hash that is computed: with the number of those under way."""
    return counted_hashes(monkeypatch)


def counted_hashes(patch: pytest.MonkeyPatch) -> list[int]:
    counts: list[int] = []
    running = 0
    real = hashlib.scrypt

    def counting(*arguments: object, **more: object) -> bytes:
        nonlocal running
        running += 1
        counts.append(running)
        try:
            return real(*arguments, **more)  # type: ignore[arg-type]
        finally:
            running -= 1

    patch.setattr(hashlib, "scrypt", counting)
    return counts


def guess(store: Store, address: str, number: int = 0) -> str:
    """A wrong passphrase; how it was answered."""
    try:
        sign_in.sign_in(store, "f" * 64, "Guesser", f"wrong passphrase {number}", address)
    except (WaitError, WrongPassphraseError) as error:
        return error.code
    raise AssertionError("a wrong passphrase was taken")


def guess_for_long(say: Say, url: URL, hashed: str, pause: float, at: float) -> None:
    """Many sessions guess at once. Says how many hashes there were, the most at once, and the memory it took."""
    os.environ[HASH_VARIABLE] = hashed
    store = open_store(url)
    read(store.engines, lambda c: c.execute(text("SELECT 1")))
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.MonkeyPatch.context() as patch:
        counts = counted_hashes(patch)
        time.sleep(max(0.0, at - time.monotonic()))

        def session(_: int) -> list[str]:
            answers = []
            for number in range(TRIES):
                answers.append(guess(store, "198.51.100.7", number))
                time.sleep(pause)
            return answers

        answers = together(*[partial(session, index) for index in range(SESSIONS)])
    assert all(isinstance(answer, list) for answer in answers), answers
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base
    say((len(counts), max(counts, default=0), grown * 1024))
    store.engines.dispose()


@sizes("seconds", ci=2, soak=60)
def test_R23_a_thousand_guesses_are_hashed_twenty_times_at_most_and_the_right_one_is_taken(
    store: Store, hashed: str, seconds: int
) -> None:
    """From 50 sessions in two processes, at one address; meanwhile an editor at another signs in within 10 s."""
    url = store.engines.url
    at = time.monotonic() + 0.5
    with ExitStack() as stack:
        both = [stack.enter_context(child(guess_for_long, url, hashed, seconds / TRIES, at)) for _ in range(2)]
        time.sleep(max(0.0, at - time.monotonic()) + 0.5)
        began = time.monotonic()
        sign_in.sign_in(store, BROWSER, "Dalal", RIGHT, "203.0.113.5")
        assert time.monotonic() - began < 10
        told = [each.word() for each in both]
    assert 1 <= sum(count for count, _, _ in told) <= 20
    assert all(most <= 1 for _, most, _ in told), "one hash at a time in each process"
    assert all(grown <= 200 * MEBIBYTE for _, _, grown in told)


def test_R23_attempts_side_by_side_are_all_counted(store: Store, hashed: str) -> None:
    """Two replicas that count at the same moment lose nothing."""
    times, threads = 10, 4
    others = [open_store(store.engines.url) for _ in range(threads)]

    def count(each: Store, place: str) -> None:
        for _ in range(times):
            write(each.engines, lambda c: sign_in._put(c, place, _one_more(c, place)))

    def _one_more(connection: object, place: str) -> sign_in._Count:
        found = sign_in._count(connection, place, lock=True)  # type: ignore[arg-type]
        time.sleep(0.002)
        return sign_in._Count(found.failures + 1, 0, 0)

    answers = together(*[partial(count, each, "place") for each in others])
    assert answers == [None] * threads
    assert read(store.engines, lambda c: sign_in._count(c, "place").failures) == times * threads
    for each in others:
        each.engines.dispose()


def test_R23_no_more_than_a_hundred_wrong_ones_an_hour_from_everywhere(
    store: Store, monkeypatch: pytest.MonkeyPatch, hashes: list[int]
) -> None:
    def at_once(*_: object, dklen: int, **__: object) -> bytes:
        hashes.append(1)
        return b"\0" * dklen

    monkeypatch.setattr(hashlib, "scrypt", at_once)
    answers = [guess(store, f"198.51.100.{number}") for number in range(130)]
    assert answers == ["sign_in_wrong"] * 100 + ["sign_in_wait"] * 30
    assert len(hashes) == 100


def test_R23_an_editor_who_signed_in_lately_is_not_locked_out_by_others(store: Store) -> None:
    sign_in.sign_in(store, BROWSER, "Dalal", RIGHT, "203.0.113.5")
    with store.engines.writing.begin() as connection:
        connection.execute(text("UPDATE attempts SET failures = 100 WHERE address = '*'"))
    with pytest.raises(WaitError):
        sign_in.sign_in(store, "b" * 64, "Basim", RIGHT, "203.0.113.99")
    sign_in.sign_in(store, "c" * 64, "Dalal", RIGHT, "203.0.113.5")


def test_R23_the_wait_grows_is_looked_at_before_hashing_and_survives_a_restart(store: Store, hashes: list[int]) -> None:
    seconds = []
    for number in range(11):
        with pytest.raises(WrongPassphraseError) as caught:
            sign_in.sign_in(store, BROWSER, "Guesser", "wrong passphrase", "198.51.100.7")
        seconds.append(int(caught.value.details["seconds"]))
        assert len(hashes) == number + 1
        with store.engines.writing.begin() as connection:  # as if no time had passed, however slow this machine is
            connection.execute(text("UPDATE attempts SET last = last + 60 WHERE address <> '*'"))
        again = open_store(store.engines.url)
        assert guess(again, "198.51.100.7") == "sign_in_wait"
        with pytest.raises(WaitError):
            sign_in.sign_in(again, BROWSER, "Amal", RIGHT, "198.51.100.7")
        again.engines.dispose()
        assert len(hashes) == number + 1, "who has to wait is not hashed"
        with store.engines.writing.begin() as connection:  # as if the wait were over
            connection.execute(text("UPDATE attempts SET last = last - 400 WHERE address <> '*'"))
    assert seconds == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    sign_in.sign_in(store, BROWSER, "Amal", RIGHT, "198.51.100.7")
    assert read(store.engines, lambda c: sign_in._count(c, sign_in.digest_of("198.51.100.7")).failures) == 0


def test_R23_neither_address_nor_cookie_is_kept_as_it_is(store: Store) -> None:
    guess(store, "198.51.100.7")
    with store.engines.reading.begin() as connection:
        kept = str(connection.execute(text("SELECT * FROM attempts")).all())
    assert "198.51" not in kept


@pytest.mark.parametrize("given", ["", "fourteen chars", "x" * 1025])
def test_R23_a_passphrase_too_short_or_too_long_is_not_hashed(given: str, hashes: list[int]) -> None:
    with pytest.raises(PassphraseError):
        hash_passphrase(given)
    assert hashes == []


def test_R23_a_hash_has_its_own_salt_and_names_its_cost(hashed: str) -> None:
    other = hash_passphrase(RIGHT)
    assert other != hashed
    name, *cost, salt, key = hashed.split("$")
    assert (name, cost) == ("scrypt", ["17", "8", "1"])
    assert (len(bytes.fromhex(salt)), len(bytes.fromhex(key))) == (16, 32)
    assert is_right(RIGHT, other)


@pytest.mark.parametrize(
    "weak",
    [
        "",
        "nonsense",
        "scrypt$14$8$1$" + "0" * 32 + "$" + "0" * 64,
        "scrypt$17$8$1$00$" + "0" * 64,
        "scrypt$17$8$1$" + "0" * 32 + "$00",
        "scrypt$40$8$1$" + "0" * 32 + "$" + "0" * 64,
        "scrypt$-1$8$1$" + "0" * 32 + "$" + "0" * 64,
        "scrypt$x$8$1$" + "0" * 32 + "$" + "0" * 64,
    ],
)
def test_R23_a_weak_or_unreadable_hash_lets_nobody_in(
    store: Store, weak: str, monkeypatch: pytest.MonkeyPatch, hashes: list[int]
) -> None:
    monkeypatch.setenv(HASH_VARIABLE, weak)
    assert configured_hash() == ""
    with pytest.raises(NotConfiguredError):
        sign_in.sign_in(store, BROWSER, "Amal", RIGHT, "203.0.113.5")
    assert hashes == []


def test_a_name_that_would_mirror_what_follows_is_kept_without_its_signs(store: Store) -> None:
    sign_in.sign_in(store, BROWSER, "\u202eAmal\u2066", RIGHT, "x")
    found = read(store.engines, lambda connection: recognise(connection, Actor(browser=BROWSER)))
    assert found == Editor("Amal", verified=False)
    with pytest.raises(sign_in.EmptySignInError):
        sign_in.sign_in(store, BROWSER, "\u202e\u2066", RIGHT, "x")
    assert Actor.from_claims({"sub": "1", "name": "\u202eAmal"}).name == "Amal"


def test_R22_signing_out_ends_it_for_that_browser(store: Store) -> None:
    sign_in.sign_in(store, BROWSER, "Dalal", RIGHT, "203.0.113.5")
    assert not isinstance(read(store.engines, lambda c: recognise(c, Actor(browser=BROWSER))), str)
    sign_in.sign_out(store, BROWSER)
    assert read(store.engines, lambda c: recognise(c, Actor(browser=BROWSER))) == "anonymous"


def test_R27_a_draft_older_than_a_day_is_gone(store: Store) -> None:
    desk = Desk(store)
    old = desk.draft([row(1)])
    with store.engines.writing.begin() as connection:
        connection.execute(text("UPDATE drafts SET created = created - 86401"))
    assert drafts.newest_of(store, OWNER) is None
    with pytest.raises(UnknownDraftError):
        drafts.load(store, old.key, OWNER)
    with pytest.raises(UnknownDraftError):
        desk.publish_draft(old)
    Desk(store, owner="b" * 64).draft([row(2)])
    with store.engines.reading.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM drafts")).scalar_one() == 1, "the next draft purges it"


def test_R27_a_draft_younger_than_a_day_is_kept(store: Store) -> None:
    kept = Desk(store).draft([row(1)])
    with store.engines.writing.begin() as connection:
        connection.execute(text("UPDATE drafts SET created = created - 86340"))
    assert drafts.newest_of(store, OWNER) == kept.key
    assert drafts.load(store, kept.key, OWNER).records == kept.records
