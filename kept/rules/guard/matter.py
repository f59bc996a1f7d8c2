"""Guard: the state of the desk, the case, the participant and the address."""

from __future__ import annotations

from collections.abc import Iterator

from kept.rules.guard.facts import Code, GuardFacts, Purpose, Reason, Verdict

_ABOUT_THE_CASE = (Purpose.ANSWER, Purpose.UPDATE, Purpose.ACKNOWLEDGEMENT)


def about_the_desk(facts: GuardFacts) -> Iterator[Reason]:
    """A restored desk sends nothing until somebody has looked: it may have sent it before."""
    if facts.desk_held:
        sentence = (
            "This desk was restored from a backup and is held. An admin must confirm before anything leaves."
        )
        yield Reason(Code.DESK_HELD, sentence, Verdict.STOP)


def about_the_matter(facts: GuardFacts) -> Iterator[Reason]:
    """Wrong brand, spam, a settled case, an unconfirmed participant, an address that has failed."""
    if facts.case_brand and facts.brand != facts.case_brand:
        sentence = "The case belongs to another brand. Send in that brand's name."
        yield Reason(Code.OTHER_BRAND, sentence, Verdict.STOP)
    if facts.case_spam:
        sentence = "The case is marked as spam. Take the mark away first if it is none."
        yield Reason(Code.CASE_SPAM, sentence, Verdict.STOP)
    elif facts.case_settled and facts.purpose in _ABOUT_THE_CASE:
        sentence = "The case is settled. Reopen it if there is more to say."
        yield Reason(Code.CASE_SETTLED, sentence, Verdict.STOP if facts.by_machine else Verdict.WARN)
    if not facts.participant_confirmed:
        sentence = "We do not know yet that this sender is part of the matter. Accept the participant first."
        yield Reason(Code.UNCONFIRMED, sentence, Verdict.STOP)
    if facts.address_failed:
        what = "number" if facts.channel in ("call", "sms") else "address"
        why = f" ({facts.address_failed_why})" if facts.address_failed_why else ""
        sentence = f"This {what} has failed before{why}. Correct it, or try another way."
        yield Reason(Code.ADDRESS_FAILED, sentence, Verdict.STOP if facts.by_machine else Verdict.WARN)
