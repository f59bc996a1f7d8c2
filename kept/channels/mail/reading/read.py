"""Raw bytes to an Arrival: everything that the desk needs to know of a mail, the same at every reading."""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime

from kept.channels.mail.display import visible_text
from kept.channels.mail.reading.addresses import addresses
from kept.channels.mail.reading.authentication import ResolveTxt, alignment
from kept.channels.mail.reading.bodies import Bodies
from kept.channels.mail.reading.bounces import notice
from kept.channels.mail.reading.charsets import decode
from kept.channels.mail.reading.clean import cleaned
from kept.channels.mail.reading.dates import moment
from kept.channels.mail.reading.files import attachment, decoded
from kept.channels.mail.reading.identifiers import identifiers, message_id
from kept.channels.mail.reading.machine import machine_class
from kept.channels.mail.reading.parts import Part
from kept.channels.mail.reading.receipts import reading_receipt
from kept.channels.mail.reading.seen import Seen
from kept.channels.mail.reading.structure import take_apart
from kept.channels.mail.reading.words import header_text
from kept.handling.arrival import Arrival

#: Changes whenever the same bytes may be read differently: stored messages can then be read again.
READER = "kept 1"

LONGEST_TEXT = 2_000_000  # characters; the rest stays in the raw source
LONGEST_SUBJECT = 2_000
#: What mail programs put before the first delimiter, for readers of the last century.
BOILERPLATE = re.compile(rb"multi-?part\s+message|MIME|mime-", re.I)


class Unreadable(Exception):
    """Nothing at all can be made of these bytes."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_mail(
    raw: bytes,
    *,
    envelope_from: str,
    envelope_to: Sequence[str],
    peer: str,
    received_at: datetime,
    source: str,
    own_mark: str = "",
    trusted_authserv: Sequence[str] = (),
    resolve_txt: ResolveTxt | None = None,
) -> Arrival:
    """Read a mail as it came. Raises Unreadable when there is nothing in it.

    `own_mark` is the value of our own marker field (X-Kept-Desk); `trusted_authserv` names the servers
    whose Authentication-Results count; `resolve_txt` (name to TXT record) allows a check of our own.
    """
    data, warnings = cleaned(raw)
    if not data.strip():
        raise Unreadable("The message is empty.")
    structure = take_apart(data)
    warnings += structure.warnings
    headers = structure.root.headers
    if not headers.fields and b"\x00" in data[:1000]:
        raise Unreadable("This is no mail: it has no header, and its bytes are no text.")
    chosen = Bodies(structure.root)
    words = Words(chosen, structure.outside, warnings)
    subject = header_text(headers.first("subject"))[:LONGEST_SUBJECT]
    senders = addresses(headers.all("from")) or addresses(headers.all("sender"))
    from_name, from_address = next(
        (one for one in senders if "@" in one[1]), senders[0] if senders else ("", "")
    )
    seen = Seen(headers, subject, from_name, from_address, envelope_from, tuple(envelope_to), source)
    report = notice(structure.root, data, seen) or reading_receipt(structure.root, data, seen)
    machine, reason = (report.machine, report.reason) if report else machine_class(seen, own_mark)
    if (outside := sum(map(len, structure.outside))) > 150:
        warnings.append(f"{outside} bytes stand outside all parts")
    return Arrival(
        channel="mail",
        raw=raw,
        sha256=hashlib.sha256(raw).digest(),
        source=source,
        envelope_from=envelope_from,
        envelope_to=seen.envelope_to,
        peer=peer,
        received_at=received_at,
        sent_at=moment(headers.first("date")),
        from_name=from_name,
        from_address=from_address,
        reply_to=addresses(headers.all("reply-to")),
        to=addresses(headers.all("to")),
        cc=addresses(headers.all("cc")),
        subject=subject,
        text=words.text,
        visible=visible_text(words.text, subject=subject),
        html=words.html,
        message_id=message_id(headers.first("message-id")),
        in_reply_to=identifiers(headers.all("in-reply-to")),
        references=identifiers(headers.all("references")),
        attachments=tuple(attachment(part, warnings) for part in chosen.files),
        machine=machine,
        machine_reason=reason,
        reports=report.reports if report else (),
        aligned=alignment(headers, from_address, trusted=trusted_authserv, raw=raw, resolve_txt=resolve_txt),
        language="",
        warnings=tuple(dict.fromkeys(warnings)),
        parser=READER,
    )


class Words:
    """The text of a mail and its HTML, out of the parts chosen for them."""

    def __init__(self, chosen: Bodies, outside: list[bytes], warnings: list[str]) -> None:
        texts = [self.plain(part, warnings) for part in chosen.text]
        self.html = "\n".join(
            self.read(part, warnings) for part in chosen.html if part.content_type == "text/html"
        )
        if self.html and not any(text.strip() for text in texts):
            texts = [self.plain(part, warnings) for part in chosen.html]  # the text part was an empty shell
        if not any(text.strip() for text in texts):
            # Nothing was said in any part: then what was lost between broken delimiters is what was said.
            texts = [decode(piece)[0].strip() for piece in outside if not BOILERPLATE.search(piece)]
        self.text = "\n\n".join(text for text in texts if text)[:LONGEST_TEXT]
        self.html = self.html[:LONGEST_TEXT]

    def plain(self, part: Part, warnings: list[str]) -> str:
        text = self.read(part, warnings)
        if part.content_type == "text/html":
            # Only now, because most mail has a text part and this is the slowest thing there is to do.
            from kept.channels.mail.reading.html_words import html_words

            return html_words(text)
        return text.replace("\r\n", "\n").rstrip("\n")

    def read(self, part: Part, warnings: list[str]) -> str:
        charset = part.parameters.get("charset", "")
        text, used, guessed = decode(decoded(part, warnings), charset, html=part.content_type == "text/html")
        if guessed:
            warnings.append(f"part {part.path or '1'}: charset guessed as {used}")
        return text


def attachment_bytes(raw: bytes, path: str) -> bytes:
    """The decoded bytes of the part at `path` ("1.2"). Raises KeyError when the message has no such part."""
    for part in take_apart(cleaned(raw)[0]).root.leaves():
        if part.path == path:
            return decoded(part, [])
    raise KeyError(path)
