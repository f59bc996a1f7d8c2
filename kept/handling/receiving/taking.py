"""One arrival: whose it is, which case, what is owed for it."""

from dataclasses import dataclass

from kept.cases.facts import CaseOpened, CaseReopened, CaseToRoute
from kept.cases.models import Case, Reference, Stands
from kept.contacts.facts import ContactOrphaned, ContactReceived
from kept.contacts.models import Contact, Quarantine, RawMessage, Seen
from kept.contacts.words import snippet
from kept.customers.models import Person
from kept.handling.arrival import Arrival
from kept.handling.batch import Batch
from kept.handling.receiving.acknowledging import acknowledge
from kept.handling.receiving.known import (
    Known,
    Parent,
    keyed_references,
    subject_references,
    thread_of,
)
from kept.handling.receiving.meeting import meet_customer, meet_person, speaks
from kept.handling.receiving.owing import gathering_case, owe_answer, reason_code
from kept.handling.receiving.rows import (
    add_attachments,
    add_contact,
    add_message_id,
    add_participants,
    add_raw,
)
from kept.ledger.actor import INTAKE, Actor
from kept.pledge.shapes import Brand
from kept.rules.codes import compact
from kept.rules.matching import CandidateCase, KnownMessage, MatchFacts, Placement, Where, place
from kept.storage.rows import draw_id


@dataclass(slots=True)
class Taken:
    """What became of one arrival."""

    arrival: Arrival
    customer_id: int | None = None
    case_id: int | None = None
    contact_id: int | None = None
    reference: str = ""
    answers: Parent | None = None  # the message of ours that it replies to
    acknowledged: int = 0


def take_in(
    arrival: Arrival, brand: Brand, digest: bytes, known: Known, batch: Batch, *, allowance: int
) -> Taken:
    """Add one arrival's rows to the batch."""
    brand_id = batch.pledge.brand_id(brand.slug)
    person = known.persons.get(arrival.from_address)
    placement = place(_facts(arrival, brand, known, batch, person), now=batch.now)
    reported = _case_of_report(arrival, known) if placement.where is Where.APART else None
    if placement.where is Where.APART and reported is None:
        return _apart(arrival, placement.reason, known, batch)
    raw_id = add_raw(arrival, batch)
    if reported is not None:
        case = reported
    elif placement.where is Where.OPEN:
        if person is None:
            person = meet_person(arrival.from_name, arrival.from_address, "wrote to us", known, batch)
        customer_id = placement.customer_id or meet_customer(arrival, person, known, batch)
        case = gathering_case(arrival, customer_id, known, batch) or _open(
            arrival, customer_id, brand_id, placement, known, batch
        )
    else:
        case = known.cases[placement.case_id or 0]
        if placement.where is Where.JOIN and person is None and not arrival.machine:
            # A colleague in copy joins as what he is: somebody who speaks for this customer.
            person = meet_person(arrival.from_name, arrival.from_address, "in copy", known, batch)
            speaks(person, case.customer_id, known, batch)
    contact_id = draw_id(Contact)
    unconfirmed = placement.where is Where.WAIT
    add_participants(arrival, case, person, unconfirmed, known, batch)
    promise_id, reason = owe_answer(arrival, brand, case, contact_id, known, batch)
    add_contact(arrival, case, contact_id, raw_id, person, promise_id, reason, unconfirmed, batch)
    batch.rows[RawMessage][-1].update(result_customer=case.customer_id, result_contact=contact_id)
    batch.add(Seen, digest=digest, customer_id=case.customer_id, contact_id=contact_id)
    add_message_id(arrival, case, contact_id, known, batch)
    add_attachments(arrival, case, contact_id, batch)
    _summary(arrival, case, placement, unconfirmed, batch)
    by = Actor("customer", str(case.customer_id)) if not batch.silent else Actor("import", "mail")
    batch.facts.append(
        (
            case.customer_id,
            case.pk,
            ContactReceived(contact_id, arrival.channel, arrival.sha256, promise_id, reason_code(reason)),
            by if not arrival.machine else INTAKE,
        )
    )
    if placement.where is Where.OPEN and thread_of(arrival) and not batch.silent:
        batch.facts.append((case.customer_id, case.pk, ContactOrphaned(contact_id), INTAKE))
    batch.news += [("case", case.reference, case.brand_id), ("owed", case.reference, case.brand_id)]
    taken = Taken(arrival, case.customer_id, case.pk, contact_id, case.reference)
    taken.answers = _answered(arrival, known, placement)
    if promise_id and not reason and not unconfirmed:
        known_before = person is not None and all(row["id"] != person for row in batch.rows[Person])
        taken.acknowledged = acknowledge(
            arrival, brand, case, promise_id, person, known, batch,
            known_person=known_before, allowance=allowance,
        )  # fmt: skip
    return taken


