"""The body of one message as it arrives: found end, bounded size, dots taken off, smuggling refused."""

import re
from dataclasses import dataclass

_END = b"\r\n.\r\n"
_LONE_DOT = re.compile(rb"[\r\n]\.[\r\n]")


class OddLines(ValueError):
    """A lone dot between line ends that are not CR LF: another server might see the message's end there."""


@dataclass(slots=True)
class Budget:
    """How many bytes of unfinished and unanswered messages all connections together may hold."""

    left: int = 128 * 2**20

    def take(self, size: int) -> bool:
        """Reserve `size` bytes; False when that is more than is left."""
        if size > self.left:
            return False
        self.left -= size
        return True

    def give_back(self, size: int) -> None:
        """Free what was reserved."""
        self.left += size


class Body:
    """Collects until CR LF . CR LF, and at nothing else (RFC 5321, 4.1.1.4; CVE-2023-51764 and its kin).

    What is too large is thrown away while it comes; `overflow` then holds the reply to give at its end.
    """

    def __init__(self, size_limit: int, budget: Budget) -> None:
        self.overflow = ""
        self._limit = size_limit
        self._budget = budget
        self._held = 0
        self._bytes = bytearray(b"\r\n")  # so that an empty message ends like any other
        self._searched = 0
        self._end = -1

    def take(self, data: bytearray) -> bool:
        """Take from `data` what belongs to the message; True when that reached the end, the rest stays."""
        self._bytes += data
        data.clear()
        self._end = self._bytes.find(_END, self._searched)
        self._check(len(self._bytes) - 2 if self._end < 0 else self._end)
        if self._end < 0:
            if self.overflow:
                del self._bytes[: -len(_END) + 1]
            self._searched = max(0, len(self._bytes) - len(_END) + 1)
            return False
        data += memoryview(self._bytes)[self._end + len(_END) :]
        return True

    def content(self) -> bytes:
        """The message's bytes, transparency dots removed (RFC 5321, 4.5.2).

        A dot is taken off after a bare LF too: who sends bare LF has counted lines that way when stuffing.
        Raises OddLines when a lone dot could be read as an end by others.
        """
        block = bytes(memoryview(self._bytes)[: self._end + 2])
        self._bytes.clear()
        dots = b"\n." in block
        if (dots or b"\r." in block) and _LONE_DOT.search(block):  # rare, and the search for it is slow
            raise OddLines("A dot stands alone between line ends that are not CR LF.")
        return (block.replace(b"\n.", b"\n") if dots else block)[2:]

    def release(self) -> None:
        """The message is answered or gone: free what was reserved for it."""
        self._budget.give_back(self._held)
        self._held = 0
        self._bytes.clear()

    def _check(self, size: int) -> None:
        if self.overflow:
            return
        if size > self._limit:
            self.overflow = f"552 5.3.4 That is larger than the {self._limit} bytes we take."
        elif size > self._held:
            if not self._budget.take(size - self._held):
                self.overflow = "452 4.3.1 Too much mail is coming in at this moment. Please try again."
            else:
                self._held = size
        if self.overflow:
            self._budget.give_back(self._held)
            self._held = 0
