"""A visitor at the data desk who uploads one file after the other."""

from __future__ import annotations

from tests.protocol.visitor import WAIT_SECONDS, Visitor, uploaded


class Editor(Visitor):
    """At the desk. `shown` is the last page, `given` how many files were uploaded."""

    def __init__(self, base: str, cookie: str = "") -> None:
        super().__init__(base, "desk", cookie=cookie)
        self.shown = self.rerun()
        self.given = 0

    def give(self, data: bytes) -> None:
        """Upload a file and do not wait for its report."""
        name = f"file-{self.given}.csv"
        status = self.put(name, name, data)
        if status != 204:
            message = f"the upload of {name} was answered with {status}"
            raise RuntimeError(message)
        self.send([uploaded(self.shown.widget(f"upload-{self.given}"), name, name, len(data))])
        self.given += 1

    def report(self, seconds: float = WAIT_SECONDS) -> str:
        """The page once the file has been read. `seconds`: how long to wait for the next message."""
        self.shown = self.wait(seconds=seconds)
        return self.shown.text()
