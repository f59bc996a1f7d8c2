"""Between the thread that answers a request and the loop that sends the answer."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass

from kept.project.shell.filing import FileToStream
from kept.project.shell.outflow import Outflow
from kept.project.shell.protocol import Headers


@dataclass(frozen=True, slots=True)
class Head:
    """The start of an answer. Its body is `whole`, or `file`, or flows through the outflow."""

    status: int
    headers: Headers
    whole: bytes | None = None
    file: FileToStream | None = None


class Exchange:
    """Between the thread that answers and the loop that sends."""

    def __init__(self, loop: asyncio.AbstractEventLoop, disk: Executor) -> None:
        self._loop = loop
        self.head: asyncio.Future[Head | BaseException] = loop.create_future()
        self.outflow = Outflow(loop, disk)

    def begin(self, head: Head) -> None:
        self._tell(head)

    def fail(self, problem: BaseException) -> None:
        """Before the head: a page about the problem. After it: the answer is cut."""
        self.outflow.end(cut=True)
        self._tell(problem)

    def _tell(self, head: Head | BaseException) -> None:
        if not self._loop.is_closed():  # else the process is leaving, and nobody waits
            self._loop.call_soon_threadsafe(self._set_head, head)

    def _set_head(self, head: Head | BaseException) -> None:
        if not self.head.done():
            self.head.set_result(head)


class Started:
    """WSGI's start_response."""

    status = 500
    headers: Headers
    has_length = False

    def __call__(
        self, status: str, headers: list[tuple[str, str]], exc_info: object = None
    ) -> Callable[[bytes], None]:
        self.status = int(status[:3])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        self.has_length = any(name == b"content-length" for name, _ in self.headers)
        return _no_write


def _no_write(data: bytes) -> None:
    raise NotImplementedError("The shell takes answers as iterables only, as Django gives them.")
