"""A real PostgreSQL of the tests' own: one cluster in a temporary folder, on a free port of 127.0.0.1."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy import URL

from tests.browser.server import free_port

_numbers = count(1)


@dataclass(frozen=True)
class Cluster:
    """`binaries` is the folder of initdb and pg_ctl; `user` runs the server (root may not)."""

    binaries: Path
    folder: Path
    port: int
    user: str

    def url(self, database: str = "postgres") -> URL:
        return URL.create(
            "postgresql+psycopg",
            username=self.user,
            host="127.0.0.1",
            port=self.port,
            database=database,
            query={"sslmode": "disable", "gssencmode": "disable"},
        )

    def new_database(self) -> URL:
        """An empty database of its own."""
        name = f"marsad_{os.getpid()}_{next(_numbers)}"
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=self.user, dbname=database, autocommit=True, sslmode="disable"
        )

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c max_connections=200"
        self._control("start", "-o", f"{options} -c fsync=off -c full_page_writes=off", "-l", str(self.folder / "log"))

    def stop(self, mode: str = "fast") -> None:
        self._control("stop", "-m", mode)

    @property
    def postmaster(self) -> int:
        """The process id of the server."""
        return int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])

    def _control(self, *arguments: str) -> None:
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-w", *arguments)

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as the cluster's user. Raises RuntimeError with what it said."""
        done = subprocess.run(
            [str(self.binaries / program), *arguments],
            user=self.user if os.getuid() == 0 else None,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            log = self.folder / "log"
            raise RuntimeError(f"{program}: {done.stderr}\n{log.read_text() if log.exists() else ''}")


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """A started cluster, removed afterwards. Raises RuntimeError where PostgreSQL is not installed."""
    folder = Path(tempfile.mkdtemp(prefix="marsad-postgresql-"))
    user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    cluster = Cluster(_binaries(), folder, free_port(), user)
    try:
        if os.getuid() == 0:
            shutil.chown(folder, user)
        cluster.run("initdb", "-D", str(folder / "data"), "-U", user, "--auth=trust", "--no-sync", "-E", "UTF8")
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists():
            return folder
    raise RuntimeError("PostgreSQL is missing: install it (Debian: apt-get install postgresql-15)")
