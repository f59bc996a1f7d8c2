"""Markdown as plain text that reads well: what the text part of a mail, and our own pages, show."""

from collections.abc import Sequence

from markdown_it.token import Token

from kept.wording.markdown import BESIDE, MARKDOWN

#: Marks that stay, because plain text has always used them.
_MARKS = {
    "strong_open": "*",
    "strong_close": "*",
    "em_open": "_",
    "em_close": "_",
    "s_open": "~",
    "s_close": "~",
}


def plain_text(text: str) -> str:
    """The text without the marks of Markdown: lists, quotes and line breaks stay, links name where they lead."""
    return "\n".join(_blocks(MARKDOWN.parse(text))).strip("\n")


def _blocks(tokens: Sequence[Token], *, tight: bool = False) -> list[str]:
    """The lines of a run of blocks, one empty line between two of them (none in a tight list)."""
    lines: list[str] = []
    at = 0
    while at < len(tokens):
        end = _end(tokens, at)
        block = _block(tokens[at : end + 1])
        if lines and block and not tight:
            lines.append("")
        lines += block
        at = end + 1
    return lines


def _block(tokens: Sequence[Token]) -> list[str]:
    kind, inside = tokens[0].type, tokens[1:-1]
    if kind in ("paragraph_open", "heading_open"):
        return _inline(inside[0].children or []).split("\n")
    if kind == "blockquote_open":
        return [f"> {line}".rstrip() for line in _blocks(inside)]
    if kind in ("bullet_list_open", "ordered_list_open"):
        return _list(tokens[0], inside)
    if kind == "table_open":
        return _table(inside)
    if kind in ("fence", "code_block"):
        return [f"    {line}".rstrip() for line in tokens[0].content.rstrip("\n").split("\n")]
    return ["-" * 20] if kind == "hr" else []


def _list(opening: Token, inside: Sequence[Token]) -> list[str]:
    lines: list[str] = []
    number = int(opening.attrs.get("start", 1))
    tight = any(token.type == "paragraph_open" and token.hidden for token in inside)
    at = 0
    while at < len(inside):
        end = _end(inside, at)
        mark = f"{number}{inside[at].markup} " if opening.type == "ordered_list_open" else "- "
        item = _blocks(inside[at + 1 : end], tight=tight) or [""]
        lines += [mark + item[0], *((" " * len(mark) + line).rstrip() for line in item[1:])]
        if not tight and end + 1 < len(inside):
            lines.append("")
        number, at = number + 1, end + 1
    return lines


def _table(inside: Sequence[Token]) -> list[str]:
    rows: list[list[str]] = []
    for token in inside:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_inline(token.children or []).replace("\n", " "))
    widths = [max(map(len, column)) for column in zip(*rows, strict=False)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip()
        for row in rows
    ]


def _inline(tokens: Sequence[Token]) -> str:
    words: list[str] = []
    links: list[tuple[str, int]] = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            words.append("\n")
        elif token.type == "link_open":
            links.append((str(token.attrs.get("href", "")), len(words)))
        elif token.type == "link_close":
            href, start = links.pop()
            shown = "".join(words[start:])
            if href.removeprefix("mailto:").removeprefix("tel:") != shown:
                words.append(f" ({href})")
        elif token.type == "image":
            source = str(token.attrs.get("src", ""))
            named = token.content or "picture"
            words.append(f"[{named}]" if source.startswith(BESIDE) else f"{named} ({source})")
        else:
            words.append(_MARKS.get(token.type, token.content))
    return "".join(words)


def _end(tokens: Sequence[Token], start: int) -> int:
    """Where the block that begins at `start` ends."""
    depth = 0
    for at in range(start, len(tokens)):
        depth += tokens[at].nesting
        if depth == 0:
            return at
    return len(tokens) - 1
