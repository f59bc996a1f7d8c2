"""What is to be sent: a letter and its files, complete and without a clock, so that it can be built again."""

from dataclasses import dataclass
from datetime import datetime


class BrokenLetter(ValueError):
    """This letter cannot be written as a mail: a field holds what it must not hold."""


@dataclass(frozen=True, slots=True)
class File:
    """An attachment. With a `content_id` that the HTML shows (`cid:…`) it is a picture in the text."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail of ours. Names and addresses come in pairs; message ids without angle brackets or with them.

    The same letter always gives the same bytes. `html=None` has it made from the text (Markdown), "" sends
    text alone. `quoted` is what `quote_history` made of an earlier contact; it goes below the text.
    `null_sender` concerns the envelope only.
    """

    from_name: str
    from_address: str
    to: tuple[tuple[str, str], ...]
    subject: str
    text: str
    message_id: str
    date: datetime
    cc: tuple[tuple[str, str], ...] = ()
    reply_to: tuple[tuple[str, str], ...] = ()
    html: str | None = None
    quoted: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    auto_submitted: bool = False
    null_sender: bool = False
    language: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    attachments: tuple[File, ...] = ()
