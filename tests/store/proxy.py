"""A TCP proxy before PostgreSQL that is slow, or cuts the wire at COMMIT, before or after it is forwarded."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from sqlalchemy import URL

BEFORE, AFTER = "before", "after"


@dataclass
class Proxy:
    """`cut` is armed for one COMMIT, readers' too; with `stays_down` nobody connects after it.

    `fired` counts the cuts, `delayed` the messages held up for `delay` seconds.
    """

    target: int
    listener: socket.socket
    cut: str = ""
    stays_down: bool = False
    fired: int = 0
    delay: float = 0.0
    delayed: int = 0
    _sockets: list[socket.socket] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def before(self, url: URL) -> URL:
        """The URL of the same database, by way of the proxy."""
        return url.set(port=self.port)

    def serve(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
                server = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                return
            self._sockets += [client, server]
            threading.Thread(target=self._forward, args=(client, server), daemon=True).start()
            threading.Thread(target=self._return, args=(server, client), daemon=True).start()

    def close(self) -> None:
        for each in (self.listener, *self._sockets):
            _end(each)

    def _forward(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while sent := client.recv(65536):
                if self.delay:
                    time.sleep(self.delay)
                    self.delayed += 1
                if self.cut and b"COMMIT" in sent:
                    kind, self.cut = self.cut, ""
                    self.fired += 1
                    if self.stays_down:
                        _end(self.listener)
                    _end(client)  # first, so that no answer slips through
                    if kind == AFTER:
                        server.sendall(sent)
                        server.shutdown(socket.SHUT_WR)  # the server reads the COMMIT, and then that nobody is there
                        return
                    break
                server.sendall(sent)
        _end(server)

    def _return(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while got := server.recv(65536):
                client.sendall(got)
        _end(client)


def _end(each: socket.socket) -> None:
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()


@contextmanager
def proxy_to(port: int) -> Iterator[Proxy]:
    """A running proxy to a port of 127.0.0.1."""
    proxy = Proxy(port, socket.create_server(("127.0.0.1", 0)))
    threading.Thread(target=proxy.serve, daemon=True).start()
    try:
        yield proxy
    finally:
        proxy.close()
