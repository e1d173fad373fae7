"""The parser processes of a running app, found as the system lists them. Linux only."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

from tests.browser.server import Server
from tests.protocol.visitor import WAIT_SECONDS


def parsers(server: Server) -> list[int]:
    """The processes that the server has started and not yet buried."""
    found: list[int] = []
    for task in Path(f"/proc/{server.process.pid}/task").iterdir():
        with suppress(OSError):  # the thread has just ended
            found += map(int, (task / "children").read_text(encoding="ascii").split())
    return found


def parser(server: Server) -> int:
    """The parser's process once it is a Python of its own and no longer a copy of the server."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        for child in parsers(server):
            with suppress(OSError):
                if b"components.intake.child" in Path(f"/proc/{child}/cmdline").read_bytes():
                    return child
        time.sleep(0.01)
    raise TimeoutError
