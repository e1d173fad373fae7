"""An app whose database lies on read-only media."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, event

from components.store.engine import open_engines
from components.store.migrate import migrate
from components.store.probe import WriteProbe, cannot_write
from components.store.store import open_store
from tests.browser.server import APP, Server, running_server
from tests.protocol.editor import Editor
from tests.protocol.wire import ask
from tests.store.children import EDITORS
from tests.store.editing import Desk, row
from tests.store.test_published_once import together
from tests.views.test_desk import GOOD

AS_ANYBODY = ("--bounding-set", "-dac_override,-dac_read_search", "--inh-caps", "-dac_override,-dac_read_search")
"""For root nothing is read-only. Without these two capabilities the modes of files count for it as for anybody."""


@pytest.fixture
def read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[URL]:
    """A store with one revision beside the files, which nobody may write any more."""
    monkeypatch.setenv("MARSAD_EDITORS", EDITORS)
    folder = tmp_path / "media"
    folder.mkdir()
    url = URL.create("sqlite", database=str(folder / "marsad.sqlite"))
    store = open_store(url)
    migrate(store.engines)
    Desk(store).publish(row(1))
    store.engines.dispose()
    Path(str(url.database)).chmod(0o444)
    folder.chmod(0o555)
    try:
        yield url
    finally:
        folder.chmod(0o755)


def as_anybody() -> tuple[str, ...]:
    if os.getuid() != 0:
        return ()
    found = shutil.which("setpriv")
    assert found, "NOT TESTED: root needs setpriv (util-linux) to be bound by the modes of files"
    return (found, *AS_ANYBODY)


@pytest.fixture
def server(read_only: URL) -> Iterator[Server]:
    environment = {"MARSAD_DATABASE_URL": read_only.render_as_string(), "MARSAD_EDITORS": EDITORS}
    tried = [*as_anybody(), sys.executable, "-c", f"open({read_only.database!r}, 'ab')"]
    assert subprocess.run(tried, capture_output=True, check=False).returncode, "NOT TESTED: the file can be written"
    with running_server(APP, environment, through=as_anybody()) as started:
        yield started


def test_R10_read_only_media_still_explore(server: Server) -> None:
    ready = ask(server.url, "/readyz")
    revision = ask(server.url, "/data/head").body.decode().split('"')[3]
    assert revision.startswith("1-")
    assert ready.status == 200
    assert ready.body.decode() == (
        f'{{"store":"ok","writable":false,"revision":"{revision}","reason":"store_read_only"}}'
    )
    for path in ("/api/v1/incidents.csv?q=drone", "/export/csv?q=drone", "/api/v1/incidents.csv?rev=" + revision):
        answer = ask(server.url, path)
        assert answer.status == 200, path
        rows = csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig")))
        assert row(1)["incident_id"] in {line["incident_id"] for line in rows}, path
    assert ask(server.url, "/api/v1/revisions.json").body.count(b'"number"') == 2
    with Editor(server.url) as editor:
        editor.give(GOOD.encode())
        said = editor.report()
        assert "cannot be written here, so nothing can be published" in said
        with pytest.raises(LookupError):
            editor.shown.widget("publish")


def test_a_store_that_can_be_written_is_left_as_it_was(tmp_path: Path) -> None:
    url = URL.create("sqlite", database=str(tmp_path / "marsad.sqlite"))
    engines = open_engines(url, patience=1)
    assert cannot_write(engines) is None
    assert list(tmp_path.iterdir()) == [], "a database that nobody needs is not made"
    migrate(engines)
    before = Path(str(url.database)).read_bytes()
    assert cannot_write(engines) is None
    assert Path(str(url.database)).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["marsad.sqlite"]
    engines.dispose()


def test_a_store_that_somebody_is_writing_can_be_written(tmp_path: Path) -> None:
    url = URL.create("sqlite", database=str(tmp_path / "marsad.sqlite"))
    store = open_store(url)
    migrate(store.engines)
    engines = open_engines(url, patience=1)
    with store.engines.writing.begin():
        assert cannot_write(engines) is None
    engines.dispose()
    store.engines.dispose()


def test_a_database_without_tables_is_told(tmp_path: Path) -> None:
    (tmp_path / "marsad.sqlite").touch()
    engines = open_engines(URL.create("sqlite", database=str(tmp_path / "marsad.sqlite")), patience=1)
    problem = cannot_write(engines)
    assert problem is not None
    assert problem.code == "store_older"
    engines.dispose()


def test_the_store_is_tried_once_in_a_while_however_many_ask(tmp_path: Path) -> None:
    engines = open_engines(URL.create("sqlite", database=str(tmp_path / "marsad.sqlite")), patience=1)
    migrate(engines)
    tries: list[object] = []
    event.listen(engines.writing, "begin", tries.append)
    kept = WriteProbe(engines, kept_seconds=3_600)
    together(*[lambda: [kept.problem() for _ in range(20)]] * 8)
    assert len(tries) == 1
    at_once = WriteProbe(engines, kept_seconds=0)
    assert [at_once.problem() for _ in range(3)] == [None] * 3
    assert len(tries) == 4
    engines.dispose()
