"""One browser tab's side of Streamlit's protocol: a websocket with protocol buffers, and PUTs of files.

    with Visitor(base, page="desk") as visitor:
        shown = visitor.rerun()
        visitor.put("file-1", "incidents.csv", data)
        visitor.rerun([uploaded(shown.widget("upload-0"), "file-1", "incidents.csv", len(data))])

What a browser cannot be made to do is easy here: press a button twice, press one that was never drawn, send a file
nobody asked for. Every wait ends after `WAIT_SECONDS` with TimeoutError, so that a silent server fails a test.
"""

from __future__ import annotations

import http.client
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileUploaderState, UploadedFileInfo
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

WAIT_SECONDS = 60.0
UPLOADS = "/_stcore/upload_file"
_XSRF_COOKIE = "_streamlit_xsrf"
_BOUNDARY = "marsad-test-boundary"
_GOES_ON = frozenset({ForwardMsg.FINISHED_EARLY_FOR_RERUN})


@dataclass
class Shown:
    """What one script run sent: its elements in order, and how it ended."""

    elements: list[Element] = field(default_factory=list)
    succeeded: bool = False

    def widget(self, key: str) -> str:
        """The id of the widget with a key. Raises LookupError when the run drew none."""
        for element in self.elements:
            found: str = getattr(_content(element), "id", "")
            if found.startswith("$$") and found.endswith(f"-{key}"):
                return found
        message = f"no widget with the key {key!r} was drawn"
        raise LookupError(message)

    def text(self) -> str:
        """All HTML, Markdown and plain text of the run."""
        contents = map(_content, self.elements)
        return "\n".join(str(getattr(content, "body", "") or getattr(content, "text", "")) for content in contents)


class Visitor:
    """A session of its own on a page of the app. `session` is its id once a script run has begun.

    `cookie`: what a browser would send beside the token, `name=value`.
    """

    def __init__(self, base: str, page: str = "", query: str = "lang=en", cookie: str = "") -> None:
        self.address = urlsplit(base)
        self.query = query
        self.session = ""
        self._page = page
        self._page_hash = ""
        self.xsrf = self._fetch_xsrf()
        self._tab = ExitStack()
        socket = connect(
            f"ws://{self.address.netloc}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit"), Subprotocol(self.xsrf)],
            additional_headers={"Cookie": f"{_XSRF_COOKIE}={self.xsrf}; {cookie}".rstrip("; ")},
            origin=Origin(base),
            max_size=None,
            compression=None,
        )
        self._socket: ClientConnection = self._tab.enter_context(socket)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the tab."""
        self._tab.close()

    def rerun(self, states: Sequence[WidgetState] = ()) -> Shown:
        """Have the script run with these widget states and wait for its end."""
        self.send(states)
        return self.wait()

    def send(self, states: Sequence[WidgetState] = ()) -> None:
        """Ask for a run and do not wait for it."""
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_script_hash = self._page_hash
        message.rerun_script.page_name = "" if self._page_hash else self._page
        message.rerun_script.widget_states.widgets.extend(states)
        self._socket.send(message.SerializeToString())

    def wait(self, until_text: str | None = None, seconds: float = WAIT_SECONDS) -> Shown:
        """What the run sends until it ends, or until a text appears in it. A run that starts over counts as one."""
        shown = Shown()
        while True:
            message = ForwardMsg.FromString(self._socket.recv(seconds, decode=False))
            kind = message.WhichOneof("type")
            if kind == "new_session":
                shown = Shown()
                self.session = message.new_session.initialize.session_id or self.session
                self._page_hash = message.new_session.page_script_hash or self._page_hash
            elif kind == "navigation":
                self._page_hash = message.navigation.page_script_hash or self._page_hash
            elif kind == "delta":
                shown.elements += _elements(message.delta)
                if until_text is not None and until_text in shown.text():
                    return shown
            elif kind == "script_finished" and message.script_finished not in _GOES_ON:
                shown.succeeded = message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
                return shown

    def put(self, file: str, name: str, data: bytes, session: str | None = None) -> int:
        """PUT a file, as the uploader does, to this session (or another's address): the status of the answer."""
        head = (
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        tail = f"\r\n--{_BOUNDARY}--\r\n".encode()
        headers = {
            **self._credentials(),
            "Content-Type": f"multipart/form-data; boundary={_BOUNDARY}",
            "Content-Length": str(len(head) + len(data) + len(tail)),
        }
        connection = self._connection()
        try:
            # A refusal comes before the body is read, and the connection is then closed under our hands.
            with suppress(ConnectionError):
                connection.request("PUT", self._file(file, session), iter((head, data, tail)), headers)
            return connection.getresponse().status
        finally:
            connection.close()

    def delete(self, file: str) -> int:
        """Take a file back, as the uploader's cross does: the status of the answer."""
        connection = self._connection()
        try:
            connection.request("DELETE", self._file(file, None), headers=self._credentials())
            return connection.getresponse().status
        finally:
            connection.close()

    def _file(self, file: str, session: str | None) -> str:
        return f"{UPLOADS}/{session or self.session}/{file}"

    def _credentials(self) -> dict[str, str]:
        return {"Cookie": f"{_XSRF_COOKIE}={self.xsrf}", "X-Xsrftoken": self.xsrf}

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self.address.netloc, timeout=WAIT_SECONDS)

    def _fetch_xsrf(self) -> str:
        connection = self._connection()
        try:
            connection.request("GET", "/_stcore/health")
            cookies = SimpleCookie(connection.getresponse().headers["Set-Cookie"])
        finally:
            connection.close()
        return cookies[_XSRF_COOKIE].value


def pressed(widget: str) -> WidgetState:
    """A button of that id was pressed."""
    return WidgetState(id=widget, trigger_value=True)


def uploaded(widget: str, file: str, name: str, size: int) -> WidgetState:
    """An uploader of that id holds a file that was PUT."""
    info = UploadedFileInfo(file_id=file, name=name, size=size)
    return WidgetState(id=widget, file_uploader_state_value=FileUploaderState(uploaded_file_info=[info]))


def _elements(delta: Delta) -> list[Element]:
    """What a delta draws: one element for good, or some (a spinner) for as long as something lasts."""
    kind = delta.WhichOneof("type")
    if kind == "new_transient":
        return [*delta.new_transient.elements]
    return [delta.new_element] if kind == "new_element" else []


def _content(element: Element) -> object:
    return getattr(element, element.WhichOneof("type") or "empty")
