"""The same answer sent twice (a second press, another window, a request that was repeated) leaves once."""

from datetime import datetime, timedelta

from kept.cases.models import Case
from kept.contacts.states import Delivery
from kept.handling.addressees import contacts_of
from kept.handling.outbound import Message
from kept.refusal import Refusal

#: The same words to the same people after so long are meant.
MEANT_AFTER = timedelta(minutes=10)


def refuse_twice(case: Case, message: Message, now: datetime) -> None:
    """Refuse what its writer has just sent to the same people about the same; the case is locked."""
    lately = contacts_of(case).filter(
        direction="out",
        agent_id=message.agent_id,
        seen_contact_id=message.seen_contact_id,
        text=message.source,
        recorded_at__gt=now - MEANT_AFTER,
    )
    whom = {recipient.address for recipient in message.recipients}
    gone = [Delivery.CANCELLED, Delivery.BOUNCED, Delivery.STOPPED]
    for recipients in lately.exclude(delivery__in=gone).values_list("recipients", flat=True):
        if {one["address"] for one in recipients} == whom:
            raise Refusal(
                "You have just sent this answer.",
                remedy="It stands in the case. Change its words if you mean another one.",
                code="sent_already",
            )
