"""An outbox row as a parcel for the relay: its letter, from what the contact holds; always the same bytes."""

from kept.channels.mail.files import content_of
from kept.channels.mail.marks import FIELD, desk_mark
from kept.channels.mail.sending.paths import WaysBack, ways_back
from kept.channels.mail.sending.relay import Parcel
from kept.channels.mail.writing import File, Letter, build_mail, page_html, quote_history
from kept.contacts.models import Attachment, Contact, Outgoing
from kept.pledge.queries import CurrentPledge, current


def parcel_of(row: Outgoing) -> Parcel:
    """The parcel of an outbox row. Sent again it is the same, so that recipients see one message."""
    pledge = current()
    brand = pledge.brand(row.brand_id)
    contact = Contact.objects.select_related("case").get(customer_id=row.customer_id, pk=row.contact_id)
    ways = ways_back(row.pk, contact.case.reference, brand)
    message = build_mail(_letter(row, contact, ways, pledge))
    return Parcel("" if row.null_sender else ways.bounces, row.to_address, message, row.message_id)


def _letter(row: Outgoing, contact: Contact, ways: WaysBack, pledge: CurrentPledge) -> Letter:
    brand, quoted = pledge.brand(row.brand_id), _quoted(contact, pledge)

    def people(kind: str) -> tuple[tuple[str, str], ...]:
        return tuple((one["name"], one["address"]) for one in contact.recipients if one["kind"] == kind)

    return Letter(
        from_name=contact.sender_name,
        from_address=contact.sender_address,
        to=people("to"),
        cc=people("cc"),
        reply_to=((brand.name, ways.answers),) if ways.answers else (),
        subject=contact.subject,
        text=contact.visible,
        # An answer was laid out when it was written; what has no HTML is laid out from its text.
        html=page_html(contact.html, quoted) if contact.html else None,
        quoted=quoted,
        message_id=row.message_id,
        in_reply_to=contact.references[0] if contact.references else "",
        references=tuple(reversed(contact.references[1:])),
        date=row.created_at,
        auto_submitted=contact.agent_id is None,
        null_sender=row.null_sender,
        language=brand.languages[0],
        headers=((FIELD, desk_mark()),),
        attachments=_files(contact),
    )


def _quoted(contact: Contact, pledge: CurrentPledge) -> str:
    """What is answered, to stand below the answer, if the pledge wants it repeated."""
    if not pledge.pledge.mail.quote_history or contact.agent_id is None or contact.seen_contact_id is None:
        return ""
    seen = Contact.objects.filter(customer_id=contact.customer_id, pk=contact.seen_contact_id).first()
    if seen is None or seen.direction != "in" or not seen.visible.strip():
        return ""
    at = seen.at.astimezone(pledge.brand(contact.brand_id).zone)
    return quote_history(seen.visible, name=seen.sender_name, address=seen.sender_address, at=at)


def _files(contact: Contact) -> tuple[File, ...]:
    rows = Attachment.objects.filter(customer_id=contact.customer_id, contact_id=contact.pk).order_by("pk")
    return tuple(File(row.name, row.content_type, content_of(row), row.content_id) for row in rows)
