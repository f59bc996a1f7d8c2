"""Reports of no standard: recipients and reasons out of what qmail, exim, Exchange and others write."""

import email
import logging
import re
from collections.abc import Iterable

from kept.channels.mail.reading.charsets import decode
from kept.channels.mail.reading.parts import Part
from kept.channels.mail.reading.report_fields import RecipientStatus
from kept.channels.mail.reading.status_words import ENHANCED, says_why
from kept.channels.mail.reading.transfer import decode_transfer

LOOKED_AT = 400_000

#: A line that bears a server's code.
CODED = re.compile(r"(?<![\d.])(?:[45]\d\d[\s\-#:]|[45]\.\d{1,3}\.\d{1,3})")
FOLDED = re.compile(r"\n[ \t]+(?=[^\s<*-])")
#: Where the returned message begins in a text without parts.
RETURNED = re.compile(
    r"^.{0,40}(?:below this line is a copy|copy of (?:the|your) message|original (?:message|text)"
    r"|returned message|message header|"
    r"undelivered message|message follows|unsent message|message body|headers? (?:of|from) the"
    r"|(?:the )?header of the).{0,60}$|^(?:received|return-path): ",
    re.I | re.M,
)


def detected(root: Part, data: bytes, sender: str) -> list[RecipientStatus]:
    """Recipients out of the many forms that are no standard (qmail, exim, Exchange and others)."""
    from flufl.bounce import all_failures  # slow to import, and needed by few processes

    # It logs each failure of a detector with a traceback, and these are of no use to anybody.
    logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL + 1)
    # Its detectors expect a header in ASCII with an author; without one a single one ends the whole search.
    head = data[: root.start].decode("ascii", "replace").encode("ascii", "replace")
    if "content-type" not in root.headers:
        head = b"Content-Type: text/plain\r\n" + head
    message = email.message_from_bytes(head + data[root.start : root.start + LOOKED_AT])
    del message["from"]
    message["From"] = sender if sender.isascii() and "@" in sender else "mailer-daemon@nowhere.invalid"
    try:
        temporary, permanent = all_failures(message)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, AssertionError):
        # They run over whatever a stranger sent; what fails has simply not recognised it.
        return []
    return [RecipientStatus("delayed", address, address, "", "") for address in addresses_of(temporary)] + [
        RecipientStatus("failed", address, address, "", "") for address in addresses_of(permanent)
    ]


def addresses_of(found: Iterable[bytes]) -> list[str]:
    texts = (one.decode("ascii", "replace") for one in found)
    return sorted({text.strip().lower() for text in texts if "@" in text})


def report_text(root: Part) -> str:
    """The words of the report itself, without the message that it returns."""
    for part in root.leaves():
        if part.is_text or part.content_type.startswith("multipart/"):
            body, _ = decode_transfer(part.body[:LOOKED_AT], part.encoding, text=True)
            text = decode(body, part.parameters.get("charset", ""))[0]
            returned = RETURNED.search(text, 80)
            return text[: returned.start()] if returned else text[:20_000]
    return ""


def why(text: str, address: str) -> str:
    """The line that gives the reason: near the address one that bears a code, else one that speaks of it."""
    lines = [" ".join(line.split()) for line in FOLDED.sub(" ", text[:20_000]).split("\n") if line.strip()][
        :300
    ]
    at = next((n for n, line in enumerate(lines) if address and address in line.lower()), 0)
    ordered = lines[at : at + 8] + lines[:at] + lines[at + 8 :]
    for line in ordered:
        if CODED.search(line[:600]) and (len(line) > 12 or ENHANCED.search(line)):
            return line[:500]
    return next((line[:500] for line in ordered if says_why(line)), "")
