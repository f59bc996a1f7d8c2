"""A letter as the bytes of a mail, always the same bytes."""

from kept.channels.mail.writing.fields import (
    address_field,
    date_field,
    identifier,
    identifiers_field,
    text_field,
)
from kept.channels.mail.writing.letter import BrokenLetter, Letter
from kept.channels.mail.writing.markdown import letter_html
from kept.channels.mail.writing.parts import file_part, multipart, text_part

LONGEST_REFERENCES = 1_800  # characters of the References field
#: Fields that the letter's own attributes decide.
RESERVED = frozenset(
    {
        "from", "to", "cc", "bcc", "reply-to", "sender", "subject", "date", "message-id", "in-reply-to", "references",
        "auto-submitted", "x-auto-response-suppress", "content-language", "return-path", "received", "mime-version",
        "content-type", "content-transfer-encoding",
    }
)  # fmt: skip


def build_mail(letter: Letter) -> bytes:
    """The mail, lines ended by CRLF. Raises BrokenLetter when a field holds what it must not hold."""
    return header(letter).encode("ascii") + body(letter)


def header(letter: Letter) -> str:
    """All fields but those of the body. A mail of a machine says so, that no machine may answer it (RFC 3834)."""
    if not letter.to and not letter.cc:
        raise BrokenLetter("The letter has no recipient.")
    fields = [address_field("From", [(letter.from_name, letter.from_address)])]
    if letter.to:
        fields.append(address_field("To", letter.to))
    if letter.cc:
        fields.append(address_field("Cc", letter.cc))
    if letter.reply_to:
        fields.append(address_field("Reply-To", letter.reply_to))
    fields.append(text_field("Subject", letter.subject))
    fields.append(date_field(letter.date))
    fields.append(f"Message-ID: {identifier(letter.message_id)}\r\n")
    if letter.in_reply_to:
        fields.append(identifiers_field("In-Reply-To", [letter.in_reply_to], longest=LONGEST_REFERENCES))
    thread = [*letter.references, *([letter.in_reply_to] if letter.in_reply_to else [])]
    fields.append(identifiers_field("References", thread, longest=LONGEST_REFERENCES))
    if letter.auto_submitted:
        fields.append(f"Auto-Submitted: {'auto-replied' if letter.in_reply_to else 'auto-generated'}\r\n")
        fields.append("X-Auto-Response-Suppress: All\r\n")
    if letter.language:
        fields.append(text_field("Content-Language", letter.language))
    for name, value in letter.headers:
        if name.lower() in RESERVED:
            raise BrokenLetter(f"The field {name} follows from the letter and cannot be set by itself.")
        fields.append(text_field(name, value))
    fields.append("MIME-Version: 1.0\r\n")
    return "".join(fields)


def body(letter: Letter) -> bytes:
    """Text and HTML as alternatives, pictures beside the HTML that shows them, files after all."""
    text = letter.text.rstrip() + (f"\n\n{letter.quoted.rstrip()}" if letter.quoted else "") + "\n"
    alternatives = [text_part(text, "plain")]
    html = letter_html(letter.text, letter.quoted) if letter.html is None else letter.html
    shown = [file for file in letter.attachments if file.content_id and f"cid:{file.content_id}" in html]
    if html:
        pictures = [file_part(file, inline=True) for file in shown]
        alternatives.append(multipart("related", [text_part(html, "html"), *pictures], letter.message_id))
    said = multipart("alternative", alternatives, letter.message_id)
    files = [file_part(file, inline=False) for file in letter.attachments if file not in shown]
    return multipart("mixed", [said, *files], letter.message_id)
