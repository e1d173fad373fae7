"""Answers that were made lately, so that the same question is worked out once. Bounded by the bytes they hold."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

HELD_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Body:
    """Bytes of an answer and the headers that go with them. The tag is of the bytes: one tag never names two bodies.

    It begins with the edition of the data, which changes with every publication and redaction. It is weak, since the
    same body may travel compressed.
    """

    edition: str
    content: bytes
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str = field(init=False)

    def __post_init__(self) -> None:
        digest = hashlib.sha256(self.content).hexdigest()[:24]
        object.__setattr__(self, "etag", f'W/"{self.edition}-{digest}"')


class Bodies:
    """Thread-safe. The longest unused goes first; a body larger than the whole room is not kept."""

    def __init__(self, held_bytes: int = HELD_BYTES) -> None:
        self._room = held_bytes
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, Body] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable) -> Body | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: Hashable, body: Body) -> None:
        if len(body.content) > self._room:
            return
        with self._lock:
            replaced = self._kept.pop(key, None)
            self._bytes += len(body.content) - (len(replaced.content) if replaced else 0)
            self._kept[key] = body
            while self._bytes > self._room:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= len(oldest.content)
