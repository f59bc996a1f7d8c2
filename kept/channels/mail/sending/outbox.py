"""The outbox's rows on their way out: claimed, marked before the relay is spoken to, settled after."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import Min, Q

from kept.channels.mail.database import is_away, is_clash
from kept.channels.mail.sending.parcels import parcel_of
from kept.channels.mail.sending.relay import Handed, Outcome, Parcel
from kept.channels.mail.sending.spacing import given_up, next_try
from kept.contacts.hold import desk_held
from kept.contacts.models import Contact, DeliveryFact, Outgoing
from kept.contacts.states import Delivery
from kept.handling.deliver import take_delivery
from kept.handling.handover import Door, may_hand_over
from kept.pledge.queries import current
from kept.storage.claim import Queue
from kept.storage.fanning import fan_out
from kept.storage.live import tell

log = structlog.get_logger(__name__)

READY = (Delivery.QUEUED, Delivery.DELAYED, Delivery.UNSURE)

OUTBOX = Queue(
    "outbox",
    Outgoing,
    lambda now: Q(channel="mail", state__in=READY, next_try_at__lte=now),
    order="next_try_at",
)
UNFINISHED = Queue(
    "unfinished sendings", Outgoing, lambda now: Q(channel="mail", state=Delivery.SENDING), "next_try_at"
)

#: A message that is *sending* for longer was left by a crash, whoever may still hold its lock.
LEASE = timedelta(minutes=15)
#: Younger ones are left alone: their sender may be about to take its lock.
YOUNG = timedelta(seconds=3)
#: When a message that the guard stopped would be looked at again, were its stop not written down.
AGAIN = timedelta(minutes=5)
#: The first number of the advisory locks on messages that are being handed over.
_LOCKS = 0x6F757462

NO_RELAY = "No way to send mail is set up. Set one up on the settings page, or by KEPT_RELAY."


@dataclass(frozen=True, slots=True)
class Underway:
    """A message that is marked as being sent, and its parcel."""

    customer_id: int
    outgoing_id: int
    parcel: Parcel
    before: str  # the state that it was claimed in
    attempts: int


def begin(customer_id: int, outgoing_id: int, *, now: datetime) -> Underway | None:
    """Claim a message, ask the guard once more, and mark it as *sending*: committed before anybody is told.

    None when it is not due any more, may not leave now, or cannot be written; the row then says why.
    """
    try:
        with transaction.atomic():
            row = OUTBOX.claim(customer_id, outgoing_id, now=now)
            if row is None:
                return None
            door = may_hand_over(row, now=now)
            if door.open:
                return _mark(row, parcel_of(row), now)
            _keep_in(row, door, now)
    except Exception as mistake:  # One message that we cannot deal with must not keep the others in.
        if isinstance(mistake, DatabaseError | InterfaceError) and (is_away(mistake) or is_clash(mistake)):
            raise
        log.exception("message not prepared", outgoing=outgoing_id)
        _set_back(
            customer_id, outgoing_id, f"It could not be prepared: {type(mistake).__name__}: {mistake}", now
        )
        return None
    if not door.held and door.not_before is None:
        # Apart from the claim, because a case is locked before its messages.
        take_delivery(
            customer_id,
            outgoing_id,
            Delivery.STOPPED,
            happened_at=now,
            now=now,
            source="guard",
            words=door.words,
        )
    return None


def settle(underway: Underway, handed: Handed, *, now: datetime) -> None:
    """Write down what became of a message at the relay."""
    learnt = _learner(underway, handed, now)
    keep_trying = current().pledge.mail.keep_trying
    with transaction.atomic():
        if handed.outcome is Outcome.TAKEN:
            learnt(Delivery.ACCEPTED if handed.final else Delivery.HANDED_OVER, "")
        elif handed.outcome is Outcome.REFUSED:
            learnt(Delivery.BOUNCED, handed.words)
        elif handed.outcome is Outcome.LATER and given_up(
            _refused_since(underway, now), keep_trying, now=now
        ):
            learnt(Delivery.BOUNCED, f"Given up after {keep_trying.days} days. {handed.words}")
        elif handed.outcome is Outcome.LATER:
            learnt(Delivery.DELAYED, handed.words)
            _try_again(underway, Delivery.DELAYED, handed.words, now)
        elif handed.outcome is Outcome.UNREACHED:
            _try_again(underway, underway.before, handed.words, now)
        else:
            _doubt(underway.customer_id, underway.outgoing_id, handed.words, now=now)
    _unlock(underway.outgoing_id)


def _refused_since(underway: Underway, now: datetime) -> datetime:
    """Since when servers have not taken it: time in which it was held, or our relay was away, is no trying."""
    facts = DeliveryFact.objects.filter(
        customer_id=underway.customer_id, outgoing_id=underway.outgoing_id, state=Delivery.DELAYED
    )
    first: datetime | None = facts.aggregate(first=Min("happened_at"))["first"]
    return first or now


def recover(*, now: datetime) -> int:
    """Find messages whose sender died between mark and result: *unsure*, and sent once more. Returns how many."""
    found = 0
    for customer_id, outgoing_id in UNFINISHED.candidates(now=now):
        rows = Outgoing.objects.filter(customer_id=customer_id, pk=outgoing_id, state=Delivery.SENDING)
        lease_end = rows.values_list("next_try_at", flat=True).first()
        if lease_end is None or lease_end - LEASE + YOUNG > now:
            continue
        if lease_end > now and not _lock(outgoing_id):
            continue  # its sender lives
        with transaction.atomic():
            words = "Its sending was cut off before the relay's answer was written down."
            _doubt(customer_id, outgoing_id, words, now=now)
        _unlock(outgoing_id)
        found += 1
    return found


def hold_all(*, now: datetime) -> int:
    """No way out is set up: what is due is held, and says so."""
    held = 0
    for row in OUTBOX.each(now=now):
        _hold(row, NO_RELAY)
        held += 1
    return held


def release_held(*, now: datetime) -> int:
    """There is a way out (again): what was held is queued."""
    if desk_held():
        return 0
    with fan_out("held messages"):
        held = list(
            Outgoing.objects.filter(channel="mail", state=Delivery.HELD).values_list("customer_id", "pk")[
                :500
            ]
        )
    released = 0
    for customer_id, outgoing_id in held:
        with transaction.atomic():
            rows = Outgoing.objects.filter(customer_id=customer_id, pk=outgoing_id)
            row = rows.select_for_update(of=("self",)).filter(state=Delivery.HELD).first()
            if row is None:
                continue
            rows.update(state=Delivery.QUEUED, next_try_at=now, problem="")
            _show(row, Delivery.QUEUED, "")
            released += 1
    return released


def _mark(row: Outgoing, parcel: Parcel, now: datetime) -> Underway:
    underway = Underway(row.customer_id, row.pk, parcel, row.state, row.attempts + 1)
    _lock(row.pk)
    row.resent = row.resent or row.state == Delivery.UNSURE
    row.state, row.attempts, row.next_try_at = Delivery.SENDING, row.attempts + 1, now + LEASE
    row.store("state", "attempts", "next_try_at", "resent")
    return underway


def _keep_in(row: Outgoing, door: Door, now: datetime) -> None:
    """The guard keeps it in: held with the whole desk, until a better time, or (see `begin`) for good."""
    if door.held:
        _hold(row, door.words)
        return
    row.next_try_at, row.problem = max(door.not_before or now + AGAIN, now + timedelta(seconds=1)), door.words
    row.store("next_try_at", "problem")


def _set_back(customer_id: int, outgoing_id: int, words: str, now: datetime) -> None:
    with transaction.atomic():
        row = OUTBOX.claim(customer_id, outgoing_id, now=now)
        if row is not None:
            row.attempts, row.problem, row.next_try_at = (
                row.attempts + 1,
                words,
                next_try(row.attempts + 1, now=now),
            )
            row.store("attempts", "problem", "next_try_at")


def _learner(underway: Underway, handed: Handed, now: datetime) -> Callable[[Delivery, str], None]:
    def learnt(state: Delivery, words: str) -> None:
        take_delivery(
            underway.customer_id,
            underway.outgoing_id,
            state,
            happened_at=now,
            now=now,
            source="relay",
            code=handed.code,
            words=words,
        )

    return learnt


def _doubt(customer_id: int, outgoing_id: int, words: str, *, now: datetime) -> None:
    """It may have left. The first time it is sent again, with the same identity; then it stays as it is."""
    take_delivery(
        customer_id, outgoing_id, Delivery.UNSURE, happened_at=now, now=now, source="relay", words=words
    )
    rows = Outgoing.objects.filter(customer_id=customer_id, pk=outgoing_id, state=Delivery.UNSURE)
    rows.filter(resent=False).update(next_try_at=now, problem=words)
    rows.filter(resent=True).update(next_try_at=None, problem=words)


def _try_again(underway: Underway, state: str, words: str, now: datetime) -> None:
    rows = Outgoing.objects.filter(customer_id=underway.customer_id, pk=underway.outgoing_id)
    changes = {"state": state, "problem": words, "next_try_at": next_try(underway.attempts, now=now)}
    if underway.before == Delivery.UNSURE:
        changes["resent"] = False  # this time it certainly did not leave
    rows.filter(state__in=[Delivery.SENDING, Delivery.DELAYED]).update(**changes)


def _hold(row: Outgoing, words: str) -> None:
    row.state, row.problem, row.next_try_at = Delivery.HELD, words, None
    row.store("state", "problem", "next_try_at")
    _show(row, Delivery.HELD, words)


def _show(row: Outgoing, state: Delivery, words: str) -> None:
    waiting = Contact.objects.filter(
        customer_id=row.customer_id, pk=row.contact_id, delivery__in=[Delivery.QUEUED, Delivery.HELD]
    )
    waiting.update(delivery=state, delivery_words=words)
    tell("outbox", brand=row.brand_id)


def _lock(outgoing_id: int) -> bool:
    """Mark, by a lock of this session, that a sender lives; the lock ends with it, however it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCKS, outgoing_id & 0x7FFFFFFF])
        row = cursor.fetchone()
    return bool(row and row[0])


def _unlock(outgoing_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCKS, outgoing_id & 0x7FFFFFFF])
