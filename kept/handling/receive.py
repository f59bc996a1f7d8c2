"""Receive: the one way in for every channel. Raw form and result are committed together, or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kept.cases.references import draw_references
from kept.handling.arrival import Arrival
from kept.handling.batch import Batch
from kept.handling.deliver import take_reports, take_sign_of_life
from kept.handling.receiving.acknowledging import allowance
from kept.handling.receiving.known import Known, digest_of
from kept.handling.receiving.looking_up import look_up
from kept.handling.receiving.taking import Taken, take_in
from kept.pledge.queries import current
from kept.pledge.shapes import Brand, Pledge


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an arrival: `stored`, `double` (known already) or `apart` (quarantined in sight)."""

    how: str
    customer_id: int | None = None
    case_id: int | None = None
    contact_id: int | None = None
    reference: str = ""


def receive(arrivals: Sequence[Arrival], *, now: datetime, silent: bool = False) -> list[Receipt]:
    """Take in a batch in one transaction; returns one receipt per arrival, in order.

    For each: the sender is identified, the case found or opened, the answer promised or the reason for none
    recorded, the acknowledgement queued with the guard's decision, the ledger written. `silent` (imports) owes and
    sends nothing. Raises what the database raises; then nothing of the batch is stored.
    """
    if not arrivals:
        return []
    with transaction.atomic(savepoint=False):  # nobody goes on after a part of it failed
        pledge = current()
        brands = [_brand(arrival, pledge.pledge) for arrival in arrivals]
        digests = [digest_of(a, brand.slug) for a, brand in zip(arrivals, brands, strict=True)]
        known = look_up(arrivals, digests, now=now)
        fresh = [
            (arrival, brand, digest)
            for arrival, brand, digest in zip(arrivals, brands, digests, strict=True)
            if digest not in known.seen
        ]
        results: dict[bytes, Taken] = {}
        if fresh:
            batch = Batch(
                now=now,
                pledge=pledge,
                silent=silent,
                references=draw_references(len(fresh)),
                heads=known.heads,
            )
            allowance_left = allowance(pledge.pledge, [a for a, _, _ in fresh], now=now) if not silent else 0
            for arrival, brand, digest in fresh:
                if digest not in results:
                    taken = take_in(arrival, brand, digest, known, batch, allowance=allowance_left)
                    allowance_left -= taken.acknowledged
                    results[digest] = taken
            batch.write()
            _consequences(results, known, now=now)
        return [
            _receipt(digest, results, known.seen, position, digests)
            for position, digest in enumerate(digests)
        ]


def _consequences(results: dict[bytes, Taken], known: Known, *, now: datetime) -> None:
    """What arrivals prove or disprove about messages of ours, under the locks that are held."""
    for taken in results.values():
        if taken.arrival.reports:
            take_reports(taken.arrival, now=now)
        elif taken.answers is not None and not taken.arrival.machine:
            take_sign_of_life(taken.answers, taken.contact_id or 0, at=taken.arrival.received_at, now=now)


def _receipt(
    digest: bytes,
    results: dict[bytes, Taken],
    before: dict[bytes, tuple[int, int]],
    position: int,
    digests: list[bytes],
) -> Receipt:
    if digest in before:
        customer, contact = before[digest]
        return Receipt("double", customer_id=customer, contact_id=contact)
    taken = results[digest]
    how = "double" if digests.index(digest) != position else "apart" if taken.contact_id is None else "stored"
    return Receipt(how, taken.customer_id, taken.case_id, taken.contact_id, taken.reference)


def _brand(arrival: Arrival, pledge: Pledge) -> Brand:
    """The brand that was written to; the first one when the address names none (BCC, lists)."""
    addresses = [*arrival.envelope_to, *(a for _, a in arrival.to), *(a for _, a in arrival.cc)]
    for address in addresses:
        brand = pledge.brand_for_address(address)
        if brand is not None:
            return brand
    return pledge.brands[0]
