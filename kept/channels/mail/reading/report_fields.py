"""The fields of a delivery status (RFC 3464), one block per recipient, also where the form is broken."""

import re
from dataclasses import dataclass

from kept.channels.mail.reading.addresses import addresses
from kept.channels.mail.reading.headers import Headers, split_head
from kept.channels.mail.reading.words import header_text

MOST_RECIPIENTS = 200
LOOKED_AT = 300_000

BLANK = re.compile(rb"\n[ \t]*\r?\n")
STATUS_FIELD = re.compile(rb"^[ \t]{0,4}(?:final|original)-recipient[ \t]*:", re.I | re.M)
TYPED = re.compile(r"^\s*[a-z0-9\-]+\s*;\s*", re.I)
XTEXT = re.compile(r"\+([0-9A-F]{2})")


@dataclass(frozen=True, slots=True)
class RecipientStatus:
    """What a report says of one recipient, as stated."""

    action: str  # failed | delayed | delivered | relayed | expanded
    recipient: str
    final: str  # the address at which it failed in the end, which may be another
    status: str
    diagnostic: str


def recipient_statuses(text: bytes) -> list[RecipientStatus]:
    """Each recipient block of a delivery status; blocks without a recipient are the message's own."""
    found: list[RecipientStatus] = []
    first = STATUS_FIELD.search(text[:LOOKED_AT])
    if first is None:
        return found
    # A block may begin with another field: go back to the empty line before.
    begin = max((blank.end() for blank in BLANK.finditer(text, 0, first.start() + 1)), default=0)
    for block in BLANK.split(text[begin:LOOKED_AT]):
        block = block.lstrip(b" \t\r\n") + b"\n"
        headers, _ = split_head(block, 0, len(block), root=True)
        if ("final-recipient" in headers or "original-recipient" in headers) and (one := one_status(headers)):
            found.append(one)
        if len(found) >= MOST_RECIPIENTS:
            break
    return found


def one_status(headers: Headers) -> RecipientStatus | None:
    final = address_in(headers.first("final-recipient"))
    recipient = address_in(headers.first("original-recipient")) or final
    status = headers.first("status").decode("latin-1")
    action = headers.word("action")
    if action.startswith(("fail", "error", "permanent")):
        action = "failed"
    elif action.startswith(("delay", "transient")):
        action = "delayed"
    elif action.startswith(("delivered", "relayed", "expanded")):
        action = action.split()[0].rstrip(",;")
    else:
        action = {"5": "failed", "4": "delayed", "2": "delivered"}.get(status.strip()[:1], "")
    if not action or not recipient:
        return None
    diagnostic = TYPED.sub("", header_text(headers.first("diagnostic-code")))
    return RecipientStatus(
        action, recipient, final or recipient, status.strip(), " ".join(diagnostic.split())[:1000]
    )


def address_in(value: bytes) -> str:
    """The address behind `rfc822;`, xtext undone (RFC 3461); "" when none is there."""
    text = TYPED.sub("", header_text(value)).strip().strip("<>").strip()
    if "+" in text and value.lower().startswith(b"rfc822") and not text.partition("@")[2]:
        text = XTEXT.sub(lambda found: chr(int(found[1], 16)), text)
    if "@" not in text:
        return ""
    named = addresses([text.encode()])
    return named[0][1] if named else ""
