"""Guard: what our machines may send by themselves in answer to mail (RFC 3834)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kept.rules.guard.facts import Code, GuardFacts, Purpose, Reason, Verdict


def about_machines(facts: GuardFacts, now: datetime) -> Iterator[Reason]:
    """No machine answers a machine; acknowledgements go to proven senders only, and seldom."""
    if facts.by_machine and facts.answers_machine:
        sentence = "It would answer a message that a machine wrote. Two machines stop after the first round."
        yield Reason(Code.TWO_MACHINES, sentence, Verdict.STOP)
    if facts.purpose is not Purpose.ACKNOWLEDGEMENT:
        return
    known = facts.acknowledging
    if known is None or not (known.aligned or known.known_person):
        sentence = (
            "The sender is unknown and the mail is not authenticated: the address may be somebody else's."
        )
        yield Reason(Code.STRANGER, sentence, Verdict.STOP)
    if known is None:
        return
    if known.last_to_address_at is not None and now - known.last_to_address_at < known.per_address:
        sentence = "This address has had an acknowledgement lately."
        yield Reason(Code.ACKNOWLEDGED, sentence, Verdict.STOP, known.last_to_address_at + known.per_address)
    if known.sent_lately >= known.most:
        sentence = "The desk has sent as many acknowledgements as it may for now."
        yield Reason(Code.TOO_MANY_ACKNOWLEDGEMENTS, sentence, Verdict.STOP)
