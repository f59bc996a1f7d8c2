"""Merge, take a merge back, split: cases of one customer. Merging is a link that can be undone."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kept.cases.facts import CaseOpened, CaseSplit, CaseUnmerged, ParticipantDecided
from kept.cases.families import family_of
from kept.cases.locking import lock_case, lock_cases
from kept.cases.models import Case, Participant, Reference
from kept.cases.references import draw_references
from kept.contacts.facts import ContactMoved
from kept.contacts.models import Contact
from kept.handling.bringing_together import bring_together, open_if_owed
from kept.handling.gates import may_write
from kept.handling.recounting import recount
from kept.handling.unseen import owe_contacts
from kept.ledger.record import record_all
from kept.promises.models import Promise
from kept.promises.rejoin import owed_answers
from kept.refusal import NotFound, Refusal
from kept.rules.codes import compact
from kept.rules.promise import Kind, State
from kept.staff.models import Agent
from kept.storage.rows import draw_id


@transaction.atomic
def merge_cases(customer_id: int, case_id: int, into_id: int, *, by: Agent, now: datetime) -> Case:
    """One matter after all: the first case leads to the second; its facts stay where they are."""
    may_write(by)
    if case_id == into_id:
        raise Refusal("A case cannot be merged into itself.", code="same_case")
    cases = lock_cases([(customer_id, case_id), (customer_id, into_id)])
    if len(cases) != 2:
        raise NotFound("There is no such case of this customer.", remedy="Link the customers first.")
    case, into = cases[(customer_id, case_id)], cases[(customer_id, into_id)]
    if case.merged_into_id or into.merged_into_id:
        raise Refusal(
            "One of the two was merged already.", remedy="Take the one that remains.", code="merged"
        )
    if case.brand_id != into.brand_id:
        raise Refusal("These cases belong to different brands.", code="other_brand")
    if case.spam_reason or into.spam_reason:
        raise Refusal("One of the two is marked as spam.", remedy="Say first that it is none.", code="spam")
    facts = bring_together(case, into, by=by.actor, now=now)
    record_all([(customer_id, into_id, fact, by.actor) for fact in facts], now=now)
    recount([case, into])
    return into


@transaction.atomic
def unmerge_case(customer_id: int, case_id: int, *, by: Agent, now: datetime) -> Case:
    """Undo a merge: the case stands by itself again, with what came in under its own reference."""
    may_write(by)
    out_of = (
        Case.objects.filter(customer_id=customer_id, pk=case_id)
        .values_list("merged_into_id", flat=True)
        .first()
    )
    cases = lock_cases([(customer_id, key) for key in (case_id, out_of) if key is not None])
    case = cases.get((customer_id, case_id))
    if case is None or out_of is None or case.merged_into_id != out_of:
        raise Refusal("This case is not merged.", code="not_merged")
    into = cases[(customer_id, out_of)]
    Case.objects.filter(customer_id=customer_id, pk=case_id).update(merged_into_id=None)
    case.merged_into_id = None
    contacts = list(
        Contact.objects.filter(customer_id=customer_id, case_id=case_id).order_by("recorded_at", "pk")
    )
    Promise.objects.filter(
        customer_id=customer_id, case_id=out_of, origin_contact_id__in=[c.pk for c in contacts]
    ).exclude(kind=Kind.ANSWER, state=State.OWED).update(case_id=case_id)
    split_answers(into, case, contacts, now=now)
    facts = [CaseUnmerged(case_id, out_of), *open_if_owed(case)]
    record_all([(customer_id, case_id, fact, by.actor) for fact in facts], now=now)
    recount([case, into])
    return case


@transaction.atomic
def split_case(
    customer_id: int, case_id: int, contact_ids: Sequence[int], *, by: Agent, now: datetime
) -> Case:
    """Two matters in one case: these contacts go to a fresh case, and so does what is owed for them alone."""
    may_write(by)
    case = lock_case(customer_id, case_id)
    family = family_of(customer_id, case_id)
    contacts = list(
        Contact.objects.filter(customer_id=customer_id, case_id__in=family, pk__in=contact_ids).order_by(
            "at", "pk"
        )
    )
    if not contacts:
        raise Refusal("Choose what goes to the new case.", code="nothing_chosen")
    fresh = _fresh_case(case, contacts, now)
    Contact.objects.filter(customer_id=customer_id, pk__in=[c.pk for c in contacts]).update(
        case_id=fresh.pk,
        unconfirmed=False,  # in this case its writer is nobody's stranger
    )
    facts = [
        (
            customer_id,
            fresh.pk,
            CaseOpened(fresh.pk, fresh.reference, fresh.brand_id, fresh.owner_id, fresh.team_id),
            by.actor,
        )
    ]
    facts.append((customer_id, case_id, CaseSplit(fresh.pk, case_id, [c.pk for c in contacts]), by.actor))
    facts += [
        (customer_id, fresh.pk, ContactMoved(c.pk, c.case_id, fresh.pk, "split"), by.actor) for c in contacts
    ]
    facts += [(customer_id, case_id, fact, by.actor) for fact in _strangers_gone(case, family, by)]
    record_all(facts, now=now)
    split_answers(case, fresh, contacts, now=now)
    recount([case, fresh])
    return fresh


def _strangers_gone(case: Case, family: Sequence[int], by: Agent) -> list[ParticipantDecided]:
    """A stranger all of whose words went to the new case waits here no longer."""
    waiting = Participant.objects.filter(
        customer_id=case.customer_id, case_id=case.pk, standing="unconfirmed"
    )
    left = set(
        Contact.objects.filter(customer_id=case.customer_id, case_id__in=family, direction="in").values_list(
            "sender_address", flat=True
        )
    )
    facts = []
    for stranger in waiting:
        if stranger.address not in left:
            stranger.standing, stranger.decided_by = "refused", str(by.actor)
            stranger.store("standing", "decided_by")
            facts.append(ParticipantDecided(case.pk, stranger.pk, "refused"))
    return facts


def _fresh_case(case: Case, contacts: Sequence[Contact], now: datetime) -> Case:
    fresh = Case(
        pk=draw_id(Case),
        customer_id=case.customer_id,
        reference=draw_references(1)[0],
        brand_id=case.brand_id,
        owner_id=case.owner_id,
        team_id=case.team_id,
        subject=contacts[0].subject or case.subject,
        snippet=contacts[-1].snippet,
        opened_at=now,
        split_from_id=case.pk,
    )
    fresh.save(force_insert=True)
    Reference.objects.create(code=compact(fresh.reference), customer_id=case.customer_id, case_id=fresh.pk)
    for address in {c.sender_address for c in contacts if c.direction == "in"}:
        there = Participant.objects.filter(
            customer_id=case.customer_id, case_id=case.pk, address=address
        ).first()
        Participant(
            pk=draw_id(Participant),
            customer_id=case.customer_id,
            case_id=fresh.pk,
            person_id=there.person_id if there else None,
            name=there.name if there else "",
            address=address,
            standing="confirmed",
            since=now,
        ).save(force_insert=True)
    return fresh


def split_answers(case: Case, fresh: Case, contacts: Sequence[Contact], *, now: datetime) -> None:
    """A promise whose contacts all went along goes too; an owed one that is shared stays, and `fresh` gets its own.

    What has been answered, or is on its way, is not owed a second time.
    """
    moved = {c.pk for c in contacts}
    for promise_id in sorted({c.promise_id for c in contacts if c.promise_id and c.direction == "in"}):
        covered = Contact.objects.filter(
            customer_id=case.customer_id, promise_id=promise_id, direction="in"
        ).values_list("pk", flat=True)
        if set(covered) <= moved:
            Promise.objects.filter(customer_id=case.customer_id, pk=promise_id).update(case_id=fresh.pk)
        elif owed_answers(case.customer_id, case.pk).filter(pk=promise_id).exists():
            owe_contacts(fresh, [c for c in contacts if c.promise_id == promise_id], now=now)
