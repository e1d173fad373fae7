"""One transaction, run again as a whole until it lands, or the editor is told why it cannot."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from components.store.engine import WRITER_WAITS, Engines, wait_at_most
from components.store.errors import StoreError, UnknownOutcomeError
from components.store.faults import explained, may_have_landed, may_try_again

T = TypeVar("T")
_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 1.0
_SAME_KEY_TRIES = 5


def write(engines: Engines, work: Callable[[Connection], T], patience: float = WRITER_WAITS) -> T:
    """Run `work` in a writing transaction and commit it.

    It is run again, from its first read, after a lost race, a deadlock, a lost connection or an unknown outcome, so it
    must look first whether it has landed already and have no effect but on the database. `patience` is in seconds.
    Raises StoreError, with nothing written by this call, or UnknownOutcomeError.
    """
    began = time.monotonic()
    tries = taken = 0
    unknown = False
    while True:
        tries += 1
        done = False
        try:
            with engines.writing.begin() as connection:
                wait_at_most(connection, patience - (time.monotonic() - began))
                result = work(connection)
                done = True
        except StoreError:
            raise
        except SQLAlchemyError as error:
            unknown = unknown or (done and may_have_landed(error))
            waited = time.monotonic() - began
            taken += isinstance(error, IntegrityError)
            # Not knowing is worse than waiting: then a database that does not answer at all is asked again too.
            if (unknown or may_try_again(error)) and waited < patience and taken <= _SAME_KEY_TRIES:
                pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(tries - 1, 5))
                time.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 (spreads out rivals, no secret)
                continue
            known = UnknownOutcomeError() if unknown else explained(error, waited)
            if known is None:
                raise
            raise known from error
        else:
            return result


def read(engines: Engines, work: Callable[[Connection], T]) -> T:
    """Run `work` on one snapshot. A connection that was lost while idle is replaced once. Raises StoreError."""
    began = time.monotonic()
    for last in (False, True):
        try:
            with engines.reading.begin() as connection:
                return work(connection)
        except StoreError:
            raise
        except SQLAlchemyError as error:
            if not last and may_try_again(error):
                continue
            known = explained(error, time.monotonic() - began)
            if known is None:
                raise
            raise known from error
    raise AssertionError
