"""Processes beside the test: they start from a server that has imported everything, and can be killed at any moment."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from itertools import count
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any, TypeVar

import pytest
from sqlalchemy import URL, event, make_url

from components.store.errors import StoreError
from components.store.publishing import publish
from components.store.store import open_store
from tests.browser.server import ROOT
from tests.store.editing import Desk, row

T = TypeVar("T")
EDITORS = "https://id.example.org amal"
WORD_SECONDS = 180
"""How long a test waits for a word of a child before it gives up: generous, it only ends a hang."""


@dataclass
class Child:
    """A running process and its words. The process may be dead."""

    process: BaseProcess
    words: Connection

    def word(self) -> Any:
        """The next word. Raises AssertionError when the child says nothing more."""
        assert self.words.poll(WORD_SECONDS), "the child says nothing"
        try:
            return self.words.recv()
        except EOFError as error:
            raise AssertionError(f"the child ended: {self.process.exitcode}") from error

    def wait_for(self, *words: str) -> Any:
        """Read words until one of these, and return it."""
        while (found := self.word()) not in words:
            pass
        return found

    def rest(self) -> list[Any]:
        """Every word until the end of the child."""
        found = []
        try:
            while self.words.poll(WORD_SECONDS):
                found.append(self.words.recv())
        except EOFError:
            return found
        raise AssertionError("the child does not end")

    def kill(self) -> list[Any]:
        """SIGKILL, and what it had still said."""
        self.process.kill()
        self.process.join()
        return self.rest()


@cache
def _context() -> ForkServerContext:
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.store.children", "components.store.catalog", "alembic.command"])
    return context


@contextmanager
def child(work: Callable[..., None], url: URL, *arguments: Any) -> Iterator[Child]:
    """Run `work(say, url, *arguments)` in a process of its own; it is killed at the end if it still runs."""
    ours, theirs = _context().Pipe(duplex=False)
    text = url.render_as_string(hide_password=False)
    process = _context().Process(target=_run, args=(work, theirs, text, arguments), daemon=True)
    # A child looks at our main module's file, which AppTest replaces with a script that cannot run there.
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "__main__", ModuleType("__main__"))
        process.start()
    theirs.close()
    try:
        yield Child(process, ours)
    finally:
        process.kill()
        process.join()
        ours.close()


def _run(work: Callable[..., None], words: Connection, url: str, arguments: tuple[Any, ...]) -> None:
    os.environ["MARSAD_EDITORS"] = EDITORS
    work(words.send, make_url(url), *arguments)


Say = Callable[[Any], None]


def publish_for_ever(say: Say, url: URL, rows: int) -> None:
    """Says `p` when it begins to publish, `b` and `c` at BEGIN and COMMIT, then the revision that was acknowledged.

    Where the database does not answer it says `?` and tries the same draft again, as an editor would.
    """
    store = open_store(url)
    desk = Desk(store)
    event.listen(store.engines.writing, "begin", lambda _: say("b"))
    event.listen(store.engines.writing, "commit", lambda _: say("c"))
    start = desk.revision * rows
    for number in count():
        records = [row(start + number * rows + index) for index in range(rows)]
        draft = _again(say, partial(desk.draft, records))
        say("p")
        say(_again(say, partial(desk.publish_draft, draft)).revision)


def _again(say: Say, call: Callable[[], T]) -> T:
    while True:
        try:
            return call()
        except StoreError:
            say("?")
            time.sleep(0.1)


def publish_many(say: Say, url: URL, name: str, times: int, isolation: str = "READ COMMITTED") -> None:
    """Says `ready`, publishes one row so many times and says each revision, or what it was told instead."""
    store = open_store(url, isolation=isolation)
    desk = Desk(store, owner=name * 64)
    say("ready")
    for number in range(times):
        try:
            say(desk.publish(row(number, incident_id=f"2025-04-02-{name}-{number}")).revision)
        except StoreError as error:
            say(str(error))
    store.engines.dispose()


def publish_key(say: Say, url: URL, key: str, owner: str, at: float) -> None:
    """Publishes a draft at a moment of the monotonic clock, and says the revision and digest."""
    desk = Desk(open_store(url), owner=owner)
    time.sleep(max(0.0, at - time.monotonic()))
    batch = publish(desk.store, key, owner, desk.actor)
    say((batch.revision, batch.digest))


def die() -> None:
    """As if the power of this process were cut."""
    os.kill(os.getpid(), signal.SIGKILL)
