"""What is owed for an arrival: a promise to answer, its own or the case's, or the reason for none."""

from kept.cases.models import Case, Stands
from kept.handling.arrival import Arrival
from kept.handling.batch import Batch
from kept.handling.receiving.known import Known, Owed, look_through
from kept.ledger.actor import INTAKE
from kept.pledge.shapes import Brand
from kept.promises.facts import PromiseJoined
from kept.promises.make import Vow, made, promise_row
from kept.promises.models import Promise
from kept.rules.hours import due
from kept.rules.promise import Kind
from kept.storage.rows import draw_id

IMPORTED = "Imported history: nothing is owed for it."
NOT_AUTHENTIC = "The sender's own domain says that this mail is not from there (DMARC failed)."
TOO_MANY = "More mails within an hour from this address than the pledge answers one by one."
SPAM = "The case was marked as spam."

_CODES = {IMPORTED: "imported", NOT_AUTHENTIC: "forged", TOO_MANY: "flood", SPAM: "spam"}


def owe_answer(
    arrival: Arrival, brand: Brand, case: Case, contact_id: int, known: Known, batch: Batch
) -> tuple[int | None, str]:
    """The promise that this contact opens or joins, and the reason when no answer is owed for it."""
    reason = _no_answer(arrival, case, known, batch)
    if reason in (NOT_AUTHENTIC, TOO_MANY):
        return _look_through(arrival, brand, case, contact_id, known, batch), reason
    if reason:
        return None, reason
    owed = known.owed.get(case.pk)
    if owed is not None:
        batch.facts.append((case.customer_id, case.pk, PromiseJoined(owed.promise_id, contact_id), INTAKE))
        return owed.promise_id, ""
    start = min(arrival.received_at, batch.now)
    due_at = due(start, batch.pledge.pledge.answer_span(brand, arrival.channel), brand.week)
    vow = Vow(
        Kind.ANSWER,
        "Answer",
        due_at,
        due_zone=str(brand.zone),
        origin_contact_id=contact_id,
        channel=arrival.channel,
    )
    known.owed[case.pk] = promise = _owe(vow, case, batch)
    return promise.promise_id, ""


def reason_code(reason: str) -> str:
    """The reason for no answer as the ledger has it: imported, forged, flood, spam or machine; "" for none."""
    return _CODES.get(reason, "machine") if reason else ""


def gathering_case(arrival: Arrival, customer_id: int, known: Known, batch: Batch) -> Case | None:
    """The case in which a flood, or what bears a forged name, is gathered, when this arrival is part of it."""
    sender = (customer_id, arrival.from_address)
    crowded = (
        arrival.aligned == "fail"
        or known.lately.get(sender, 0) >= batch.pledge.pledge.flood.contacts_per_hour
    )
    case = known.cases.get(known.gathering.get(sender, 0))
    return case if crowded and case is not None and not arrival.machine and not batch.silent else None


def _no_answer(arrival: Arrival, case: Case, known: Known, batch: Batch) -> str:
    if batch.silent:
        return IMPORTED
    if arrival.machine:
        return arrival.machine_reason or "A machine wrote it."
    if case.spam_reason:
        return SPAM
    if arrival.aligned == "fail":
        return NOT_AUTHENTIC
    sender = (case.customer_id, arrival.from_address)
    known.lately[sender] = known.lately.get(sender, 0) + 1
    if known.lately[sender] > batch.pledge.pledge.flood.contacts_per_hour:
        return TOO_MANY
    return ""


def _look_through(
    arrival: Arrival, brand: Brand, case: Case, contact_id: int, known: Known, batch: Batch
) -> int | None:
    """One owned promise per source to look through what is not answered one by one."""
    sender = (case.customer_id, arrival.from_address)
    if known.gathering.get(sender) == case.pk:
        return None
    if case.pk in known.owed:
        return known.owed[case.pk].promise_id  # who answers here sees these contacts too
    known.gathering[sender] = case.pk
    due_at = due(batch.now, batch.pledge.pledge.flood.look_through, brand.week)
    vow = Vow(
        Kind.OTHER,
        look_through(arrival.from_address),
        due_at,
        due_zone=str(brand.zone),
        origin_contact_id=contact_id,
    )
    return _owe(vow, case, batch).promise_id


def _owe(vow: Vow, case: Case, batch: Batch) -> Owed:
    row = promise_row(draw_id(Promise), case, vow, batch.pledge, by=INTAKE, now=batch.now)
    batch.promises.append(row)
    batch.facts.append((case.customer_id, case.pk, made(row), INTAKE))
    case.next_due_at = min(filter(None, (case.next_due_at, row["due_at"])))
    if case.stands != Stands.SETTLED:
        case.stands = Stands.OURS
    return Owed(row["id"], row["due_at"])
