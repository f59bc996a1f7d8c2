"""The ladder's next step at one click: somebody does not wait until the desk takes it, or takes it himself."""

from datetime import datetime

from django.db import transaction

from kept.cases.locking import lock_case
from kept.contacts.models import Contact, Outgoing
from kept.contacts.states import Delivery
from kept.handling.gates import may_write
from kept.handling.ladder import Climbed, climb
from kept.promises.close import give
from kept.refusal import NotFound, Refusal
from kept.staff.models import Agent


@transaction.atomic
def take_next_way(customer_id: int, contact_id: int, *, by: Agent, now: datetime) -> Climbed:
    """After a message of ours came back: send it by the next way, or take the task to find one."""
    may_write(by)
    contact = Contact.objects.filter(customer_id=customer_id, pk=contact_id, direction="out").first()
    if contact is None:
        raise NotFound("There is no such message of ours.")
    lock_case(customer_id, contact.case_id)
    outgoing = Outgoing.objects.filter(
        customer_id=customer_id, contact_id=contact_id, state=Delivery.BOUNCED
    ).first()
    step = climb(customer_id, outgoing.pk, now=now, by=by.actor) if outgoing else None
    if step is None:
        raise Refusal(
            "There is no next step any more.",
            remedy="Nothing came back, or it was dealt with.",
            code="no_step",
        )
    if step.promise_id is not None:
        give(customer_id, step.promise_id, owner_id=by.pk, team_id=None, by=by.actor, now=now)
    return step
