"""A mail's text in blocks: what its writer says, what he quotes, and how he signs. Nothing is thrown away."""

from dataclasses import dataclass
from typing import Literal

from kept.channels.mail.display.closing import closing_lines
from kept.channels.mail.display.marking import (
    MOST_LINES,
    QUOTED,
    SAID,
    SIGNATURE,
    mark_history,
    unfold_quotes,
)
from kept.channels.mail.display.phrases import FORWARD_SUBJECT

Kind = Literal["said", "quoted", "signature"]
KINDS: tuple[Kind, ...] = ("said", "quoted", "signature")


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive lines of one kind; the texts of all blocks, joined by line breaks, are the whole text."""

    kind: Kind
    text: str


def text_blocks(text: str, *, subject: str = "") -> list[Block]:
    """The text in blocks, in order. `subject` tells a forwarded mail from a reply. Never raises, linear time."""
    lines = text.replace("\r\n", "\n").split("\n")
    kinds = line_kinds(lines, subject)
    blocks: list[Block] = []
    begin = 0
    for n in range(1, len(lines) + 1):
        if n == len(lines) or kinds[n] != kinds[begin]:
            blocks.append(Block(KINDS[kinds[begin]], "\n".join(lines[begin:n])))
            begin = n
    return blocks


def visible_text(text: str, *, subject: str = "") -> str:
    """What the writer said: without history, quotes and signature. A doubtful line stays."""
    lines = text.replace("\r\n", "\n").split("\n")
    kinds = line_kinds(lines, subject)
    said: list[str] = []
    gap = False
    for line, kind in zip(lines, kinds, strict=True):
        if kind != SAID or not line.strip():
            gap = bool(said)
            continue
        if gap:
            said.append("")
            gap = False
        said.append(line.rstrip())
    return "\n".join(said)


def line_kinds(lines: list[str], subject: str) -> bytearray:
    """SAID, QUOTED or SIGNATURE for each line. Empty lines go with the line above them."""
    kinds = bytearray(len(lines))
    for n in range(MOST_LINES, len(lines)):
        kinds[n] = QUOTED if lines[n][:1] == ">" else SAID
    end = mark_history(lines, kinds, forwarding=FORWARD_SUBJECT.match(subject) is not None)
    unfold_quotes(lines, kinds, end)
    empty_lines_follow(lines, kinds)
    begin = 0
    while begin < end:  # each stretch of the writer's own between quotes
        if kinds[begin] != SAID:
            begin += 1
            continue
        quoted = kinds.find(QUOTED, begin, end)
        stop = end if quoted < 0 else quoted
        for n in closing_lines(lines, begin, stop, last=kinds.find(SAID, stop) < 0):
            kinds[n] = SIGNATURE
        begin = stop
    empty_lines_follow(lines, kinds)
    return kinds


def empty_lines_follow(lines: list[str], kinds: bytearray) -> None:
    """An empty line below a quote or a signature belongs to it."""
    for kind in (QUOTED, SIGNATURE):
        at = kinds.find(bytes((kind, SAID)))
        while at >= 0:
            below = at + 1
            while below < len(lines) and kinds[below] == SAID and not lines[below].strip():
                kinds[below] = kind
                below += 1
            at = kinds.find(bytes((kind, SAID)), below)
