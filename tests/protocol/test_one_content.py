"""Two replicas over one store, publications of every kind, and readers: one address, one content."""

from __future__ import annotations

import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest
from sqlalchemy import URL

from components.store.migrate import migrate
from components.store.redaction import redact
from components.store.store import Store, open_store
from components.store.undoing import withdraw
from tests.browser.server import running_server
from tests.protocol.wire import Answer, ask
from tests.store.children import EDITORS
from tests.store.editing import AMAL, Desk, row
from tests.store.sizes import sizes

READERS = 4
CANARY = "canary-7c1e"
NEWEST = "/api/v1/revisions.json?limit=1"
PINNED = ("/api/v1/incidents.json?rev={}", "/api/v1/incidents.csv?rev={}", "/export/csv?rev={}", "/data/points/{}")
WAIT_SECONDS = 60
NEWS = 5
"""Seconds: the promise's own figure."""


@dataclass
class Seen:
    """What the readers were answered: contents by address and tag, and what was wrong."""

    contents: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)
    looks: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, path: str, answer: Answer) -> None:
        kept = answer.headers["Cache-Control"] or ""
        age = re.search(r"max-age=(\d+)", kept)
        with self.lock:
            self.looks += 1
            if answer.status != 200:
                self.wrong.append(f"{path}: {answer.status}")
            elif age is None or int(age[1]) > 300 or "immutable" in kept:
                self.wrong.append(f"{path}: {kept}")
            else:
                self.contents[path, answer.headers["ETag"]].append(answer.digest)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    file = tmp_path_factory.mktemp("replicas") / "marsad.sqlite"
    opened = open_store(URL.create("sqlite", database=str(file)))
    migrate(opened.engines)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MARSAD_EDITORS", EDITORS)
        yield opened
    opened.engines.dispose()


@pytest.fixture(scope="module")
def replicas(store: Store) -> Iterator[tuple[str, str]]:
    """Two running apps that readers know under one address."""
    environment = {
        "MARSAD_DATABASE_URL": store.engines.url.render_as_string(),
        "MARSAD_PUBLIC_URL": "https://marsad.example.org",
        "MARSAD_API_REQUESTS_PER_MINUTE": "0",
    }
    with ExitStack() as running:
        first, second = (running.enter_context(running_server(environment=environment)).url for _ in range(2))
        yield first, second


def read_on(replicas: tuple[str, str], revisions: list[str], seen: Seen, stop: threading.Event, start: int) -> None:
    """Ask both replicas for one address after the other, of all revisions that are known by now."""
    turn = start
    while not stop.is_set():
        turn += 1
        name = revisions[turn * 7 % len(revisions)]
        path = PINNED[turn % len(PINNED)].format(name)
        for base in replicas:
            seen.add(path, ask(base, path))


def edit(desk: Desk, number: int) -> None:
    """Publish, correct, withdraw, in turn."""
    if number % 5 == 3:
        desk.publish(row(number - 1, summary_en=f"Corrected in step {number}."))
    elif number % 5 == 4:
        withdraw(desk.store, desk.revision, f"w{desk.revision}", AMAL)
    else:
        desk.publish(row(number, notes=CANARY))


def last_old(since: float, is_new: Callable[..., bool], *arguments: object) -> float:
    """Ask until the answer is the new one: how long after `since` the last question was put that got the old one.

    The time that a busy machine takes for an answer is not counted: a tag that is asked for in time may come late.
    """
    last = 0.0
    while True:
        asked = time.monotonic() - since
        if is_new(*arguments):
            return last
        last = asked
        assert last < WAIT_SECONDS, "it never came"
        time.sleep(0.05)


def all_serve(replicas: tuple[str, str], name: str) -> float:
    """How long one of them still had another revision as its newest."""
    since = time.monotonic()
    return max(last_old(since, lambda at: name in ask(at, NEWEST).body.decode(), base) for base in replicas)


@sizes("publications, within", ci=(25, WAIT_SECONDS), soak=(500, NEWS))
def test_R28_one_address_has_one_content(
    replicas: tuple[str, str], store: Store, publications: int, within: float
) -> None:
    desk, seen, stop = Desk(store), Seen(), threading.Event()
    revisions = [desk.now().name]
    readers = [
        threading.Thread(target=read_on, args=(replicas, revisions, seen, stop, number)) for number in range(READERS)
    ]
    for reader in readers:
        reader.start()
    slowest = 0.0
    try:
        for number in range(publications):
            edit(desk, number)
            revisions.append(desk.now().name)
            if number % 5 == 4:
                slowest = max(slowest, all_serve(replicas, revisions[-1]))
    finally:
        stop.set()
        for reader in readers:
            reader.join(WAIT_SECONDS)
    assert seen.wrong == []
    assert {key: found for key, found in seen.contents.items() if len(set(found)) > 1} == {}
    assert sum(len(found) > 1 for found in seen.contents.values()) > publications / 10, "too few were looked at twice"
    assert slowest <= within


def tags(base: str, paths: list[str]) -> dict[str, str]:
    return {path: ask(base, path).headers["ETag"] for path in paths}


@sizes("within", ci=WAIT_SECONDS, soak=NEWS)
def test_R28_after_a_redaction_every_tag_is_another_on_every_replica(
    replicas: tuple[str, str], store: Store, within: float
) -> None:
    desk = Desk(store)
    names = [desk.now().name]
    first = 10_000 + desk.revision
    harmful = row(first, notes=CANARY)["incident_id"]
    for number in range(first, first + 3):
        desk.publish(row(number, notes=CANARY))
        names.append(desk.now().name)
    all_serve(replicas, names[-1])
    paths = [path.format(name) for path in PINNED for name in names]
    paths += ["/api/v1/incidents.json", "/api/v1/incidents.geojson", "/api/v1/sites.geojson", "/api/v1/sources.json"]
    before = tags(replicas[0], paths)
    assert before == tags(replicas[1], paths)
    redact(store, harmful, [], f"x{first}", AMAL, "names a person")
    since = time.monotonic()
    lasted = [
        last_old(since, lambda at, path: tags(at, [path])[path] != before[path], base, path)
        for path in paths
        for base in replicas
    ]
    assert max(lasted) <= within
    for base in replicas:
        for path in paths:
            again = ask(base, path, headers={"If-None-Match": before[path]})
            assert again.status == 200, path
            assert harmful not in again.body.decode(), path
    assert tags(replicas[0], paths) == tags(replicas[1], paths)


def test_R28_only_assets_are_kept_for_good(replicas: tuple[str, str], store: Store) -> None:
    base = replicas[0]
    page = ask(base, "/", headers={"Accept": "text/html"})
    assert "immutable" not in (page.headers["Cache-Control"] or "")
    name = Desk(store).now().name
    for path in ("/healthz", "/readyz", "/data/head", f"/data/texts/{name}/0", f"/data/timeline/{name}/en/troops.json"):
        assert "immutable" not in ask(base, path).headers["Cache-Control"], path
    for path in ("/assets/fonts/plex-sans.ttf", "/assets/map/incident_layer.js?v=1"):
        assert "immutable" in ask(base, path).headers["Cache-Control"], path
