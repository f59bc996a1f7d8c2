"""Strangers in a thread: accepted into the case, or given a case of their own."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from kept.cases.facts import ParticipantDecided
from kept.cases.families import family_of
from kept.cases.locking import lock_case
from kept.cases.models import Case, Participant
from kept.contacts.models import Contact
from kept.customers.facts import PersonSpeaks
from kept.customers.models import ContactPoint, Person, Speaks
from kept.handling.gates import may_write
from kept.handling.merge import split_case
from kept.ledger.record import record
from kept.refusal import NotFound
from kept.staff.models import Agent
from kept.staff.queries import brands_of
from kept.storage.live import tell_all


@transaction.atomic
def accept_stranger(customer_id: int, participant_id: int, *, by: Agent, now: datetime) -> Participant:
    """He belongs here: from now on he is part of the conversation and speaks for this customer."""
    participant, case = _waiting(customer_id, participant_id, by)
    point = ContactPoint.objects.filter(channel="mail", value=participant.address).first()
    person_id = point.person_id if point else _meet(participant, now)
    _, fresh = Speaks.objects.get_or_create(
        person_id=person_id, customer_id=customer_id, defaults={"since": now}
    )
    _decide(case, participant, "confirmed", by, now, person_id)
    if fresh:
        record(PersonSpeaks(person_id), customer=customer_id, case=case.pk, by=by.actor, now=now)
    Contact.objects.filter(
        customer_id=customer_id,
        case_id__in=family_of(customer_id, case.pk),
        sender_address=participant.address,
    ).update(unconfirmed=False, person_id=person_id)
    return participant


@transaction.atomic
def refuse_stranger(customer_id: int, participant_id: int, *, by: Agent, now: datetime) -> Case:
    """He does not belong here: what he wrote goes to a case of its own, where it is answered apart."""
    participant, case = _waiting(customer_id, participant_id, by)
    _decide(case, participant, "refused", by, now, participant.person_id)
    contacts = list(
        Contact.objects.filter(
            customer_id=customer_id,
            case_id__in=family_of(customer_id, case.pk),
            sender_address=participant.address,
            direction="in",
        ).values_list("pk", flat=True)
    )
    return split_case(customer_id, case.pk, contacts, by=by, now=now)


def _waiting(customer_id: int, participant_id: int, by: Agent) -> tuple[Participant, Case]:
    may_write(by)
    participant = Participant.objects.filter(
        customer_id=customer_id, pk=participant_id, standing="unconfirmed"
    ).first()
    if participant is None:
        raise NotFound("Nobody is waiting to be accepted here any more.")
    case = lock_case(customer_id, participant.case_id)
    if case.brand_id not in brands_of(by):
        raise NotFound("Nobody is waiting to be accepted here any more.")
    return participant, case


def _decide(
    case: Case, participant: Participant, standing: str, by: Agent, now: datetime, person_id: int | None
) -> None:
    participant.standing, participant.decided_by, participant.person_id = standing, str(by.actor), person_id
    participant.store("standing", "decided_by", "person_id")
    Case.objects.filter(customer_id=case.customer_id, pk=case.pk).update(unconfirmed=F("unconfirmed") - 1)
    fact = ParticipantDecided(case.pk, participant.pk, standing)
    record(fact, customer=case.customer_id, case=case.pk, by=by.actor, now=now)
    tell_all([("case", case.reference, case.brand_id)])


def _meet(participant: Participant, now: datetime) -> int:
    person = Person.objects.create(name=participant.name, since=now)
    ContactPoint.objects.create(
        person=person,
        channel="mail",
        value=participant.address,
        state="works",
        source="wrote to us",
        since=now,
    )
    return person.pk
