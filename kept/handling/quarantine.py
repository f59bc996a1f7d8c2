"""Quarantine: what could not be processed is kept in sight, tried again, and never stops the next."""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from kept.contacts.facts import MailDismissed
from kept.contacts.models import Quarantine, RawMessage
from kept.handling.arrival import Arrival
from kept.handling.gates import may_write
from kept.handling.receive import Receipt, receive
from kept.handling.set_apart import known_bytes
from kept.ledger.models import COMPANY
from kept.ledger.record import record
from kept.refusal import NotFound, Refusal
from kept.staff.models import Agent
from kept.storage.live import tell

#: Tries by itself; after the last one a person or the next version of the product has to look.
SPACING = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=12),
    timedelta(days=2),
)


@transaction.atomic
def quarantine(
    raw: bytes,
    *,
    channel: str,
    source: str,
    envelope_from: str,
    envelope_to: tuple[str, ...],
    peer: str,
    received_at: datetime,
    reason: str,
    now: datetime,
) -> int:
    """Store what could not be processed; the same bytes once for a brand. Returns the quarantine's id."""
    there = known_bytes(raw, envelope_to)
    if isinstance(there, Quarantine):
        return there.pk
    stored = RawMessage.objects.create(
        channel=channel,
        sha256=sha256(raw).digest(),
        size=len(raw),
        body=raw,
        source=source,
        envelope_from=envelope_from,
        envelope_to=list(envelope_to),
        peer=peer,
        received_at=received_at,
    )
    made = Quarantine.objects.create(raw=stored, reason=reason, since=now, next_try_at=now + SPACING[0])
    tell("quarantine")
    return made.pk


Reader = Callable[[RawMessage], Arrival]


def due_quarantines(*, now: datetime, limit: int = 20) -> list[int]:
    """Ids of quarantined messages whose next try has come."""
    rows = Quarantine.objects.filter(ended_at=None, next_try_at__lte=now).order_by("next_try_at")
    return list(rows.values_list("pk", flat=True)[:limit])


def try_again(quarantine_id: int, read: Reader, *, now: datetime) -> Receipt | None:
    """Read and take in a quarantined message once more; None when it still cannot be, with the new reason."""
    try:
        with transaction.atomic():
            row = _open(quarantine_id)
            if row is None:
                return None
            receipt = receive([read(row.raw)], now=now)[0]
            if receipt.how == "apart":
                raise Refusal(row.reason)
            RawMessage.objects.filter(pk=row.raw_id).update(
                result_customer=receipt.customer_id, result_contact=receipt.contact_id
            )
            _end(row, "taken in", "system:intake", now)
            return receipt
    except Exception as problem:  # whatever a broken message does, it stays in quarantine and says why
        _failed(quarantine_id, problem, now)
        return None


@transaction.atomic
def dismiss(quarantine_id: int, *, reason: str, by: Agent, now: datetime) -> None:
    """Nobody needs to answer this one; who says so, and why, is kept with the bytes."""
    may_write(by)
    if not reason.strip():
        raise Refusal("Say why it needs no answer.", code="no_reason")
    row = _open(quarantine_id)
    if row is None:
        raise NotFound("It is not in quarantine any more.")
    _end(row, reason.strip(), str(by.actor), now)
    fact = MailDismissed(row.pk, bytes(row.raw.sha256))
    record(fact, customer=COMPANY, by=by.actor, now=now)


def _open(quarantine_id: int) -> Quarantine | None:
    return (
        Quarantine.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("raw")
        .filter(pk=quarantine_id, ended_at=None)
        .first()
    )


def _end(row: Quarantine, how: str, by: str, now: datetime) -> None:
    row.ended_at, row.ended_how, row.ended_by, row.next_try_at = now, how, by, None
    row.save(update_fields=["ended_at", "ended_how", "ended_by", "next_try_at"])
    tell("quarantine")


@transaction.atomic
def _failed(quarantine_id: int, problem: Exception, now: datetime) -> None:
    row = _open(quarantine_id)
    if row is None:
        return
    row.tries += 1
    row.next_try_at = now + SPACING[row.tries] if row.tries < len(SPACING) else None
    # PostgreSQL takes no NUL in a text, and broken mail is where they come from.
    row.reason = str(problem).replace("\x00", "")[:2000] or type(problem).__name__
    row.save(update_fields=["tries", "next_try_at", "reason"])
    tell("quarantine")
