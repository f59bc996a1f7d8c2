"""The rows of one arrival: raw source, contact, participants, files, directory entries."""

from kept.cases.models import Case, Participant
from kept.contacts.models import Attachment, Contact, MessageId, RawMessage
from kept.contacts.words import snippet
from kept.handling.arrival import Arrival
from kept.handling.batch import Batch
from kept.handling.receiving.known import Known, Parent, thread_of
from kept.storage.rows import draw_id


def add_raw(arrival: Arrival, batch: Batch) -> int:
    raw_id = draw_id(RawMessage)
    batch.add(
        RawMessage,
        id=raw_id,
        channel=arrival.channel,
        sha256=arrival.sha256,
        size=len(arrival.raw),
        body=arrival.raw,
        source=arrival.source,
        envelope_from=arrival.envelope_from,
        envelope_to=list(arrival.envelope_to),
        peer=arrival.peer,
        received_at=arrival.received_at,
        parser=arrival.parser,
        result_customer=None,
        result_contact=None,
    )
    return raw_id


def add_participants(
    arrival: Arrival, case: Case, person: int | None, unconfirmed: bool, known: Known, batch: Batch
) -> None:
    if arrival.reports:
        return
    people = [(arrival.from_name, arrival.from_address, "unconfirmed" if unconfirmed else "confirmed")]
    if not unconfirmed:
        people += [(name, address, "copied") for name, address in (*arrival.to, *arrival.cc)]
    for name, address, standing in people:
        if (
            not address
            or (case.pk, address) in known.standing
            or batch.pledge.pledge.brand_for_address(address)
        ):
            continue
        known.standing[(case.pk, address)] = standing
        batch.add(
            Participant,
            id=draw_id(Participant),
            customer_id=case.customer_id,
            case_id=case.pk,
            person_id=person if address == arrival.from_address else known.persons.get(address),
            name=name,
            address=address,
            standing=standing,
            since=batch.now,
        )
        case.unconfirmed += standing == "unconfirmed"


def add_contact(
    arrival: Arrival, case: Case, contact_id: int, raw_id: int, person: int | None,
    promise_id: int | None, reason: str, unconfirmed: bool, batch: Batch,
) -> None:  # fmt: skip
    recipients = [
        {"kind": kind, "name": name, "address": address}
        for kind, people in (("to", arrival.to), ("cc", arrival.cc), ("reply-to", arrival.reply_to))
        for name, address in people[:200]
    ]
    batch.add(
        Contact,
        id=contact_id,
        customer_id=case.customer_id,
        case_id=case.pk,
        brand_id=case.brand_id,
        channel=arrival.channel,
        direction="in",
        purpose="",
        at=arrival.received_at,
        recorded_at=batch.now,
        person_id=person,
        sender_name=arrival.from_name,
        sender_address=arrival.from_address,
        recipients=recipients,
        agent_id=None,
        agent_name="",
        subject=arrival.subject,
        snippet=snippet(arrival.visible),
        visible=arrival.visible,
        text=arrival.text if arrival.text != arrival.visible else "",
        html=arrival.html,
        raw_id=raw_id,
        message_id=arrival.message_id,
        references=thread_of(arrival),
        aligned=arrival.aligned,
        machine=arrival.machine,
        no_answer_reason=reason,
        unconfirmed=unconfirmed,
        attachments=len(arrival.attachments),
        imported=batch.silent,
        seen_contact_id=None,
        promise_id=promise_id,
        delivery="",
    )


def add_message_id(arrival: Arrival, case: Case, contact_id: int, known: Known, batch: Batch) -> None:
    """Only the first bearer of a message id is found by it; a second, different message cannot take it over."""
    if arrival.message_id and arrival.message_id not in known.messages:
        known.messages[arrival.message_id] = Parent(case.customer_id, case.pk, contact_id)
        batch.add(
            MessageId,
            message_id=arrival.message_id,
            customer_id=case.customer_id,
            case_id=case.pk,
            contact_id=contact_id,
        )


def add_attachments(arrival: Arrival, case: Case, contact_id: int, batch: Batch) -> None:
    for file in arrival.attachments:
        batch.add(
            Attachment,
            id=draw_id(Attachment),
            customer_id=case.customer_id,
            contact_id=contact_id,
            path=file.path,
            name=file.name,
            content_type=file.content_type,
            size=file.size,
            sha256=file.sha256,
            content_id=file.content_id,
            inline=file.inline,
        )