def _facts(arrival: Arrival, brand: Brand, known: Known, batch: Batch, person: int | None) -> MatchFacts:
    def case_of(code: str) -> int | None:
        found = known.references.get(code)
        return known.cases[found[1]].pk if found and found[1] in known.cases else None

    def cases(codes: list[str]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(c for c in map(case_of, codes) if c is not None))

    messages = tuple(
        KnownMessage(known.cases[parent.case_id].pk, parent.contact_id)
        for message in thread_of(arrival)
        if (parent := known.messages.get(message)) is not None and parent.case_id in known.cases
    )
    keyed, subject = cases(keyed_references(arrival)), cases(subject_references(arrival))
    named = {*keyed, *subject, *(message.case_id for message in messages)}
    return MatchFacts(
        brand=brand.slug,
        machine=arrival.machine,
        aligned=arrival.aligned,
        keyed_cases=keyed,
        known_messages=messages,
        subject_cases=subject,
        cases={case_id: _candidate(known.cases[case_id], arrival, known, batch) for case_id in named},
        sender_person=person,
        sender_customers=tuple(known.customers.get(person, ())) if person else (),
        new_case_after=batch.pledge.pledge.settling.new_case_after,
    )


def _candidate(case: Case, arrival: Arrival, known: Known, batch: Batch) -> CandidateCase:
    standing = known.standing.get((case.pk, arrival.from_address), "")
    return CandidateCase(
        case_id=case.pk,
        customer_id=case.customer_id,
        brand=batch.pledge.brand(case.brand_id).slug,
        settled_at=case.settled_at,
        last_contact_at=case.last_contact_at,
        spam=bool(case.spam_reason),
        sender_confirmed=standing == "confirmed",
        sender_copied=standing == "copied",
    )


def _apart(arrival: Arrival, reason: str, known: Known, batch: Batch) -> Taken:
    """Kept in sight of agents, for nobody's case; the same bytes once, however often they are handed over."""
    if arrival.sha256 not in known.apart:
        known.apart.add(arrival.sha256)
        raw_id = add_raw(arrival, batch)
        batch.add(Quarantine, id=draw_id(Quarantine), raw_id=raw_id, reason=reason, since=batch.now)
        batch.news.append(("quarantine", "", None))
    return Taken(arrival)


def _case_of_report(arrival: Arrival, known: Known) -> Case | None:
    """The case of the message that a delivery report speaks of."""
    for report in arrival.reports:
        parent = known.messages.get(report.keyed) or known.messages.get(report.message_id)
        if parent is not None and parent.case_id in known.cases:
            return known.cases[parent.case_id]
    return None


def _open(
    arrival: Arrival, customer_id: int, brand_id: int, placement: Placement, known: Known, batch: Batch
) -> Case:
    team_id = known.team(brand_id).team_id
    case = Case(
        pk=draw_id(Case),
        customer_id=customer_id,
        reference=batch.references.pop(),
        brand_id=brand_id,
        team_id=team_id,
        subject=arrival.subject,
        opened_at=batch.now,
        earlier_id=placement.earlier_case_id,
        stands=Stands.QUIET,
    )
    known.cases[case.pk] = batch.fresh_cases[case.pk] = case
    known.fresh.add(case.pk)
    code = compact(case.reference)
    known.references[code] = (customer_id, case.pk)
    batch.add(Reference, code=code, customer_id=customer_id, case_id=case.pk)
    batch.facts.append(
        (customer_id, case.pk, CaseOpened(case.pk, case.reference, brand_id, None, team_id), INTAKE)
    )
    if batch.pledge.pledge.routing.mode == "assign" and not batch.silent:
        batch.facts.append((customer_id, case.pk, CaseToRoute(case.pk), INTAKE))
    return case


def _summary(arrival: Arrival, case: Case, placement: Placement, unconfirmed: bool, batch: Batch) -> None:
    batch.touch(case)
    case.last_contact_at = max(filter(None, (case.last_contact_at, arrival.received_at)))
    if not arrival.machine:
        case.last_in_at = max(filter(None, (case.last_in_at, arrival.received_at)))
        case.contacts_in += 1
        if not unconfirmed:  # a stranger's words do not stand for the customer's
            case.snippet = snippet(arrival.visible) or case.snippet
    if placement.reopens and case.settled_at is not None:
        case.settled_at, case.settled_cause, case.settled_by = None, "", ""
        case.stands = Stands.OURS if case.next_due_at else Stands.QUIET
        # A stranger's words reopen what he found settled, and are not the customer's.
        who = (
            "somebody who is not confirmed wrote in its thread" if unconfirmed else "the customer wrote again"
        )
        batch.facts.append((case.customer_id, case.pk, CaseReopened(case.pk, who), INTAKE))


def _answered(arrival: Arrival, known: Known, placement: Placement) -> Parent | None:
    """The message of ours that a confirmed participant replies to: proof that it reached him."""
    if placement.where is not Where.JOIN:
        return None
    for message in thread_of(arrival):
        parent = known.messages.get(message)
        if parent is not None and parent.direction == "out":
            return parent if parent.purpose != "acknowledgement" else None
    return None
