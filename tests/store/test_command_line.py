"""`python -m components.store`: what it says, and with which status it ends."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import URL, text

from components.store.history import head
from components.store.migrate import newest_schema
from components.store.passphrase import is_right
from components.store.store import open_store
from tests.browser.server import ROOT
from tests.store.test_verify import lived_in


def run(url: URL | str, *arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
    given = url if isinstance(url, str) else url.render_as_string(hide_password=False)
    return subprocess.run(
        [sys.executable, "-m", "components.store", *arguments],
        cwd=ROOT,
        env={**os.environ, "MARSAD_DATABASE_URL": given},
        input=said,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_R07_R14_the_commands_make_prove_save_and_restore_a_store(url: URL, tmp_path: Path) -> None:
    before = run(url, "verify")
    assert (before.returncode, before.stdout) == (2, "")
    assert "migrate" in before.stderr
    made = run(url, "migrate")
    assert (made.returncode, made.stdout, made.stderr) == (0, f"schema {newest_schema()}\n", "")
    store = open_store(url)
    lived_in(store)
    proved = run(url, "verify")
    assert proved.returncode == 0
    newest = head(store).revision
    assert re.fullmatch(rf"revision {newest}, digest [0-9a-f]{{8}}: everything proves\n", proved.stdout)
    saved = run(url, "backup", str(tmp_path / "b.sqlite"))
    assert saved.returncode == 0
    assert f"revision {newest}" in saved.stdout
    assert run(url, "backup", str(tmp_path / "b.sqlite")).returncode == 2
    restored = run(f"sqlite:///{tmp_path / 'new.sqlite'}", "restore", str(tmp_path / "b.sqlite"))
    assert (restored.returncode, restored.stderr) == (0, "")
    assert run(f"sqlite:///{tmp_path / 'new.sqlite'}", "verify").stdout == proved.stdout
    with store.engines.writing.begin() as connection:
        connection.execute(text("UPDATE versions SET cells = '{}' WHERE revision = 1"))
    doubtful = run(url, "verify")
    assert doubtful.returncode == 1
    assert "revision 1: row" in doubtful.stdout
    store.engines.dispose()


@pytest.mark.parametrize("command", ["verify", "backup", "restore"])
def test_a_database_that_is_not_there_is_said_and_not_made(tmp_path: Path, command: str) -> None:
    file = tmp_path / "none.sqlite"
    more = [] if command == "verify" else [str(tmp_path / "backup.sqlite")]
    done = run(f"sqlite:///{file}", command, *more)
    assert done.returncode == 2
    assert done.stderr.startswith(f"{command}: ")
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    file = tmp_path / "text.sqlite"
    file.write_text("incident_id,date\n" * 100)
    for command in ("verify", "migrate"):
        done = run(f"sqlite:///{file}", command)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
    assert run("postgresql://127.0.0.1:1/none", "verify").returncode == 2


def test_R23_a_passphrase_is_hashed_and_a_short_one_refused() -> None:
    hashed = run("", "hash-passphrase", said="correct horse battery\n")
    assert hashed.returncode == 0
    found = re.search(r"MARSAD_PASSPHRASE_HASH='(scrypt\$17\$8\$1\$[0-9a-f]{32}\$[0-9a-f]{64})'", hashed.stdout)
    assert found
    assert is_right("correct horse battery", found[1])
    assert not is_right("correct horse batterz", found[1])
    assert "128 MiB" in hashed.stderr
    short = run("", "hash-passphrase", said="fourteen chars\n")
    assert short.returncode == 2
    assert (short.stdout.count("scrypt"), "15" in short.stderr) == (0, True)
