"""Every word in or out: raw source, contact, attachments, outbox, delivery facts, guard decisions."""

from kept.contacts.models.contact import Attachment, Contact
from kept.contacts.models.drafts import Draft, Upload
from kept.contacts.models.intake import MessageId, Quarantine, RawMessage, Seen
from kept.contacts.models.limits import Hold, Rate
from kept.contacts.models.outbox import DeliveryFact, GuardDecision, Outgoing, OutgoingCode

__all__ = [
    "Attachment",
    "Contact",
    "DeliveryFact",
    "Draft",
    "GuardDecision",
    "Hold",
    "MessageId",
    "Outgoing",
    "OutgoingCode",
    "Quarantine",
    "Rate",
    "RawMessage",
    "Seen",
    "Upload",
]
