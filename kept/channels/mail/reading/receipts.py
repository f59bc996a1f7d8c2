"""Receipts of the recipient's own mail program (RFC 8098): it was shown, or deleted unread."""

import re

from kept.channels.mail.reading.bounces import Notice
from kept.channels.mail.reading.headers import split_head
from kept.channels.mail.reading.identifiers import message_id
from kept.channels.mail.reading.our_message import keyed_in_addresses, returned_ids
from kept.channels.mail.reading.parts import Part
from kept.channels.mail.reading.report_fields import address_in
from kept.channels.mail.reading.seen import Seen
from kept.channels.mail.reading.transfer import decode_transfer
from kept.handling.arrival import DeliveryReport

SHOWN = re.compile(rb"displayed|dispatched|processed", re.I)
FAILED = re.compile(rb"failed|error|denied", re.I)


def reading_receipt(root: Part, data: bytes, seen: Seen) -> Notice | None:
    """The receipt that this mail is, None when it is none. That it arrived is certain either way."""
    if root.content_type != "multipart/report":
        return None
    for part in root.leaves():
        if part.content_type != "message/disposition-notification":
            continue
        body, _ = decode_transfer(part.body, part.encoding, text=True)
        fields, _ = split_head(body.lstrip(), 0, len(body.lstrip()), root=True)
        disposition = fields.first("disposition")
        if FAILED.search(disposition):
            return None
        named, keyed = returned_ids(root, data)
        recipient = address_in(fields.first("original-recipient")) or address_in(
            fields.first("final-recipient")
        )
        words = (
            "The recipient's mail program showed it."
            if SHOWN.search(disposition)
            else "It reached the recipient's mail program and was deleted there."
        )
        report = DeliveryReport(
            action="delivered",
            recipient=recipient,
            status="",
            diagnostic=disposition.decode("latin-1")[:500],
            words=words,
            message_id=message_id(fields.first("original-message-id")) or named,
            keyed=keyed_in_addresses(seen.our_addresses) or keyed,
        )
        return Notice(
            "delivery_notice", "It is a receipt from the recipient's mail program (RFC 8098).", (report,)
        )
    return None
