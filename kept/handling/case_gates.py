"""Gates of what hangs on a case that was passed through its own: a part, its origin, an offer, who takes part."""

from django.db.models import Q

from kept.cases.models import Case, Offer, OfferState, Participant
from kept.cases.references import case_referred, remaining
from kept.customers.models import ContactPoint, Link, Person, Speaks
from kept.handling.gates import known_customers
from kept.refusal import NotFound
from kept.staff.models import Agent
from kept.staff.queries import brands_of


def part_for(case: Case, reference: str) -> Case:
    """The case by its own reference that was merged into this one."""
    key = case_referred(reference)
    part = Case.objects.filter(customer_id=case.customer_id, pk=key[1]).first()
    if part is None or part.merged_into_id is None or remaining(part).pk != case.pk:
        raise NotFound(
            "%(reference)s is not part of this case.",
            remedy="It may stand by itself again.",
            values={"reference": reference},
        )
    return part


def split_from(agent: Agent, case: Case) -> Case:
    """The case that this one was split from (or what remains of it), if the agent may see it."""
    rows = Case.objects.filter(customer_id=case.customer_id, pk=case.split_from_id)
    origin = rows.first() if case.split_from_id else None
    if origin is None or origin.brand_id not in brands_of(agent):
        raise NotFound("This case was not split from another one.")
    return remaining(origin)


def offer_of(case: Case) -> Offer:
    """The open offer."""
    rows = Offer.objects.filter(customer_id=case.customer_id, case_id=case.pk, state=OfferState.OPEN)
    offer = rows.select_related("by", "to", "team").first()
    if offer is None:
        raise NotFound("This case is not offered to anybody.", remedy="The offer has ended: see its story.")
    return offer


def participant_of(case: Case, participant_id: int) -> Participant:
    """Somebody whom we know as a person."""
    rows = Participant.objects.filter(customer_id=case.customer_id, case_id=case.pk, pk=participant_id)
    who = rows.exclude(person_id=None).first()
    if who is None:
        raise NotFound("Nobody of that name takes part here whom we know as a person.")
    return who


def person_at(agent: Agent, address: str) -> Person:
    """The person whose mail address this is, if he speaks for a customer of whom the agent may know."""
    point = ContactPoint.objects.filter(channel="mail", value=address).select_related("person").first()
    known = known_customers(agent).values("pk")
    if point is None or not Speaks.objects.filter(person=point.person, customer_id__in=known).exists():
        raise NotFound(
            "Nobody is known at %(address)s.",
            remedy="Only who has written can be linked.",
            values={"address": address},
        )
    return point.person


def person_link_of(who: Participant, link_id: int) -> Link:
    """A standing link of this participant's person to another one."""
    mine = Q(one=who.person_id) | Q(into=who.person_id)
    link = Link.objects.filter(mine, kind="person", undone_at=None, pk=link_id).first()
    if link is None:
        raise NotFound("There is no such link any more.")
    return link
