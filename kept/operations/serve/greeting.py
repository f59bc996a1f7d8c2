"""What `kept serve` says when everything answers."""

import os
from pathlib import Path

from kept.operations.serve.signin import keep_link
from kept.project.environment import Environment


def greeting(
    environment: Environment, *, silent: list[str], signin: str | None, seconds: float, on_terminal: bool
) -> str:
    """The lines that say where everything is and how to stop it. May write the first link to its file.

    `silent` names what does not answer yet, `seconds` is how long the start took.
    """
    lines = [f"Kept is running (started in {seconds:.1f} s)."]
    if silent:
        lines = [f"Kept is running in part. Not yet: {', '.join(silent)}; the lines above say why."]
    lines.append(f"  Desk     {environment.public_url}/")
    lines.append(f"  Mail     {environment.smtp_host}, port {environment.smtp_port} (SMTP)")
    lines.append(f"  Data     {environment.home}")
    link = _whole(signin, environment.public_url) if signin else None
    path = keep_link(environment.home, None if on_terminal else link)
    if link:
        where = link if on_terminal else f"the link for the first sign-in is in {path}"
        lines.append(f"  Sign in  {where} (works once, for 15 minutes)")
    lines.append("  Stop     " + ("Ctrl-C" if on_terminal else f"kill {os.getpid()}"))
    return "\n".join(lines)


def where_data_is(home: Path) -> str:
    """The first line of a start."""
    return f"Kept is starting. Its data is in {home}."


def _whole(link: str, public_url: str) -> str:
    return public_url + link if link.startswith("/") else link
