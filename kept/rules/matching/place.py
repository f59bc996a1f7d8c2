"""Finding the case of what arrives: join it, let the sender wait for an agent's word, or open a new one.

The rules in prose: docs/algorithms/threading.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kept.rules.matching.facts import CandidateCase, MatchFacts, Placement, Trace, Where

_REPORTS = frozenset({"bounce", "delay", "delivery_notice", "own", "loop"})
"""Machine classes that speak of a message of ours and never begin a matter."""

_WORDS = {
    Trace.KEYED: "It carries the code of our own message.",
    Trace.MESSAGE_ID: "It replies to a message that we know.",
    Trace.SUBJECT: "The reference stands in its subject and the sender is part of the case.",
}


def place(facts: MatchFacts, *, now: datetime) -> Placement:
    """Where this contact belongs: of its traces, in order of trust, the first that leads to a case decides.

    A case of another brand, and one marked as spam, is passed over.
    """
    for trace, case, parent in _traces(facts):
        if case.brand == facts.brand and not case.spam:
            return _placed(facts, trace, case, parent, now)
    if facts.machine in _REPORTS:
        reason = "A machine speaks of a message whose thread we do not know."
        return Placement(Where.APART, Trace.NOTHING, reason, mentions=_mentioned(facts))
    return _opened(facts, "Nothing in it leads to a case that we know.")


def _traces(facts: MatchFacts) -> Iterator[tuple[Trace, CandidateCase, int | None]]:
    for case_id in facts.keyed_cases:
        if case := facts.cases.get(case_id):
            yield Trace.KEYED, case, _parent_in(facts, case_id)
    for message in facts.known_messages:
        if case := facts.cases.get(message.case_id):
            yield Trace.MESSAGE_ID, case, message.contact_id
    for case_id in facts.subject_cases:
        # Anybody can type a reference: it leads only those to a case who are part of it.
        if (case := facts.cases.get(case_id)) and case.sender_confirmed and facts.aligned != "fail":
            yield Trace.SUBJECT, case, _parent_in(facts, case_id)


def _parent_in(facts: MatchFacts, case_id: int) -> int | None:
    """The message of this case that it says it replies to, if it says so."""
    known = (each.contact_id for each in facts.known_messages if each.case_id == case_id)
    return next((contact_id for contact_id in known if contact_id is not None), None)


def _placed(
    facts: MatchFacts, trace: Trace, case: CandidateCase, parent: int | None, now: datetime
) -> Placement:
    belongs, doubt = _belongs(facts, case)
    # A report with our code comes from a server on the way: it is no participant, and nobody need accept it.
    report = facts.machine in _REPORTS and trace is Trace.KEYED
    if not facts.machine and _long_settled(facts, case, now):
        return _continued(facts, trace, case, belongs)
    return Placement(
        where=Where.JOIN if belongs or report else Where.WAIT,
        trace=trace,
        reason=_WORDS[trace] if belongs or report else f"{_WORDS[trace]} {doubt}",
        case_id=case.case_id,
        customer_id=case.customer_id,
        confirmed=belongs,
        reopens=case.settled_at is not None and not facts.machine,
        parent_contact_id=parent,
        mentions=_mentioned(facts, besides=case.case_id),
    )


def _belongs(facts: MatchFacts, case: CandidateCase) -> tuple[bool, str]:
    """Whether the sender is part of the case; if not, the sentence that says why an agent must look."""
    if facts.aligned == "fail":
        return False, "But the mail is not authenticated: the sender's address may be forged."
    if case.sender_confirmed or case.sender_copied or case.customer_id in facts.sender_customers:
        return True, ""
    if facts.sender_customers:
        return False, "But the sender speaks for another customer."
    return False, "But the sender is not known to be part of the case."


def _long_settled(facts: MatchFacts, case: CandidateCase, now: datetime) -> bool:
    if case.settled_at is None or facts.new_case_after is None:
        return False
    quiet_since = max(case.settled_at, case.last_contact_at or case.settled_at)
    return now - quiet_since > facts.new_case_after


def _continued(facts: MatchFacts, trace: Trace, case: CandidateCase, belongs: bool) -> Placement:
    own = next(iter(facts.sender_customers), None)
    return Placement(
        where=Where.OPEN,
        trace=trace,
        reason=f"{_WORDS[trace]} But that case has been settled for long, so that this begins a new one.",
        # Whoever is not part of the old case begins one of his own, never one of its customer's.
        customer_id=case.customer_id if belongs else own,
        confirmed=facts.aligned != "fail",
        earlier_case_id=case.case_id,
        mentions=_mentioned(facts, besides=case.case_id),
    )


def _opened(facts: MatchFacts, reason: str) -> Placement:
    forged = facts.aligned == "fail" and facts.sender_person is not None
    if forged:
        reason = f"{reason} The mail is not authenticated: the sender's address may be forged."
    return Placement(
        where=Where.OPEN,
        trace=Trace.NOTHING,
        reason=reason,
        customer_id=next(iter(facts.sender_customers), None),
        confirmed=not forged,
        mentions=_mentioned(facts),
    )


def _mentioned(facts: MatchFacts, besides: int | None = None) -> tuple[int, ...]:
    """Cases named in the subject, for an agent to look at; those of other brands are not his to see."""
    named = (facts.cases.get(case_id) for case_id in facts.subject_cases)
    return tuple(
        each.case_id for each in named if each and each.brand == facts.brand and each.case_id != besides
    )
