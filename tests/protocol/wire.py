"""Requests as no browser would send them: any Host, any source address of this machine, any method."""

from __future__ import annotations

import hashlib
import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urlsplit

WAIT_SECONDS = 60


@dataclass(frozen=True)
class Answer:
    """`body` is empty where it was not read."""

    status: int
    headers: Message
    body: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def ask(
    base: str,
    path: str,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    source: str = "",
    announced: int = 0,
) -> Answer:
    """One request on a connection of its own. `source`: the address that it comes from, of this machine.

    `announced`: a body of that many bytes is announced and not sent, as an answer must come before it.
    """
    address = urlsplit(base)
    own = (source, 0) if source else None
    connection = http.client.HTTPConnection(address.netloc, timeout=WAIT_SECONDS, source_address=own)
    given = dict(headers or {})
    try:
        connection.putrequest(method, path, skip_host="Host" in given, skip_accept_encoding=True)
        if announced:
            given["Content-Length"] = str(announced)
        for name, value in given.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    finally:
        connection.close()
