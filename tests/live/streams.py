"""An open page, as a test: a stream of server-sent events that can be waited for."""

import json
import socket
import time

from tests.serve.desks import Running


class Page:
    """A browser's side of /live. `cookie`: the agent, and the brands that she may see, as in 7.1.2."""

    def __init__(
        self, site: Running, cookie: str = "7", *, path: str = "/live", headers: str = "", buffer: int = 0
    ) -> None:
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: s={cookie}\r\n{headers}\r\n"
        self._socket = socket.socket()
        if buffer:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self._socket.settimeout(20)
        self._socket.connect(("127.0.0.1", site.port))
        self._socket.sendall(request.encode())
        self._buffer = b""
        head = self._until(b"\r\n\r\n", 10)
        self.status = int(head.split()[1])
        self.head = head.decode().lower()

    def hear(self, seconds: float = 5.0) -> tuple[str, str] | None:
        """The next event: its kind and reference; None when none comes in time, or the stream has ended."""
        until = time.monotonic() + seconds
        while True:
            try:
                block = self._until(b"\n\n", until - time.monotonic()).decode()
            except (TimeoutError, EOFError):
                return None
            lines = [line for line in block.splitlines() if ": " in line]
            found = dict(line.split(": ", 1) for line in lines)
            if "event" in found:
                return found["event"], json.loads(found["data"])["ref"]

    def has_ended(self, seconds: float = 5.0) -> bool:
        """Whether the server ends the stream within some seconds."""
        try:
            self._until(b"\r\n0\r\n\r\n", seconds)  # the end of a body in chunks
        except EOFError:
            return True
        except TimeoutError:
            return False
        return True

    def begun(self) -> "Page":
        """Wait until the server has sent its first piece, after which nothing is missed."""
        self._until(b"id: 1\n\n", 5)
        return self

    def close(self) -> None:
        self._socket.close()

    def _until(self, mark: bytes, seconds: float) -> bytes:
        until = time.monotonic() + seconds
        while mark not in self._buffer:
            self._socket.settimeout(max(0.01, until - time.monotonic()))
            piece = self._socket.recv(65536)
            if not piece:
                raise EOFError
            self._buffer += piece
        found, _, self._buffer = self._buffer.partition(mark)
        return found
