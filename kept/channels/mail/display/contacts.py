"""Contact blocks: what stands below the name at the end of a letter. What is doubtful stays."""

import re
from collections.abc import Sequence

from kept.channels.mail.display.phrases import FIRST_PERSON, NUMBER_OF_OURS, POSTSCRIPT, SIGN_OFF

PHONE = re.compile(
    r"(?:^|\W)(?:tel|fon|telefon|phone|mobile?|mobil|handy|fax|mob|cell|tél|direct|office|ph|gsm|t|m"
    r"|f)\b\W{0,4}[+(\d][\d\s()/.\-–]{5,}"
    r"|^\W*(?:\+|00|\(?0|\(\d{3}\)|\d{3}[\-.])[\d\s()/.\-–]{6,}\W*$",
    re.I,
)
ADDRESS = re.compile(
    r"[\w.+\-]+@[\w\-]+\.[\w.\-]+|https?://\S+|\bwww\.\S+|^[\w\-]+\.(?:com|de|net|org|eu|at|ch|fr|nl"
    r"|co\.uk)$",
    re.I,
)
FIRM = re.compile(
    r"\b(?:GmbH|mbH|gGmbH|AG|KG|OHG|UG|e\.\s?V\.|e\.\s?K\.|Ltd|LLC|LLP|PLC|Inc|Corp|S\.?A\.?R\.?L\.?"
    r"|S\.?A\.?S|B\.V\.|N\.V\.|S\.p\.A|S\.r\.l|Sp\. z o\.o"
    r"|HRB|HRA|Amtsgericht|Geschäftsführ\w+|USt-?Id\w*|VAT|Handelsregister|Sitz der Gesellschaft"
    r"|Registergericht|Vorstand|Aufsichtsrat|Registered)\b"
)
POSTAL = re.compile(
    r"^\W*(?:[A-Z]{1,2}[-–])?\d{4,5}\s+[A-ZÄÖÜ]\w+|\b[A-Z]{2}\s\d{5}\b"
    r"|\b[A-Z]{1,2}\d{1,2}[A-Z]?\s\d[A-Z]{2}\b"
)
DIGIT = re.compile(r"\d")
NAMED = re.compile(
    r"(?i:gr(?:ü|ue)(?:ß|ss)\w*|gru(?:ß|ss)|\b(?:[lvh]g|mfg)|regards|wishes|cheers|best|thanks|dank"
    r"|cordialement|saludos|saluti|groet\w*"
    r"|hilsen|mvh|hälsningar)[,\s]+[^\W\d_a-z][\w.\-]+(?: [^\W\d_a-z][\w.\-]+)?\s*$"
)
NAME = re.compile(
    r"^[\s*_/\-–—~]*[^\W\d_][\w.'’\-]*(?:[\s,]+(?:\(?[^\W\d_][\w.'’\-]*\)?|[&+]|und|and|y"
    r"|et)){0,5}[\s*_.,!]*$"
)
SENTENCE = re.compile(r"[\w)][.!?](?:\s|$)")
DASHES = re.compile(r"^\s*[-_—–]{2,}\s*$")


def contact_block(lines: Sequence[str], filled: Sequence[int], cut: set[int]) -> None:
    """What stands below the name: numbers, addresses, firm. The greeting and the name stay, and so does
    every line that speaks, or that names something of ours (a customer number)."""
    for place in range(len(filled) - 1, -1, -1):
        if SIGN_OFF.match(lines[filled[place]]):
            below = [n for n in filled[place + 1 :] if not DASHES.match(lines[n])]
            names = next(
                (k for k, n in enumerate(below[:3]) if not NAME.match(lines[n].strip())), min(len(below), 3)
            )
            if NAMED.search(lines[filled[place]]):
                cut_contacts(lines, below, cut, enough=1)
            elif names:
                cut_contacts(lines, below[min(names, 1) :], cut, enough=1)
            return
    # No greeting: a name in the last paragraph with at least two lines of contact data right below it.
    paragraph: list[int] = []
    for n in reversed(filled):
        if paragraph and paragraph[0] != n + 1:
            break
        paragraph.insert(0, n)
    above = next((lines[n].strip() for n in reversed(filled) if n < paragraph[0]), "") if paragraph else ""
    if (
        3 <= len(paragraph) <= 8
        and above
        and not above.endswith(":")
        and NAME.match(lines[paragraph[0]].strip())
    ):
        cut_contacts(lines, paragraph[1:], cut, enough=2)


def cut_contacts(lines: Sequence[str], below: Sequence[int], cut: set[int], *, enough: int) -> None:
    """Cut the lines below a name as far as they are contact data, when at least `enough` lines surely are."""
    block: list[int] = []
    sure = 0
    for n in below:
        line = lines[n].strip()
        certain = bool(PHONE.search(line) or ADDRESS.search(line) or FIRM.search(line) or POSTAL.search(line))
        if POSTSCRIPT.match(line) or speaks(line, certain):
            break
        if (
            NUMBER_OF_OURS.search(line)
            and DIGIT.search(line)
            and not (ADDRESS.search(line) or FIRM.search(line))
        ):
            continue
        sure += certain
        block.append(n)
    if sure >= enough:
        cut.update(block)


def speaks(line: str, certain: bool) -> bool:
    """A sentence of the writer's rather than an item of an address."""
    words = len(line.split())
    if FIRST_PERSON.search(line) and words > 2:
        return True
    return words > 7 and (not certain or (SENTENCE.search(line) is not None and words > 12))
