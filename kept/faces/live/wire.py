"""How a stream stands on the wire: its headers and pieces, and what a request for one says."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

STALLED = 30.0  # seconds in which a page takes nothing, after which it is dropped

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would hold events back
    (b"x-content-type-options", b"nosniff"),
]


async def send_piece(send: Send, body: bytes) -> None:
    """One piece of a stream. Raises `TimeoutError` when the page takes nothing."""
    async with asyncio.timeout(STALLED):
        await send({"type": "http.response.body", "body": body, "more_body": True})


async def send_come_again(send: Send) -> None:
    """A stream that ends at once: a browser comes back after such, and never after a 503."""
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": b"retry: 5000\n\n"})


async def send_answer(send: Send, status: int, sentence: str) -> None:
    """A plain answer in place of a stream."""
    body = sentence.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def until_gone(receive: Receive) -> None:
    """Come back when the page is closed."""
    while (await receive())["type"] != "http.disconnect":
        pass


def header(scope: Scope, name: bytes) -> str:
    """The first header of that name; empty when there is none."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def cookies(scope: Scope) -> str:
    """All cookies as one header; HTTP/2 lets a balancer hand them on in pieces."""
    return "; ".join(value.decode("latin-1") for key, value in scope["headers"] if key == b"cookie")


def drawn_at(scope: Scope) -> datetime | None:
    """When the page was drawn, from ?since= in milliseconds since 1970."""
    text = parse_qs(scope["query_string"].decode("latin-1")).get("since", [""])[0]
    if not text.isascii() or not text.isdigit() or len(text) > 14:
        return None
    return datetime.fromtimestamp(int(text) / 1000, UTC)
