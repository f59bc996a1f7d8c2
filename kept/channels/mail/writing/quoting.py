"""Quoted history: an earlier contact below the new text, the way mail programs do it and readers expect it."""

from datetime import datetime

LONGEST = 20_000  # characters; more of an old text helps nobody


def quote_history(text: str, *, name: str, address: str, at: datetime) -> str:
    """The attribution line and the text with `> ` before each line. `at` is in the zone that the reader lives in."""
    who = f"{name} <{address}>" if name and address else name or address
    when = f"{at.day} {at:%B %Y at %H:%M}"
    lines = text.replace("\r\n", "\n").strip("\n")[:LONGEST].split("\n")
    marked = (">" + line if line.startswith(">") else f"> {line}".rstrip() for line in lines)
    return f"On {when}, {' '.join(who.split())} wrote:\n" + "\n".join(marked)
