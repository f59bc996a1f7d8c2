"""Asking whether a service answers, without ever waiting for it."""

import socket
import time

AGAIN = 0.1  # seconds between two questions
PATIENCE = 10.0  # seconds for one answer


class Probe:
    """Asks an address until it answers well. `good` are the beginnings of an answer that counts."""

    def __init__(self, address: tuple[str, int], question: bytes, good: tuple[bytes, ...]) -> None:
        self._address = address
        self._question = question
        self._good = good
        self._sock: socket.socket | None = None
        self._asked_at = 0.0
        self.answered = False

    def look(self) -> bool:
        """Ask or look for the answer; whether it has answered well by now."""
        now = time.monotonic()
        if not self.answered and self._sock is None and now - self._asked_at >= AGAIN:
            self._ask(now)
        if self._sock is not None:
            self._hear(now)
        return self.answered

    def close(self) -> None:
        """Ask no more."""
        if self._sock is not None:
            self._sock.close()
            self._sock = None

    def _ask(self, now: float) -> None:
        self._asked_at = now
        try:
            self._sock = socket.create_connection(self._address, timeout=1.0)
            self._sock.sendall(self._question)
            self._sock.setblocking(False)
        except OSError:
            self.close()  # nobody is there yet

    def _hear(self, now: float) -> None:
        assert self._sock is not None
        try:
            answer = self._sock.recv(64)
        except BlockingIOError:
            if now - self._asked_at > PATIENCE:
                self.close()
            return
        except OSError:
            self.close()
            return
        self.answered = answer.startswith(self._good)
        self.close()


def page_probe(address: tuple[str, int], host: str) -> Probe:
    """Asks for the first page, which also makes it ready for the first visitor."""
    question = f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
    return Probe(address, question, (b"HTTP/1.1 2", b"HTTP/1.1 3", b"HTTP/1.1 4"))


def mail_probe(address: tuple[str, int]) -> Probe:
    """Waits for the greeting of an SMTP server."""
    return Probe(address, b"", (b"220",))
