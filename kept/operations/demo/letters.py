"""Mails of the demo's customers and of other people's servers, as bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from kept.operations.demo.attached import File

#: Our own server in front of the desk, as it signs what it found about a sender.
GATE = "mx.fourtrades.example"


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that somebody writes to us. `proven`: his domain stands behind it (pass, fail; "" unknown)."""

    sender: tuple[str, str]  # name, address
    to: str
    subject: str
    text: str
    at: datetime
    message_id: str
    cc: Sequence[tuple[str, str]] = ()
    reply_to: str = ""
    references: Sequence[str] = ()  # the nearest last
    html: str = ""
    files: Sequence[File] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    proven: str = "pass"


def letter_bytes(letter: Letter) -> bytes:
    """The mail as it stands before our door."""
    mail = EmailMessage(policy=SMTP)
    domain = letter.sender[1].rpartition("@")[2]
    if letter.proven:
        found = f"dmarc={letter.proven} header.from={domain}"
        mail["Authentication-Results"] = f"{GATE}; {found}"
    mail["Received"] = f"from mail.{domain} by {GATE} with ESMTPS; {format_datetime(letter.at)}"
    mail["From"] = formataddr(letter.sender)
    mail["To"] = letter.to
    if letter.cc:
        mail["Cc"] = ", ".join(formataddr(each) for each in letter.cc)
    if letter.reply_to:
        mail["Reply-To"] = letter.reply_to
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(letter.at)
    mail["Message-ID"] = angled(letter.message_id)
    if letter.references:
        mail["In-Reply-To"] = angled(letter.references[-1])
        mail["References"] = " ".join(map(angled, letter.references))
    for name, value in letter.headers.items():
        mail[name] = value
    mail.set_content(letter.text.rstrip() + "\n")
    if letter.html:
        mail.add_alternative(letter.html, subtype="html")
    for file in letter.files:
        kind, _, subtype = file.content_type.partition("/")
        mail.add_attachment(file.content, maintype=kind, subtype=subtype, filename=file.name)
    return mail.as_bytes()


def angled(identity: str) -> str:
    """A message id as it stands in a header."""
    return f"<{identity.strip('<>')}>"


def report_bytes(
    *, action: str, recipient: str, said: str, message_id: str, to: str, at: datetime, identity: str
) -> bytes:
    """A delivery report (RFC 3464) by the recipient's server about a message of ours.

    `action` is failed, delayed or delivered; `said` the server's words with their codes ("550 5.1.1 …").
    """
    domain = recipient.rpartition("@")[2]
    status = next((word for word in said.split() if word.count(".") == 2), "2.0.0")
    words = {
        "failed": "This is the mail system. Your message could not be delivered to its recipient.",
        "delayed": "This is the mail system. Your message has not been delivered yet; it is tried again.",
        "delivered": "This is the mail system. Your message was put into the mailbox of its recipient.",
    }[action]
    subject = {
        "failed": "Undelivered Mail Returned to Sender",
        "delayed": "Delayed Mail (still being retried)",
        "delivered": "Successful Mail Delivery Report",
    }[action]
    return "\r\n".join(
        [
            "Return-Path: <>",
            f"From: Mail Delivery System <MAILER-DAEMON@mail.{domain}>",
            f"To: {to}",
            f"Subject: {subject}",
            f"Date: {format_datetime(at)}",
            f"Message-ID: {angled(identity)}",
            "Auto-Submitted: auto-replied",
            "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="=report"',
            "",
            "--=report",
            "Content-Type: text/plain; charset=utf-8",
            "",
            words,
            "",
            f"<{recipient}>: {said}",
            "",
            "--=report",
            "Content-Type: message/delivery-status",
            "",
            f"Reporting-MTA: dns; mail.{domain}",
            "",
            f"Final-Recipient: rfc822; {recipient}",
            f"Action: {action}",
            f"Status: {status}",
            f"Diagnostic-Code: smtp; {said}",
            "",
            "--=report",
            "Content-Type: text/rfc822-headers",
            "",
            f"Message-ID: {angled(message_id)}",
            f"To: {recipient}",
            "",
            "--=report--",
            "",
        ]
    ).encode()
