"""Signing in with the editors' passphrase: guessing is slow, and nobody is locked out by somebody else's guesses.

Before anything is hashed, two rules are looked at, both kept in the database so that every process shares them. Each
address waits after a wrong passphrase: 1, 2, 4 … seconds, at most five minutes. And all addresses together get a
limited number of wrong passphrases an hour, except one that has signed in lately, which has only its own wait.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from functools import cache
from threading import Lock

from sqlalchemy import Connection, delete, insert, select, update

from components.domain.text import without_overrides
from components.store.clock import now_seconds
from components.store.errors import StoreError
from components.store.passphrase import configured_hash, is_right, secret_id
from components.store.store import Store
from components.store.tables import attempts, sign_ins
from components.store.texts import storable
from components.store.transaction import read, write

HOURS = 12
LONGEST_WAIT = 300
FAILURES_AN_HOUR = 100
TRUSTED_DAYS = 30
_ALL = "*"
_HOUR = 3600


class WaitError(StoreError):
    """Too soon after a wrong passphrase. Details: `seconds` until the next attempt is looked at."""

    code = "sign_in_wait"


class WrongPassphraseError(StoreError):
    """Not the passphrase. Details: `seconds` until the next attempt is looked at."""

    code = "sign_in_wrong"


class EmptySignInError(StoreError):
    """Name or passphrase is missing."""

    code = "sign_in_empty"


class NotConfiguredError(StoreError):
    """No passphrase is set."""

    code = "sign_in_off"


@dataclass(frozen=True)
class _Count:
    failures: int = 0
    last: int = 0
    succeeded: int = 0


def digest_of(text: str) -> str:
    """How a browser's cookie or an address is kept: as its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()


def sign_in(store: Store, browser: str, name: str, passphrase: str, address: str) -> None:
    """Let a browser (a digest of its cookie) edit for some hours under the name given.

    Raises NotConfiguredError, EmptySignInError, WaitError (then nothing was hashed), WrongPassphraseError, or another
    StoreError.
    """
    stored = configured_hash()
    if not stored or not browser:
        raise NotConfiguredError
    name = without_overrides(name).strip()
    if not name or not passphrase:
        raise EmptySignInError
    place = digest_of(address)
    # One hash at a time: each takes 128 MiB. Whoever waits is counted anew when the turn comes.
    with _turn():
        write(store.engines, lambda connection: _claim(connection, place), store.patience)
        if not is_right(passphrase, stored):
            wait = _wait(_failures(store, place))
            raise WrongPassphraseError(seconds=str(wait))
    write(store.engines, lambda connection: _succeed(connection, place, browser, name), store.patience)


def sign_out(store: Store, browser: str) -> None:
    """End a browser's sign-in."""
    gone = delete(sign_ins).where(sign_ins.c.browser == browser)
    write(store.engines, lambda connection: connection.execute(gone), store.patience)


def _claim(connection: Connection, place: str) -> None:
    """Count the attempt as a failure before it is looked at, so that attempts side by side are all counted."""
    now = now_seconds(connection)
    own, everybody = _count(connection, place, lock=True), _count(connection, _ALL, lock=True)
    ready = own.last + _wait(own.failures) + 1  # the clock has whole seconds: a wait is never shorter than it says
    if own.failures and now < ready:
        raise WaitError(seconds=str(ready - now))
    in_hour = everybody.failures if everybody.last > now - _HOUR else 0
    trusted = own.succeeded > now - TRUSTED_DAYS * 24 * _HOUR
    if in_hour >= FAILURES_AN_HOUR and not trusted:
        raise WaitError(seconds=str(everybody.last + _HOUR - now))
    _put(connection, place, _Count(own.failures + 1, now, own.succeeded))
    _put(connection, _ALL, _Count(in_hour + 1, everybody.last if in_hour else now, 0))


def _succeed(connection: Connection, place: str, browser: str, name: str) -> None:
    now = now_seconds(connection)
    _put(connection, place, _Count(0, now, now))
    connection.execute(delete(attempts).where(attempts.c.last < now - TRUSTED_DAYS * 24 * _HOUR))
    everybody = _count(connection, _ALL, lock=True)
    _put(connection, _ALL, _Count(max(0, everybody.failures - 1), everybody.last, 0))
    connection.execute(delete(sign_ins).where((sign_ins.c.browser == browser) | (sign_ins.c.until < now)))
    row = {"browser": browser, "name": storable(name[:80]), "secret": secret_id(), "until": now + HOURS * _HOUR}
    connection.execute(insert(sign_ins), row)


def _failures(store: Store, place: str) -> int:
    return read(store.engines, lambda connection: _count(connection, place).failures)


def _wait(failures: int) -> int:
    """Seconds after the last of so many wrong passphrases in a row."""
    return min(LONGEST_WAIT, 2 ** min(failures - 1, 20)) if failures > 0 else 0


def _count(connection: Connection, place: str, *, lock: bool = False) -> _Count:
    """What is counted at a place. `lock` keeps others from counting there until the transaction ends.

    For that there must be a row: of two that make the first one, the second fails and is run again.
    """
    query = select(attempts).where(attempts.c.address == place)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None and lock:
        connection.execute(insert(attempts), {"address": place, **asdict(_Count())})
    return _Count() if row is None else _Count(row.failures, row.last, row.succeeded)


def _put(connection: Connection, place: str, count: _Count) -> None:
    connection.execute(update(attempts).where(attempts.c.address == place).values(asdict(count)))


@cache
def _turn() -> Lock:
    return Lock()
