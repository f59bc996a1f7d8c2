"""Guard: what the person has asked of us."""

from __future__ import annotations

from collections.abc import Iterator

from kept.rules.guard.facts import Code, GuardFacts, Purpose, Reason, Verdict, Wish

_WRITTEN = frozenset({"mail", "letter", "sms", "chat", "post"})
_OWED_TO_HIM = (Purpose.ANSWER, Purpose.PROMISE_RECEIPT, Purpose.NOTICE)


def about_wishes(facts: GuardFacts) -> Iterator[Reason]:
    """No contact, no calls, written only; only warned of where he has asked for this contact himself."""
    if Wish.NO_CONTACT in facts.wishes:
        owed = facts.asked_for or facts.purpose in _OWED_TO_HIM
        sentence = "The customer has asked not to be contacted. Only what we owe them may go out."
        yield Reason(Code.NO_CONTACT, sentence, Verdict.WARN if owed else Verdict.STOP)
    called_for = facts.asked_for or facts.agreed_time
    if Wish.NO_CALLS in facts.wishes and facts.channel == "call":
        sentence = "The customer has asked not to be called. Write instead."
        yield Reason(Code.NO_CALLS, sentence, Verdict.WARN if called_for else Verdict.STOP)
    if Wish.WRITTEN_ONLY in facts.wishes and facts.channel not in _WRITTEN:
        sentence = "The customer wants everything in writing. Write instead."
        yield Reason(Code.WRITTEN_ONLY, sentence, Verdict.WARN if called_for else Verdict.STOP)
