"""Posting a message: contact, outbox rows, message ids and the guard's decision, into a batch."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from kept.cases.models import Case
from kept.contacts.addresses import message_id
from kept.contacts.facts import ContactQueued, GuardStopped
from kept.contacts.models import Attachment, Contact, GuardDecision, MessageId, Outgoing, OutgoingCode
from kept.contacts.states import Delivery
from kept.contacts.words import snippet
from kept.handling.batch import Batch
from kept.ledger.actor import Actor
from kept.pledge.shapes import Brand
from kept.rules.guard import Decision
from kept.storage.rows import draw_id


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who gets it: `kind` is to, cc or bcc."""

    kind: str
    name: str
    address: str
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes along; its bytes lie in the file store. With a `content_id` it is a picture in the text."""

    name: str
    content_type: str
    size: int
    sha256: bytes
    content_id: str
    stored_at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be posted. `references` names the messages that it answers, the nearest first.

    `text` is plain, `html` the same laid out, `source` what its writer typed (without signature).
    """

    purpose: str
    subject: str
    text: str
    recipients: Sequence[Recipient]
    sender_name: str
    html: str = ""
    source: str = ""
    files: Sequence[Enclosed] = field(default=())
    contact_id: int | None = None  # drawn ahead by a caller who has to name it
    agent_id: int | None = None
    agent_name: str = ""
    promise_id: int | None = None  # the promise that it is to keep, or that it acknowledges
    seen_contact_id: int | None = None
    references: Sequence[str] = field(default=())
    null_sender: bool = False
    not_before: datetime | None = None  # undo and sending later

    @property
    def digest(self) -> bytes:
        """What the guard's decision binds: the words, the files, and to whom they go."""
        addresses = "\x00".join(sorted(recipient.address for recipient in self.recipients))
        words = "\x00".join((self.subject, self.text, self.html, addresses)).encode()
        return sha256(words + b"".join(sorted(file.sha256 for file in self.files))).digest()


@dataclass(frozen=True, slots=True)
class Override:
    """Somebody lets a stopped message pass, with name and reason."""

    by: Actor
    reason: str


def record_decision(
    batch: Batch,
    case: Case,
    message: Message,
    decision: Decision,
    *,
    by: Actor,
    override: Override | None = None,
) -> int:
    """The guard's decision as a row, whatever it was; a stop or an override is a fact of its own."""
    decision_id = draw_id(GuardDecision)
    batch.add(
        GuardDecision,
        id=decision_id,
        customer_id=case.customer_id,
        case_id=case.pk,
        person_id=message.recipients[0].person_id if message.recipients else None,
        channel="mail",
        purpose=message.purpose,
        verdict=str(decision.verdict),
        reasons=[{"code": r.code.value, "sentence": r.sentence} for r in decision.reasons],
        content_digest=message.digest,
        at=batch.now,
        by=str(by),
        override_by=str(override.by) if override else "",
        override_reason=override.reason if override else "",
    )
    if not decision.allowed:
        codes = [reason.code.value for reason in decision.reasons]
        signed = str(override.by) if override else ""
        fact = GuardStopped(decision_id, message.purpose, str(decision.verdict), codes, signed)
        batch.facts.append((case.customer_id, case.pk, fact, by))
    return decision_id


def post(
    batch: Batch,
    case: Case,
    brand: Brand,
    message: Message,
    decision: Decision,
    decision_id: int,
    *,
    by: Actor,
) -> tuple[int, list[int]]:
    """Add a message and one outbox row per recipient; returns the contact's id and theirs."""
    contact_id = message.contact_id or draw_id(Contact)
    outgoing_ids = [draw_id(Outgoing) for _ in message.recipients]
    identity = message_id(outgoing_ids[0], brand.reply_domain)
    start = max(batch.now, message.not_before or batch.now)
    batch.add(
        Contact,
        id=contact_id,
        customer_id=case.customer_id,
        case_id=case.pk,
        brand_id=case.brand_id,
        channel="mail",
        direction="out",
        purpose=message.purpose,
        at=batch.now,
        recorded_at=batch.now,
        person_id=message.recipients[0].person_id,
        sender_name=message.sender_name,
        sender_address=brand.address,
        recipients=[{"kind": r.kind, "name": r.name, "address": r.address} for r in message.recipients],
        agent_id=message.agent_id,
        agent_name=message.agent_name,
        subject=message.subject,
        snippet=snippet(message.text),
        visible=message.text,
        text=message.source,
        html=message.html,
        raw_id=None,
        message_id=identity,
        references=list(message.references),
        aligned="none",
        machine="",
        no_answer_reason="",
        unconfirmed=False,
        attachments=len(message.files),
        imported=False,
        seen_contact_id=message.seen_contact_id,
        promise_id=message.promise_id,
        delivery=Delivery.QUEUED.value,
    )
    for file in message.files:
        batch.add(
            Attachment,
            id=draw_id(Attachment),
            customer_id=case.customer_id,
            contact_id=contact_id,
            path="",
            name=file.name,
            content_type=file.content_type,
            size=file.size,
            sha256=file.sha256,
            content_id=file.content_id,
            inline=bool(file.content_id),
            stored_at=file.stored_at,
        )
    batch.add(
        MessageId, message_id=identity, customer_id=case.customer_id, case_id=case.pk, contact_id=contact_id
    )
    for outgoing_id, recipient in zip(outgoing_ids, message.recipients, strict=True):
        batch.add(
            Outgoing,
            id=outgoing_id,
            customer_id=case.customer_id,
            contact_id=contact_id,
            decision_id=decision_id,
            brand_id=case.brand_id,
            channel="mail",
            purpose=message.purpose,
            person_id=recipient.person_id,
            to_name=recipient.name,
            to_address=recipient.address,
            null_sender=message.null_sender,
            message_id=identity,
            content_digest=message.digest,
            created_at=batch.now,
            not_before=start,
            next_try_at=start,
        )
        batch.add(OutgoingCode, outgoing_id=outgoing_id, customer_id=case.customer_id, contact_id=contact_id)
    fact = ContactQueued(contact_id, outgoing_ids[0], message.purpose, decision_id, str(decision.verdict))
    batch.facts.append((case.customer_id, case.pk, fact, by))
    batch.news += [("case", case.reference, case.brand_id), ("outbox", "", case.brand_id)]
    return contact_id, outgoing_ids


def enclosed_in(contact: Contact) -> list[Enclosed]:
    """The files that went, or will go, along with a contact of ours."""
    if not contact.attachments:
        return []
    rows = Attachment.objects.filter(customer_id=contact.customer_id, contact_id=contact.pk).order_by("pk")
    return [
        Enclosed(row.name, row.content_type, row.size, bytes(row.sha256), row.content_id, row.stored_at)
        for row in rows
        if row.stored_at is not None
    ]
