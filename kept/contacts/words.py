"""Words of a contact as lists show them."""

#: Characters of a snippet.
SNIPPET = 240


def snippet(text: str) -> str:
    """The beginning of a text on one line, for lists."""
    line = " ".join(text[: SNIPPET * 3].split())
    return line if len(line) <= SNIPPET else line[: SNIPPET - 1].rstrip() + "…"
