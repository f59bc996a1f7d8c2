"""How a letter ends: signatures, contact blocks, lines of devices, legal text. What is doubtful stays."""

import re
from collections.abc import Sequence
from itertools import islice

from kept.channels.mail.display.contacts import DASHES, SENTENCE, contact_block
from kept.channels.mail.display.phrases import (
    BANNER,
    DEVICE,
    DISCLAIMER_OPENS,
    DISCLAIMER_SPEAKS,
    FIRST_PERSON,
    LIST_FOOTER,
    LONGEST_DEVICE_LINE,
    MOST_DEVICE_WORDS,
    POSTSCRIPT,
)

MOST_BARE_SIGNATURE = 10  # lines below a bare "--" that may be one
LOOK_BACK = 30  # lines from the end in which a closing is looked for
LONGEST_LINE = 300  # a longer one is a paragraph, and no closing
MOST_TRIES = 100  # lines or paragraphs looked at closely, from the end

LONG_RULE = re.compile(r"^\s*[_=*\-]{10,}\s*$")


def closing_lines(lines: Sequence[str], start: int, end: int, *, last: bool) -> set[int]:
    """The lines of `lines[start:end]`, one stretch of the writer's own, that are signature and not words.

    `last` says that nothing but history stands below.
    """
    cut: set[int] = set()
    end = delimited(lines, start, end, cut)
    filled = [n for n in range(start, end) if lines[n].strip()]
    if not filled:
        return cut
    devices(lines, filled, cut)
    banner(lines, start, filled, cut)
    if last:
        below_list_rule(lines, filled, cut)
        disclaimers(lines, filled, cut)
        ending = [n for n in filled if n not in cut][-LOOK_BACK:]
        if all(len(lines[n]) <= LONGEST_LINE for n in ending[-3:]):
            contact_block(lines, [n for n in ending if len(lines[n]) <= LONGEST_LINE], cut)
    return cut


def delimited(lines: Sequence[str], start: int, end: int, cut: set[int]) -> int:
    """Cut what stands below `-- ` (RFC 3676), a postscript excepted; return where the words end."""
    for n in range(start, end):
        line = lines[n]
        if not line or line[0] not in "-_—–" or len(line) > 6 or not DASHES.match(line):
            continue
        exact = line in ("-- ", "--\u00a0")
        filled = (m for m in range(n + 1, end) if lines[m].strip())
        below = list(islice(filled, None if exact else MOST_BARE_SIGNATURE + 1))
        bare = line.strip() == "--" and len(below) <= MOST_BARE_SIGNATURE
        if not exact and not bare and not few_short_lines([lines[m] for m in below]):
            continue
        cut.update(range(n, end))
        for m in below:
            if POSTSCRIPT.match(lines[m][:LONGEST_LINE]):
                while m < end and lines[m].strip():
                    cut.discard(m)
                    m += 1
        return n
    return end


def few_short_lines(below: Sequence[str]) -> bool:
    """What may stand below a rule that is no delimiter by the book: no sentences."""
    return 0 < len(below) <= 5 and not any(SENTENCE.search(line) or len(line) > 60 for line in below)


def devices(lines: Sequence[str], filled: Sequence[int], cut: set[int]) -> None:
    """`Sent from my phone`, standing alone."""
    below = -1
    tries = 0
    for n in reversed(filled):
        alone = below != n + 1 or below in cut
        below = n
        line = lines[n].strip()
        if not alone or len(line) > LONGEST_DEVICE_LINE or len(line.split()) > MOST_DEVICE_WORDS:
            continue
        tries += 1
        if tries > MOST_TRIES:
            return
        if line[-1] not in ".!?" and DEVICE.match(line):
            cut.add(n)


def banner(lines: Sequence[str], start: int, filled: Sequence[int], cut: set[int]) -> None:
    """What a gateway wrote on top, to the end of its paragraph."""
    first = filled[0]
    if first - start > 3 or not BANNER.match(lines[first][:LONGEST_LINE]):
        return
    for n in range(first, filled[-1] + 1):
        if not lines[n].strip():
            return
        cut.add(n)


def below_list_rule(lines: Sequence[str], filled: Sequence[int], cut: set[int]) -> None:
    """A long rule with a mailing list's few lines below."""
    for n in filled[-8:]:
        if len(lines[n]) <= LONGEST_LINE and LONG_RULE.match(lines[n]):
            below = "\n".join(line[:500] for line in lines[n + 1 : filled[-1] + 1])
            if LIST_FOOTER.search(below):
                cut.update(m for m in filled if m >= n)
                return


def disclaimers(lines: Sequence[str], filled: Sequence[int], cut: set[int]) -> None:
    """Legal text: from the paragraph that opens and speaks like it to the end, unless a postscript follows."""
    for place, n in enumerate(filled):
        if (
            place < len(filled) - MOST_TRIES
            or n in cut
            or (place and filled[place - 1] == n - 1 and not LONG_RULE.match(lines[n - 1][:LONGEST_LINE]))
        ):
            continue  # only where a paragraph begins
        if not DISCLAIMER_OPENS.match(lines[n][:LONGEST_LINE]):
            continue
        body = "\n".join(line[:2000] for line in lines[n : min(n + 40, filled[-1] + 1)])[:3000]
        remarks = len({found.lower() for found in DISCLAIMER_SPEAKS.findall(body)})
        if remarks < (1 if len(body) < 200 and place else 2) or (len(body) < 60 and place < 2):
            continue
        if FIRST_PERSON.search(lines[n][:LONGEST_LINE]) and remarks < 3:
            continue
        cut.update(m for m in filled[place:] if not POSTSCRIPT.match(lines[m][:LONGEST_LINE]))
        if place and LONG_RULE.match(lines[filled[place - 1]][:LONGEST_LINE]):
            cut.add(filled[place - 1])
        return
