"""Merge and split: cases of one customer; and customers that are one. Links that can be undone."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max, Q

from kept.cases.facts import CaseMerged, CaseOpened, CaseSplit, CaseUnmerged
from kept.cases.locking import lock_case, lock_cases
from kept.cases.models import Case, Participant, Reference
from kept.cases.references import draw_references
from kept.contacts.facts import ContactMoved
from kept.contacts.models import Contact
from kept.handling.gates import may_write
from kept.handling.unseen import owe_contacts
from kept.ledger.record import record_all
from kept.promises.facts import PromiseSuperseded
from kept.promises.models import Promise
from kept.promises.summary import summarise
from kept.refusal import NotFound, Refusal
from kept.rules.codes import compact
from kept.rules.promise import Kind, Side, State
from kept.staff.models import Agent
from kept.storage.live import tell_all
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
    Case.objects.filter(customer_id=customer_id, pk=case_id).update(merged_into_id=into_id)
    carried = _carry_promises(case, into)
    facts = [CaseMerged(case_id, into_id), *carried]
    record_all([(customer_id, into_id, fact, by.actor) for fact in facts], now=now)
    _recount([case, into])
    return into


@transaction.atomic
def unmerge_case(customer_id: int, case_id: int, *, by: Agent, now: datetime) -> Case:
    """Undo a merge: the case stands by itself again, with what came in under its own reference."""
    may_write(by)
    case = lock_case(customer_id, case_id)
    if case.merged_into_id is None:
        raise Refusal("This case is not merged.", code="not_merged")
    out_of = case.merged_into_id
    Case.objects.filter(customer_id=customer_id, pk=case_id).update(merged_into_id=None)
    record_all([(customer_id, case_id, CaseUnmerged(case_id, out_of), by.actor)], now=now)
    into = Case.objects.get(customer_id=customer_id, pk=out_of)
    Promise.objects.filter(
        customer_id=customer_id,
        case_id=out_of,
        origin_contact_id__in=Contact.objects.filter(customer_id=customer_id, case_id=case_id).values("pk"),
    ).exclude(kind=Kind.ANSWER, state=State.OWED).update(case_id=case_id)
    case.merged_into_id = None
    _recount([case, into])
    return case


@transaction.atomic
def split_case(
    customer_id: int, case_id: int, contact_ids: Sequence[int], *, by: Agent, now: datetime
) -> Case:
    """Two matters in one case: these contacts go to a fresh case, and so does what is owed for them alone."""
    may_write(by)
    case = lock_case(customer_id, case_id)
    contacts = list(
        Contact.objects.filter(customer_id=customer_id, case_id=case_id, pk__in=contact_ids).order_by(
            "at", "pk"
        )
    )
    if not contacts:
        raise Refusal("Choose what goes to the new case.", code="nothing_chosen")
    fresh = _fresh_case(case, contacts, now)
    Contact.objects.filter(customer_id=customer_id, pk__in=[c.pk for c in contacts]).update(case_id=fresh.pk)
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
        (customer_id, fresh.pk, ContactMoved(c.pk, case_id, fresh.pk, "split"), by.actor) for c in contacts
    ]
    record_all(facts, now=now)
    _split_promises(case, fresh, contacts, by=by, now=now)
    _recount([case, fresh])
    return fresh


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


def _split_promises(
    case: Case, fresh: Case, contacts: Sequence[Contact], *, by: Agent, now: datetime
) -> None:
    """A promise whose contacts all went along goes too; one that is shared stays, and the new case gets its own."""
    moved = {c.pk for c in contacts}
    for promise_id in {c.promise_id for c in contacts if c.promise_id and c.direction == "in"}:
        covered = set(
            Contact.objects.filter(
                customer_id=case.customer_id, promise_id=promise_id, direction="in"
            ).values_list("pk", flat=True)
        )
        if covered <= moved:
            Promise.objects.filter(customer_id=case.customer_id, pk=promise_id).update(case_id=fresh.pk)
        else:
            owe_contacts(fresh, [c for c in contacts if c.promise_id == promise_id], now=now)


def _carry_promises(case: Case, into: Case) -> list[PromiseSuperseded]:
    """What is owed in the merged case is owed in the one that remains; of two owed answers the earlier stays."""
    answers = Promise.objects.filter(
        customer_id=case.customer_id, kind=Kind.ANSWER, promisor=Side.COMPANY, state=State.OWED
    )
    facts = []
    ours, theirs = answers.filter(case_id=case.pk).first(), answers.filter(case_id=into.pk).first()
    if ours is not None and theirs is not None:
        first, second = sorted((ours, theirs), key=lambda promise: (promise.due_at, promise.pk))
        Promise.objects.filter(customer_id=case.customer_id, pk=second.pk).update(
            state=State.SUPERSEDED,
            superseded_by_id=first.pk,
            closed_at=first.given_at,
            closed_why="Merged with the earlier promise to answer.",
            next_check_at=None,
        )
        Contact.objects.filter(customer_id=case.customer_id, promise_id=second.pk).update(promise_id=first.pk)
        facts.append(PromiseSuperseded(second.pk, first.pk))
    Promise.objects.filter(customer_id=case.customer_id, case_id=case.pk).update(case_id=into.pk)
    return facts


def _recount(cases: Sequence[Case]) -> None:
    """Counts and the latest words of cases whose contacts changed."""
    for case in cases:
        family = Q(case_id=case.pk) | Q(
            case_id__in=Case.objects.filter(customer_id=case.customer_id, merged_into_id=case.pk).values("pk")
        )
        contacts = Contact.objects.filter(family, customer_id=case.customer_id)
        figures = contacts.aggregate(
            last=Max("at"),
            last_in=Max("at", filter=Q(direction="in", machine="")),
            inward=Count("pk", filter=Q(direction="in", machine="")),
            outward=Count("pk", filter=Q(direction="out") & ~Q(purpose="acknowledgement")),
        )
        waiting = Participant.objects.filter(
            customer_id=case.customer_id, case_id=case.pk, standing="unconfirmed"
        ).count()
        Case.objects.filter(customer_id=case.customer_id, pk=case.pk).update(
            last_contact_at=figures["last"],
            last_in_at=figures["last_in"],
            contacts_in=figures["inward"],
            contacts_out=figures["outward"],
            unconfirmed=waiting,
        )
    summarise([(case.customer_id, case.pk) for case in cases])
    tell_all([(kind, case.reference, case.brand_id) for case in cases for kind in ("case", "owed")])
