"""The few pages that are answered without Django's templates, because those may be what fails."""

import html
import json
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError
from psycopg import InterfaceError as DriverInterfaceError
from psycopg import OperationalError as DriverOperationalError

from kept.project.shell.protocol import Headers, Send

#: What a database that is away, full or starting raises, through Django and past it.
DATABASE_AWAY = (OperationalError, InterfaceError, DriverOperationalError, DriverInterfaceError)


@dataclass(frozen=True, slots=True)
class Page:
    """A plain page: what happened and what to do. `retry_after` in seconds, 0 for never."""

    status: int
    title: str
    words: str
    retry_after: int = 0

    def headers(self) -> list[tuple[str, str]]:
        found = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Cache-Control", "no-store"),
            (
                "Content-Security-Policy",
                "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
            ),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
        ]
        return found + ([("Retry-After", str(self.retry_after))] if self.retry_after else [])

    def body(self) -> bytes:
        return _HTML.format(title=html.escape(self.title), words=html.escape(self.words)).encode()

    def problem(self) -> bytes:
        """The same for programs (RFC 9457)."""
        return json.dumps({"status": self.status, "title": self.title, "detail": self.words}).encode()


_HTML = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>:root{{color-scheme:light dark}}
body{{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:18vh auto;padding:0 1.5rem}}
h1{{font-size:1.25rem}}</style></head>
<body><main><h1>{title}</h1><p>{words}</p></main></body></html>
"""

AWAY = Page(
    503,
    "The database is not answering",
    "Nothing is lost: what was stored before is safe. Please try again in a few seconds.",
    retry_after=5,
)
BUSY = Page(503, "The desk is very busy", "Please try again in a few seconds.", retry_after=2)
FAILED = Page(
    500,
    "Something went wrong on our side",
    "It was not your doing, and it is written in the log. Please try again.",
)
TOO_LARGE = Page(
    413, "That is too large", "What was sent is larger than the desk takes. Please send less at once."
)
TOO_SLOW = Page(408, "Sending took too long", "The connection paused for too long. Please try again.")
NOT_OUR_NAME = Page(
    400,
    "Nothing is here by this name",
    "The desk does not answer to it. Whoever runs the desk can add the name to KEPT_ALLOWED_HOSTS.",
)
UNREADABLE = Page(400, "The request cannot be read", "Its headers contradict each other.")


def page_for_problem(problem: BaseException) -> Page:
    """The page that an uncaught problem deserves."""
    return AWAY if isinstance(problem, DATABASE_AWAY) else FAILED


async def send_page(send: Send, page: Page, *, close: bool = False) -> None:
    """Answer with a page; `close` ends the connection, whose body was not read to its end."""
    await start_page(send, page, close=close)
    await send({"type": "http.response.body", "body": b""})


async def start_page(send: Send, page: Page, *, close: bool = False) -> None:
    """Send all of a page except the end of the answer."""
    body = page.body()
    headers: Headers = [(name.lower().encode(), value.encode()) for name, value in page.headers()]
    headers.append((b"content-length", str(len(body)).encode()))
    if close:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": page.status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": True})
