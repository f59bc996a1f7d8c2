"""Marking the lines of a reply: what is quoted, and from where on it is history."""

import re

from kept.channels.mail.display.history import (
    FORWARDED_LINE,
    LONGEST_LINE,
    ORIGINAL_BARE,
    ORIGINAL_LINE,
    RULE,
    attribution,
    header_block,
    is_quoted,
    may_be_label,
    next_is_quoted,
)
from kept.channels.mail.display.phrases import ANSWERS_BELOW

SAID, QUOTED, SIGNATURE = 0, 1, 2

#: Beyond this the rest is one block as it is: no person types a megabyte.
MOST_LINES = 20_000
MOST_COLONS = 300  # lines ending in a colon that are looked at closely
INITIALS = re.compile(r"^[A-Z][A-Za-z]{0,3}>+ ", re.M)
LONG_QUOTE = 64  # characters from which on a quoted line may have been folded on its way
SHORT_TAIL = 40
LABEL_WITHIN = 28  # characters in which a label ends
LONGEST_BARE = 60  # "Original message" without dashes
DASHES = "-_=*—–"

#: What a line may open.
NOTHING, ABOVE_QUOTE, HISTORY, FORWARDED = "nothing", "above a quote", "history", "forwarded"


def mark_history(lines: list[str], kinds: bytearray, *, forwarding: bool) -> int:
    """Mark quotes, attribution lines and history; return where a forwarded part begins (all of it is shown)."""
    said = 0  # lines of the writer's own so far
    colons = 0
    free = 0  # the first line that an attribution may take
    initials = len(INITIALS.findall("\n".join(line[:10] for line in lines[:500] if ">" in line[:8]))) > 1
    for n, line in enumerate(lines[:MOST_LINES]):
        if line[:1] == ">":
            kinds[n] = QUOTED
            free = n + 1
            continue
        stripped = line.strip()
        if not stripped or n < free:
            continue
        if stripped[0] in (">", "＞") or (initials and INITIALS.match(line)):
            kinds[n] = QUOTED
            free = n + 1
            continue
        if is_plain(stripped) or colons > MOST_COLONS:
            said += 1  # nearly every line ends here
            continue
        colons += stripped[-1] in ":："
        what, begin = turn(lines, n, stripped, free)
        if what == FORWARDED:
            return begin
        if what == NOTHING:
            said += 1
            continue
        said -= n - begin  # the lines of a folded attribution had been counted as his own
        if what == ABOVE_QUOTE:
            kinds[begin : n + 1] = bytes([QUOTED]) * (n + 1 - begin)
            free = n + 1
        elif forwarding:
            return begin
        elif said <= 0:  # he says nothing himself: then this is what he shows us
            free = max(n + 1, begin + header_block(lines, begin))
            said = 1
        elif ANSWERS_BELOW.search(
            "\n".join(line[:LONGEST_LINE] for line in lines[max(0, begin - 40) : begin])
        ):
            said += 1  # his answers stand in it, unmarked
        else:
            kinds[begin:] = bytes([QUOTED]) * (len(lines) - begin)
            break
    return len(lines)


def is_plain(stripped: str) -> bool:
    """A line with which nothing can begin: no colon where a label or an attribution has one, no rule."""
    if stripped[-1] in ":：" or stripped[0] in DASHES or ":" in stripped[:LABEL_WITHIN]:
        return len(stripped) > LONGEST_LINE
    return "：" not in stripped[:LABEL_WITHIN] and (
        len(stripped) > LONGEST_BARE or not ORIGINAL_BARE.match(stripped)
    )


def turn(lines: list[str], n: int, stripped: str, free: int) -> tuple[str, int]:
    """What this line opens, and at which line that begins (an attribution may be folded)."""
    if stripped[-1] in ":：":
        if (first := attribution(lines, n, free)) >= 0:
            return (ABOVE_QUOTE if next_is_quoted(lines, n + 1) else HISTORY), first
        if FORWARDED_LINE.match(stripped):
            return FORWARDED, n
    if stripped[0] in DASHES:
        if FORWARDED_LINE.match(stripped):
            return FORWARDED, n
        if ORIGINAL_LINE.match(stripped) or (RULE.match(stripped) and block_below(lines, n)):
            return HISTORY, n
    if may_be_label(stripped) and header_block(lines, n):
        return HISTORY, n
    bare = len(stripped) <= LONGEST_BARE and ORIGINAL_BARE.match(stripped)
    if bare and ("processed" in stripped or block_below(lines, n)):
        return HISTORY, n
    return NOTHING, n


def block_below(lines: list[str], at: int) -> int:
    """Where a header block begins within the next lines below a rule, 0 when none does."""
    for n in range(at + 1, min(at + 4, len(lines))):
        if lines[n].strip():
            return n if header_block(lines, n) else 0
    return 0


def unfold_quotes(lines: list[str], kinds: bytearray, end: int) -> None:
    """The tail of a quoted line that was folded on its way lost its mark: it is quote, not answer.

    Only a short tail that begins in the middle of a sentence, right between two marked lines.
    """
    between = bytes((QUOTED, SAID, QUOTED))
    at = kinds.find(between, 0, end)
    while at >= 0:
        above, line, below = lines[at].rstrip(), lines[at + 1].strip(), lines[at + 2]
        cut_off = (
            is_quoted(above) and len(above) >= LONG_QUOTE and above[-1] not in ".?!:;" and is_quoted(below)
        )
        if cut_off and line and len(line) < SHORT_TAIL and line[0].isalpha() and not line[0].isupper():
            kinds[at + 1] = QUOTED
        at = kinds.find(between, at + 1, end)
