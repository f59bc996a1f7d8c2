"""Taking in the body of a request without holding a thread or much memory."""

import asyncio
import io
import tempfile
from concurrent.futures import Executor
from typing import IO

from kept.project.shell.protocol import Headers, Message, Receive

IN_MEMORY = 1024 * 1024  # bytes of one body; what is longer lies in a temporary file
LARGEST = 64 * 1024 * 1024  # bytes
PATIENCE = 60.0  # seconds without a byte


class BodyTooLarge(Exception):
    """The body is longer than the limit: 413."""


class BodyTooSlow(Exception):
    """The sender paused for too long: 408."""


class BodyBroken(Exception):
    """The sender went away before the end; there is nobody to answer."""


class LengthUnreadable(Exception):
    """Content-Length is not a number: 400."""


async def read_body(
    receive: Receive,
    headers: Headers,
    disk: Executor,
    *,
    largest: int = LARGEST,
    patience: float = PATIENCE,
) -> tuple[IO[bytes], int]:
    """The whole body as a file at its start, and its length in bytes. The caller closes the file."""
    if declared_length(headers) > largest:
        raise BodyTooLarge
    if not _has_body(headers):
        return io.BytesIO(), 0
    message = await _next(receive, patience)
    held = bytearray(message.get("body", b""))
    length = len(held)
    spool: IO[bytes] | None = None
    loop = asyncio.get_running_loop()
    try:
        while True:
            if length > largest:
                raise BodyTooLarge
            if len(held) > IN_MEMORY:
                if spool is None:
                    spool = tempfile.TemporaryFile(prefix="kept-body-")  # noqa: SIM115 - outlives us
                # A slow disk must not stop the streams that this loop serves.
                await loop.run_in_executor(disk, spool.write, held)
                held = bytearray()
            if not message.get("more_body", False):
                break
            message = await _next(receive, patience)
            chunk = message.get("body", b"")
            held += chunk
            length += len(chunk)
        if spool is None:
            return io.BytesIO(held), length
        spool.write(held)
        spool.seek(0)
        return spool, length
    except BaseException:
        if spool is not None:
            spool.close()
        raise


def declared_length(headers: Headers) -> int:
    """What Content-Length says; 0 when it is not there. Raises `LengthUnreadable`."""
    for name, value in headers:
        if name == b"content-length":
            if not value.isdigit():
                raise LengthUnreadable
            return int(value)
    return 0


def _has_body(headers: Headers) -> bool:
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and value != b"0")
        for name, value in headers
    )


async def _next(receive: Receive, patience: float) -> Message:
    try:
        async with asyncio.timeout(patience):
            message = await receive()
    except TimeoutError:
        raise BodyTooSlow from None
    if message["type"] == "http.disconnect":
        raise BodyBroken
    return message
