"""An answer to be sent later answers what its writer had on screen: what came since holds it back."""

from datetime import datetime, timedelta

from kept.cases.families import family_of
from kept.contacts.models import Contact, Outgoing
from kept.pledge.queries import CurrentPledge
from kept.rules.guard import Purpose

#: What leaves sooner than this after the time for undo is not "later".
SOON = timedelta(minutes=1)


def scheduled(created_at: datetime, not_before: datetime, pledge: CurrentPledge) -> bool:
    """Whether a message was to leave later, and not only after the time for undo."""
    return not_before - created_at >= pledge.pledge.mail.undo + SOON


def overtaken(contact: Contact, outgoing: Outgoing, pledge: CurrentPledge) -> str:
    """Why an answer that was to be sent later must not leave as it is; "" when nothing came between."""
    if contact.purpose != Purpose.ANSWER or contact.agent_id is None or outgoing.attempts:
        return ""  # what was tried already may have arrived
    if not scheduled(outgoing.created_at, outgoing.not_before, pledge):
        return ""
    rows = Contact.objects.filter(
        customer_id=contact.customer_id, case_id__in=family_of(contact.customer_id, contact.case_id)
    )
    seen = rows.filter(pk=contact.seen_contact_id).values_list("recorded_at", flat=True).first()
    since = rows.filter(recorded_at__gt=seen or contact.recorded_at).exclude(pk=contact.pk)
    word = since.filter(direction="in", machine="").order_by("recorded_at").first()
    if word is not None:
        return f"{word.sender_name or word.sender_address} wrote again before this was sent."
    other = (
        since.filter(direction="out", purpose=Purpose.ANSWER)
        .exclude(agent_id=contact.agent_id)
        .exclude(delivery__in=["cancelled", "bounced", "stopped", "queued", "held"])
        .first()
    )
    return f"{other.agent_name} answered before this was sent." if other else ""
