"""What a channel hands over: one thing that arrived, read but not yet judged."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in the message; its bytes stay in the raw source and are found by `path`."""

    path: str  # the part's place, "1.2"
    name: str
    content_type: str
    size: int  # bytes, decoded
    sha256: bytes  # of the decoded bytes
    content_id: str = ""
    inline: bool = False


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """A bounce, delay or delivery notice about one recipient of a message of ours."""

    action: str  # failed | delayed | delivered | relayed | expanded (RFC 3464)
    recipient: str
    status: str  # "5.1.1" (RFC 3463), "" when none was given
    diagnostic: str
    words: str  # for an agent, in plain words
    message_id: str = ""  # of the message it speaks of
    keyed: str = ""  # our keyed code, from the return path or the returned headers


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message as its channel read it. Text fields are "" and sequences empty when there is none."""

    channel: str
    raw: bytes
    sha256: bytes
    source: str  # "smtp" | "lmtp" | "imap:<mailbox>" | "import" | "sandbox"
    envelope_from: str
    envelope_to: tuple[str, ...]
    peer: str
    received_at: datetime
    sent_at: datetime | None
    from_name: str
    from_address: str  # lower case
    reply_to: tuple[tuple[str, str], ...]  # (name, address)
    to: tuple[tuple[str, str], ...]
    cc: tuple[tuple[str, str], ...]
    subject: str
    text: str  # the whole text
    visible: str  # without quotes and signature
    html: str  # as it came
    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    machine: str  # "" when a person wrote it; else the class of machine mail
    machine_reason: str
    reports: tuple[DeliveryReport, ...]
    aligned: str  # "pass" | "fail" | "none" (DMARC alignment)
    language: str
    warnings: tuple[str, ...]
    parser: str
