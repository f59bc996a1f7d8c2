"""Gathering what the guard is asked with, from what the desk knows of a case and a person."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kept.cases.models import Case, Participant
from kept.contacts.hold import desk_held
from kept.contacts.models import Contact, Outgoing
from kept.customers.models import ContactPoint, Person
from kept.customers.points import FAILED, RETIRED
from kept.handling.outbound import Message
from kept.pledge.queries import CurrentPledge
from kept.rules.guard import Decision, GuardFacts, Purpose, Wish, decide

#: What we send unasked; these count against the limits.
UNASKED = (Purpose.NOTICE, Purpose.UPDATE, Purpose.DUNNING, Purpose.SURVEY)


def ask_guard(
    case: Case,
    message: Message,
    pledge: CurrentPledge,
    *,
    by_machine: bool,
    now: datetime,
    at_handover: bool = False,
) -> Decision:
    """The guard's decision about a message in this case: the worst over its recipients."""
    held = at_handover and desk_held()
    decisions = [
        decide(
            mail_facts(case, message, to.address, pledge, by_machine=by_machine, held=held, now=now), now=now
        )
        for to in message.recipients
    ]
    return max(decisions, key=lambda decision: decision.verdict)


def mail_facts(
    case: Case,
    message: Message,
    address: str,
    pledge: CurrentPledge,
    *,
    by_machine: bool,
    held: bool,
    now: datetime,
) -> GuardFacts:
    """Everything the guard wants to know before a mail to this address; a held desk stops it only at the door."""
    point = (
        ContactPoint.objects.select_related("person").filter(channel="mail", value=address.lower()).first()
    )
    person = point.person if point else None
    brand = pledge.brand(case.brand_id).slug
    return GuardFacts(
        channel="mail",
        purpose=Purpose(message.purpose),
        by_machine=by_machine,
        asked_for=message.purpose == Purpose.ANSWER,
        brand=brand,
        case_brand=brand,
        desk_held=held,
        case_settled=case.settled_at is not None,
        case_spam=bool(case.spam_reason),
        participant_confirmed=_confirmed(case, address),
        wishes=wishes_of(person),
        zones=_zones(person),
        quiet=pledge.pledge.quiet_hours,
        limits=pledge.pledge.contact_limits,
        unasked_at=_unasked(case.customer_id, person.pk if person else None, now - _longest(pledge)),
        address_failed=point is not None and point.state in (FAILED, RETIRED),
        address_failed_why=_why_not(point) if point else "",
        answers_machine=_machine_before(case) if by_machine else "",
    )


def wishes_of(person: Person | None) -> frozenset[Wish]:
    """What the person has asked of us."""
    return frozenset(wish for wish in Wish if person is not None and person.wishes.get(wish.value))


def _why_not(point: ContactPoint) -> str:
    """What is known against this point, without a full stop."""
    words = point.state_words.rstrip(".")
    return f"taken out of use: {words}" if point.state == RETIRED else words


def _confirmed(case: Case, address: str) -> bool:
    standing = (
        Participant.objects.filter(customer_id=case.customer_id, case_id=case.pk, address=address.lower())
        .values_list("standing", flat=True)
        .first()
    )
    return standing not in ("unconfirmed", "refused")


def _zones(person: Person | None) -> tuple[ZoneInfo, ...]:
    if person is None or not person.zone:
        return ()
    try:
        return (ZoneInfo(person.zone),)
    except (ZoneInfoNotFoundError, ValueError):
        return ()  # an imported zone that nobody knows counts as none


def _longest(pledge: CurrentPledge) -> timedelta:
    return max((limit.period for limit in pledge.pledge.contact_limits), default=timedelta(0))


def _unasked(customer_id: int, person_id: int | None, since: datetime) -> tuple[datetime, ...]:
    rows = Outgoing.objects.filter(
        customer_id=customer_id,
        purpose__in=[purpose.value for purpose in UNASKED],
        created_at__gt=since,
    ).exclude(state__in=["cancelled", "stopped"])
    if person_id is not None:
        rows = rows.filter(person_id=person_id)
    return tuple(rows.values_list("created_at", flat=True)[:200])


def _machine_before(case: Case) -> str:
    """The class of machine that wrote last in this case, "" when it was a person or nobody."""
    last = (
        Contact.objects.filter(customer_id=case.customer_id, case_id=case.pk, direction="in")
        .order_by("-at", "-pk")
        .values_list("machine", flat=True)
        .first()
    )
    return last or ""
