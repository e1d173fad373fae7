"""Starts the app as a user would, on a free port of 127.0.0.1, and stops exactly what it started."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app.py"
START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass(frozen=True)
class Server:
    """A running app: its base URL, and its process, whose memory a test may look at."""

    url: str
    process: subprocess.Popen[bytes]
    output: IO[bytes]

    def said(self) -> str:
        """All that it has written to its terminal so far."""
        # Not by our own position in the file: the server writes at the one that both share.
        size = os.fstat(self.output.fileno()).st_size
        return os.pread(self.output.fileno(), size, 0).decode(errors="replace")

    def resident(self) -> int:
        """Bytes of resident memory. Linux only."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def alive(self) -> bool:
        return self.process.poll() is None


@contextmanager
def running_app(
    script: Path = APP, environment: Mapping[str, str] | None = None, port: int | None = None
) -> Iterator[str]:
    """The base URL of a running app. Raises RuntimeError with its output when it does not come up."""
    with running_server(script, environment, port=port) as server:
        yield server.url


@contextmanager
def running_server(
    script: Path = APP,
    environment: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
    port: int | None = None,
    through: Sequence[str] = (),
) -> Iterator[Server]:
    """A running app with other options of Streamlit, started `through` another command if one is given.

    Raises RuntimeError with its output when it does not come up.
    """
    port = port or free_port()
    command = [*through, sys.executable, "-m", "streamlit", "run", str(script)]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    command += [part for name, value in (options or {}).items() for part in (f"--{name}", value)]
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})}
        )
        try:
            _wait(process, f"http://127.0.0.1:{port}/_stcore/health", output)
            yield Server(f"http://127.0.0.1:{port}", process, output)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(process: subprocess.Popen[bytes], url: str, output: object) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    output.seek(0)  # type: ignore[attr-defined]
    message = output.read().decode(errors="replace")  # type: ignore[attr-defined]
    raise RuntimeError(f"the app did not start:\n{message}")
