"""`kept signin-link`: how the first admin gets in."""

import sys
from dataclasses import dataclass
from datetime import datetime

import typer

from kept.operations.cli.printing import lines, local
from kept.operations.cli.running import Answer, AsJson, command
from kept.refusal import Refusal


@dataclass(frozen=True, slots=True)
class FirstLink:
    """Where the link for the first admin lies; it works once, until then. No program's output holds the link itself."""

    file: str
    until: datetime


def add(app: typer.Typer) -> None:
    """Put the command into the table."""
    command(app, "signin-link")(signin_link)


def signin_link(as_json: AsJson = False) -> Answer:
    """A fresh link for the first admin, while there is none.

    Without a terminal it is put into a file that only its owner reads.
    """
    from django.conf import settings

    from kept.clock import now as clock
    from kept.operations.serve.signin import keep_link
    from kept.staff.first_link import FIRST, first_link

    now = clock()
    url = first_link(now)
    if url is None:
        raise Refusal(
            "There is an admin already.",
            remedy="An admin invites colleagues: kept agents link.",
            code="has_admin",
        )
    until = now + FIRST
    if sys.stdout.isatty() and not as_json:
        return Answer(None, lines(url, f"It works once, until {local(until)}."))
    path = keep_link(settings.KEPT.home, url)
    return Answer(
        FirstLink(str(path), until), lines(f"The link is in {path}. It works once, until {local(until)}.")
    )
