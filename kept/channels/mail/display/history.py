"""Where history begins in a reply: attribution lines, header blocks, separators; and forwarded parts."""

import re
from collections.abc import Sequence

from kept.channels.mail.display.phrases import (
    BEGIN_FORWARDED,
    FORWARDED,
    OPENERS,
    ORIGINAL,
    ROLE_OF,
    SENT,
    WROTE,
)

LONGEST_LINE = 400
LONGEST_ATTRIBUTION = 500
MOST_LINES = 5  # an attribution folded by a mail program

EMAIL = re.compile(r"[\w.+'&=\-]+@[\w\-]+(?:\.[\w\-]+)*")
TIME = re.compile(r"\b\d{1,2}[:.h時시点]\s?\d{2}\b")
DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}[./\-]\s?\d{1,2}[./\-]\s?(?:\d{2}|\d{4})\b|\d年"
    r"|\d{1,2}\.?\s(?:de\s)?[^\W\d_]{3,9}\.?,?\s\d"
)
VERB_ENDS = re.compile(rf"(?:^|[\s>\])\"'(])(?:{WROTE})\s*[:：]\s*$", re.I)
VERB = re.compile(rf"(?:^|[\s>\])\"'(])(?:{WROTE})(?=[\s:：,]|$)", re.I)
OPENS = re.compile(rf"^[*_]?(?:{OPENERS})(?:\s|(?<=[\d./\-年 ])|(?<=,))", re.I)
ADDRESS_ENDS = re.compile(r"<[^<>@\s]+@[^<>@]+>\s*[:：]\s*$")
OPENER_ALONE = re.compile(r"^(?:On|Am|Le|El|Il|Op|Den|Em|W dniu|Dnia|Dne)$", re.I)

RULE = re.compile(r"^[\s*]*(?:[-_=*—–]\s?){5,}$")
ORIGINAL_LINE = re.compile(rf"^[\s*>]*[-_=*—–]{{2,}}\s*(?:{ORIGINAL})[^-_=]{{0,40}}[-_=*—–]{{2,}}\s*$", re.I)
ORIGINAL_BARE = re.compile(rf"^\s*(?:{ORIGINAL})\s*[:：]?\s*$", re.I)
FORWARDED_LINE = re.compile(
    rf"^[\s*]*(?:[-_=*—–]{{2,}}\s*(?:{FORWARDED})\b.{{0,80}}|(?:{BEGIN_FORWARDED})\s*[:：]?)\s*$", re.I
)
LABEL = re.compile(r"^[\s*|]*([^\W\d_][^:：*\n]{0,24}?)\s*\*{0,2}\s*[:：]\*{0,2}(.*)$", re.S)


def is_quoted(line: str) -> bool:
    """Marked as a quote, `> like this`."""
    return line.lstrip(" \t\ufeff\u00a0")[:1] in (">", "＞")


def attribution(lines: Sequence[str], at: int, first: int) -> int:
    """Where the attribution begins that ends with line `at`, -1 when none does; not before line `first`.

    Mail programs fold it anywhere, so up to five lines are joined from the end upwards.
    """
    joined = ""
    for begin in range(at, max(first, at - MOST_LINES + 1) - 1, -1):
        line = lines[begin].strip()
        if not line or is_quoted(line) or len(joined) + len(line) > LONGEST_ATTRIBUTION:
            return -1
        joined = f"{line} {joined}".strip()
        if says_who_wrote(joined, before_quote=next_is_quoted(lines, at + 1)):
            return begin if OPENS.match(joined) and DATE.search(joined) else opening(lines, begin, at, first)
    return -1


def opening(lines: Sequence[str], begin: int, at: int, first: int) -> int:
    """Further up, still in the same lines without a gap, the real beginning: "On Monday, June 3rd, Jane Doe"."""
    for above in range(begin - 1, max(first, at - MOST_LINES + 1) - 1, -1):
        line = lines[above].strip()
        if not line or is_quoted(line) or line.endswith((".", "!", "?", ":")):
            break
        if OPENER_ALONE.match(line) or (OPENS.match(line) and (DATE.search(line) or TIME.search(line))):
            return above
    return begin


def says_who_wrote(text: str, *, before_quote: bool) -> bool:
    """A date or an address, and *wrote* (or an address in angles at the end), then a colon.

    Without marked quotes below, more is asked: people write "on Monday your colleague wrote:" themselves.
    """
    dated = DATE.search(text) is not None or TIME.search(text) is not None
    if ADDRESS_ENDS.search(text):
        return dated or (before_quote and VERB.search(text) is not None)
    address = EMAIL.search(text) is not None
    if VERB_ENDS.search(text):
        if address or (before_quote and len(text) < 160):
            return dated or before_quote
        return bool(dated and OPENS.match(text) and TIME.search(text))
    if VERB.search(text) and OPENS.match(text):
        return dated and (address or before_quote or TIME.search(text) is not None)
    return bool(VERB.search(text) and address and dated)


def next_is_quoted(lines: Sequence[str], at: int) -> bool:
    """The next line that is not empty, a few lines on at most, is marked as a quote."""
    for line in lines[at : at + 6]:
        if line.strip(" \t\r\ufeff\u00a0"):
            return is_quoted(line)
    return False


def header_block(lines: Sequence[str], at: int) -> int:
    """The number of lines of a From/Sent/To/Subject block that begins at line `at`, 0 when there is none."""
    roles: set[str] = set()
    with_address = sent = False
    last = at
    empty = 0
    for n in range(at, min(len(lines), at + 16)):
        line = lines[n][:LONGEST_LINE].replace("\u00a0", " ").replace("\u200e", "")
        if not line.strip():
            empty += 1
            if empty > 1 or n == at:
                break
            continue
        found = LABEL.match(line)
        role = ROLE_OF.get(found[1].strip().lower()) if found else None
        if role is None:
            # A folded list of recipients goes on; anything else ends the block.
            if n == at or empty or not ("@" in line or ";" in line or line[0] in " \t"):
                break
            continue
        if n == at and role not in ("from", "sent", "subject"):
            return 0
        if empty and len(roles) >= 3 and role in roles:
            break
        empty = 0
        roles.add(role)
        with_address = with_address or (role in ("from", "to") and "@" in line)
        # "Date" may stand in a form that the writer fills in; "Sent at 15:05" does not.
        sent = sent or (
            role == "sent" and found is not None and found[1].lower() in SENT and bool(TIME.search(line))
        )
        last = n
    if "from" not in roles:
        return 0
    sure = len(roles) >= 3 and (with_address or sent or "subject" in roles)
    return last - at + 1 if sure or ("subject" in roles and "sent" in roles) else 0


def may_be_label(line: str) -> bool:
    """Cheap look before `header_block`: a short word and a colon at the beginning."""
    colon = line.find(":")
    if colon < 0:
        colon = line.find("：")
    return 0 < colon < 28
