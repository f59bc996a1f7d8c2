"""The ladder: when a way to the customer fails, the next one is tried or put before a person."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from kept.cases.families import family_of
from kept.cases.locking import lock_case
from kept.cases.models import Case
from kept.contacts.models import Contact, Outgoing
from kept.contacts.states import Delivery
from kept.customers.models import ContactPoint, Customer, Person
from kept.customers.points import RETIRED
from kept.handling.batch import Batch
from kept.handling.guarding import ask_guard, wishes_of
from kept.handling.outbound import Message, Recipient, enclosed_in, post, record_decision
from kept.ledger.actor import SENDER, Actor
from kept.pledge.queries import current
from kept.promises.make import Vow, make_promise
from kept.promises.models import OPEN, Promise
from kept.rules.hours import due
from kept.rules.ladder import Clue, Health, LadderFacts, Point, Result, Step, Tried, Way, next_way
from kept.rules.promise import Kind

#: What an outgoing message's state says of the try that it was.
RESULTS = {
    Delivery.BOUNCED: Result.FAILED,
    Delivery.DELAYED: Result.DELAYED,
    Delivery.PRESUMED: Result.SILENT,
    Delivery.CONFIRMED: Result.REACHED,
    Delivery.DELIVERED: Result.REACHED,
}

#: Media of contact points, as the rule names them.
MEDIA = {"mail": "mail", "phone": "phone", "post": "letter"}


@dataclass(frozen=True, slots=True)
class Climbed:
    """The step that was taken: sent by itself (`contact_id`), or put before a person (`promise_id`)."""

    step: Step
    contact_id: int | None = None
    promise_id: int | None = None


@transaction.atomic
def climb(customer_id: int, outgoing_id: int, *, now: datetime, by: Actor = SENDER) -> Climbed | None:
    """Take the next step after this message came back; None when there is nothing to do any more.

    `by` is the desk itself, or the agent who told it to.
    """
    outgoing = Outgoing.objects.get(customer_id=customer_id, pk=outgoing_id)
    if outgoing.state != Delivery.BOUNCED or outgoing.null_sender:
        return None
    failed = Contact.objects.get(customer_id=customer_id, pk=outgoing.contact_id)
    case = lock_case(customer_id, failed.case_id)
    if case.spam_reason or (case.settled_at is not None and failed.promise_id is None):
        return None
    if failed.promise_id is not None and not _still_open(failed):
        return None
    step = next_way(_facts(case, outgoing, failed))
    if step.way is Way.WAIT:
        return Climbed(step)
    if step.automatic and step.point is not None:
        contact_id = _send_there(case, failed, outgoing, step, by, now)
        if contact_id is not None:
            return Climbed(step, contact_id=contact_id)
    return Climbed(step, promise_id=_ask_a_person(case, outgoing, step, by, now))


def _still_open(failed: Contact) -> bool:
    """Whether what the message was to keep is still to be kept: it may have been by another way, or let go."""
    rows = Promise.objects.filter(customer_id=failed.customer_id, pk=failed.promise_id, state__in=OPEN)
    return rows.exists()


def next_step(customer_id: int, contact_id: int) -> Step | None:
    """What the ladder says about a message that came back, for the desk to show; changes nothing."""
    outgoing = Outgoing.objects.filter(
        customer_id=customer_id, contact_id=contact_id, state=Delivery.BOUNCED
    ).first()
    if outgoing is None:
        return None
    contact = Contact.objects.get(customer_id=customer_id, pk=contact_id)
    case = Case.objects.get(customer_id=customer_id, pk=contact.case_id)
    return next_way(_facts(case, outgoing, contact))


def _facts(case: Case, outgoing: Outgoing, failed: Contact) -> LadderFacts:
    person = Person.objects.filter(pk=outgoing.person_id).first() if outgoing.person_id else None
    points = _points(person) if person else []
    return LadderFacts(
        points=tuple(Point(p.pk, MEDIA.get(p.channel, p.channel), p.value, Health(p.state)) for p in points),
        tried=_tried(case, failed, outgoing, {p.value: p.pk for p in points}),
        order=current().pledge.ladder.order,
        call_attempts=current().pledge.ladder.call_attempts,
        wishes=wishes_of(person),
        clues=_clues(case, failed),
    )


def _points(person: Person) -> list[ContactPoint]:
    """The ways to reach the person that somebody has not taken out of use."""
    return list(ContactPoint.objects.filter(person=person).exclude(state=RETIRED).order_by("pk"))


def _tried(case: Case, failed: Contact, outgoing: Outgoing, points: dict[str, int]) -> tuple[Tried, ...]:
    """Every message of this promise (or this very one) that went to the same person, oldest first."""
    same = Contact.objects.filter(customer_id=case.customer_id, pk=failed.pk)
    if failed.promise_id:
        same = Contact.objects.filter(
            customer_id=case.customer_id,
            case_id__in=family_of(case.customer_id, case.pk),
            direction="out",
            promise_id=failed.promise_id,
        )
    whose = Q(person_id=outgoing.person_id) if outgoing.person_id else Q(to_address=outgoing.to_address)
    rows = (
        Outgoing.objects.filter(
            whose,
            customer_id=case.customer_id,
            contact_id__in=list(same.values_list("pk", flat=True)),
            null_sender=False,
        )
        # What never left was no try, and nothing that one could wait for.
        .exclude(state__in=[Delivery.CANCELLED, Delivery.STOPPED])
        .order_by("created_at", "pk")
    )
    tries, before = [], set()
    for row in rows:
        way = Way.MAIL if not before else Way.SAME_MAIL_AGAIN if row.to_address in before else Way.OTHER_MAIL
        before.add(row.to_address)
        tries.append(Tried(way, points.get(row.to_address), _result(row), row.problem.rstrip(".")))
    return tuple(tries)


def _result(row: Outgoing) -> Result:
    if row.state == Delivery.UNSURE and row.next_try_at is None:
        return Result.SILENT  # sent twice perhaps, and nobody will tell us more
    return RESULTS.get(Delivery(row.state), Result.WAITING)


def _clues(case: Case, failed: Contact) -> tuple[Clue, ...]:
    """What may lead a person to the customer: his name, the domain he wrote from, the signature he left."""
    customer = Customer.objects.get(pk=case.customer_id)
    clues = [Clue("Customer", customer.name)]
    last = (
        Contact.objects.filter(customer_id=case.customer_id, direction="in", machine="")
        .order_by("-at", "-pk")
        .first()
    )
    if last is not None:
        clues.append(Clue("Wrote last from", last.sender_address))
        domain = last.sender_address.rpartition("@")[2]
        clues.append(Clue("Company by its mail domain", domain))
        if len(last.text) > len(last.visible):
            tail = " ".join(last.text.strip().splitlines()[-4:])
            clues.append(Clue("End of the last mail", tail[:200]))
    for recipient in failed.recipients:
        if recipient["kind"] == "cc":
            clues.append(Clue("In copy", f"{recipient['name']} {recipient['address']}".strip()))
    return tuple(clues)


def _send_there(
    case: Case, failed: Contact, outgoing: Outgoing, step: Step, by: Actor, now: datetime
) -> int | None:
    """The same words by the next address; None when the guard stops it."""
    if step.point is None:
        return None
    pledge = current()
    message = Message(
        purpose=failed.purpose,
        subject=failed.subject,
        text=failed.visible,
        html=failed.html,
        source=failed.text,
        files=enclosed_in(failed),
        recipients=[Recipient("to", outgoing.to_name, step.point.label, outgoing.person_id)],
        sender_name=failed.sender_name,
        agent_id=failed.agent_id,
        agent_name=failed.agent_name,
        promise_id=failed.promise_id,
        seen_contact_id=failed.seen_contact_id,
        references=failed.references,
    )
    decision = ask_guard(case, message, pledge, by_machine=failed.agent_id is None, now=now)
    batch = Batch(now=now, pledge=pledge)
    decision_id = record_decision(batch, case, message, decision, by=by)
    contact_id = None
    if decision.allowed:
        contact_id, _ = post(batch, case, pledge.brand(case.brand_id), message, decision, decision_id, by=by)
        case.last_contact_at, case.contacts_out = now, case.contacts_out + 1
        batch.touch(case)
    batch.write()
    return contact_id


def _ask_a_person(case: Case, outgoing: Outgoing, step: Step, by: Actor, now: datetime) -> int | None:
    """An owned promise to reach the customer by hand, once per case while it is open."""
    open_already = Promise.objects.filter(
        customer_id=case.customer_id, case_id=case.pk, kind=Kind.FIND_WAY, state__in=OPEN
    ).first()
    if open_already is not None:
        return open_already.pk
    pledge = current()
    name = outgoing.to_name or outgoing.to_address
    words = {
        Way.CALL: f"Call {name}: mail does not reach them",
        Way.LETTER: f"Write {name} a letter: mail does not reach them",
        Way.SMS: f"Send {name} a text message: mail does not reach them",
    }.get(step.way, f"Find another way to reach {name}")
    if step.point is not None and step.way is not Way.FIND_WAY:
        words = f"{words} ({step.point.label})"
    due_at = due(now, pledge.pledge.ladder.find_way, pledge.brand(case.brand_id).week)
    vow = Vow(Kind.FIND_WAY, words, due_at, due_zone=str(pledge.brand(case.brand_id).zone))
    return make_promise(case.customer_id, case.pk, vow, by=by, now=now).pk
