"""Guard: asking for money only where it is due, unpaid, undisputed and not on its way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kept.rules.guard.facts import Code, GuardFacts, Purpose, Reason, Verdict


def about_the_bill(facts: GuardFacts, now: datetime) -> Iterator[Reason]:
    """For dunning only: no bill, paid, in dispute, not due, payment believed to be on its way."""
    if facts.purpose is not Purpose.DUNNING:
        return
    bill = facts.bill
    if bill is None:
        yield Reason(Code.NO_BILL, "No bill is named. Name the bill that this is about.", Verdict.STOP)
        return
    if bill.paid:
        yield Reason(Code.PAID, "The bill is paid.", Verdict.STOP)
    if bill.in_dispute:
        sentence = "The customer disputes the bill. Settle the dispute first."
        yield Reason(Code.IN_DISPUTE, sentence, Verdict.STOP)
    if now < bill.due_at:
        yield Reason(Code.NOT_DUE, "The bill is not due yet.", Verdict.STOP, bill.due_at)
    expected = bill.payment_expected_until
    if expected is not None and now < expected:
        sentence = "The payment is announced or in the post, and believed until it is overdue."
        yield Reason(Code.PAYMENT_ANNOUNCED, sentence, Verdict.STOP, expected)
