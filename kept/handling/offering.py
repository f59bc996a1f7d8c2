"""Offering a case with its story: the owner keeps it until a colleague accepts, and the customer notices nothing."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from kept.cases.facts import CaseOffered
from kept.cases.locking import lock_case
from kept.cases.models import Case, Offer, OfferState
from kept.handling.assign import end_offers, hand, may_own
from kept.handling.gates import may_write
from kept.handling.note import write_note
from kept.ledger.record import record
from kept.refusal import NotAllowed, NotFound, Refusal
from kept.staff.actions import News, notify
from kept.staff.models import Agent, Membership, Team
from kept.staff.queries import agents, lead_for
from kept.storage.live import tell
from kept.storage.rows import draw_id


@transaction.atomic
def offer_case(
    customer_id: int,
    case_id: int,
    *,
    to: Agent | None,
    team: Team | None,
    words: str,
    by: Agent,
    now: datetime,
) -> Offer:
    """Offer a case to one colleague or one team. Until somebody accepts, nothing changes for the customer."""
    may_write(by)
    if (to is None) == (team is None):
        raise Refusal("Offer it to one colleague or to one team.", code="to_whom")
    if not words.strip():
        raise Refusal("Say what the next one needs to know.", code="no_words")
    case = lock_case(customer_id, case_id)
    _refuse_offer(case, to)
    offer = Offer(
        pk=draw_id(Offer),
        customer_id=customer_id,
        case_id=case_id,
        by=by,
        to=to,
        team=team,
        words=words.strip(),
        at=now,
    )
    offer.save(force_insert=True)
    fact = CaseOffered(case_id, offer.pk, to.pk if to else None, team.pk if team else None)
    record(fact, customer=customer_id, case=case_id, by=by.actor, now=now)
    # The words stay in the story, whatever comes of the offer.
    write_note(customer_id, case_id, offer.words, by=by, now=now)
    sentence = f"{by.name} offers you “{_title(case)}”: {offer.words}"
    asked = _asked(offer, case)
    notify([News(who, "transfer", sentence, case.reference, customer_id) for who in asked], now=now)
    tell("case", case.reference, case.brand_id)
    return offer


@transaction.atomic
def accept_offer(customer_id: int, offer_id: int, *, by: Agent, now: datetime) -> Case:
    """Take over the case and all that is owed in it; every due time stays as it was promised."""
    may_write(by)
    case, offer = _locked(customer_id, offer_id)
    if not is_for(offer, by):
        raise NotAllowed("This case was not offered to you.", remedy="Take it, if you want it.")
    ended, giver = end_offers(case, OfferState.ACCEPTED, by=by.actor, now=now), case.owner_id
    case = hand(customer_id, case.pk, by, offer.team, "transferred", by=by.actor, now=now)
    for fact in ended:
        record(fact, customer=customer_id, case=case.pk, by=by.actor, now=now)
    _tell(case, {offer.by_id, giver}, f"{by.name} has taken over “{_title(case)}”.", by, now)
    return case


@transaction.atomic
def decline_offer(customer_id: int, offer_id: int, *, why: str, by: Agent, now: datetime) -> Offer:
    """Say no, with the reason; the case stays with its owner, who is told."""
    may_write(by)
    if not why.strip():
        raise Refusal("Say why not: somebody else has to be found.", code="no_reason")
    case, offer = _locked(customer_id, offer_id)
    if not is_for(offer, by):
        raise NotAllowed("This case was not offered to you.")
    _end(case, OfferState.DECLINED, why, by, now)
    sentence = f"{by.name} has not taken “{_title(case)}”: {why.strip()}"
    _tell(case, {offer.by_id, case.owner_id}, sentence, by, now)
    return offer


@transaction.atomic
def withdraw_offer(customer_id: int, offer_id: int, *, by: Agent, now: datetime) -> Offer:
    """Take the offer back: by whoever made it, the case's owner, or a lead."""
    may_write(by)
    case, offer = _locked(customer_id, offer_id)
    if by.pk not in (offer.by_id, case.owner_id) and not by.leads:
        raise NotAllowed("Only who made the offer, the owner or a lead may take it back.")
    _end(case, OfferState.WITHDRAWN, "", by, now)
    return offer


def is_for(offer: Offer, agent: Agent) -> bool:
    """Whether this agent may say yes or no to it."""
    if offer.team_id is None:
        return offer.to_id == agent.pk
    return Membership.objects.filter(team_id=offer.team_id, agent=agent).exists()


def _refuse_offer(case: Case, to: Agent | None) -> None:
    if case.merged_into_id is not None:
        raise Refusal("This case was merged into another one.", remedy="Offer that one.", code="merged")
    if case.settled_at is not None:
        raise Refusal("This case is settled.", remedy="Reopen it first.", code="settled")
    if to is not None:
        if to.pk == case.owner_id:
            raise Refusal("%(name)s has this case already.", code="already_theirs", values={"name": to.name})
        may_own(to, case)
    open_one = Offer.objects.filter(
        customer_id=case.customer_id, case_id=case.pk, state=OfferState.OPEN
    ).exists()
    if open_one:
        raise Refusal(
            "This case is offered to somebody already.", remedy="Take that offer back first.", code="offered"
        )


def _asked(offer: Offer, case: Case) -> list[int]:
    """Who is told of an offer: the colleague, or those of the team who see its brand, but not who offers."""
    if offer.to_id is not None:
        return [offer.to_id]
    see = agents().filter(Q(all_brands=True) | Q(seats__brand=case.brand_id)).exclude(pk=offer.by_id)
    found = list(see.filter(memberships__team_id=offer.team_id).values_list("pk", flat=True).distinct())
    lead = lead_for(offer.team)
    return found or list(see.filter(pk=lead.pk if lead else None).values_list("pk", flat=True).distinct())


def _locked(customer_id: int, offer_id: int) -> tuple[Case, Offer]:
    offers = Offer.objects.filter(customer_id=customer_id, pk=offer_id)
    case_id = offers.values_list("case_id", flat=True).first()
    if case_id is None:
        raise NotFound("There is no such offer.")
    case = lock_case(customer_id, case_id)
    offer = offers.filter(state=OfferState.OPEN).select_related("team", "by").first()
    if offer is None:
        raise Refusal("This offer has ended.", remedy="The case's page says how.", code="offer_ended")
    return case, offer


def _end(case: Case, how: str, why: str, by: Agent, now: datetime) -> None:
    for fact in end_offers(case, how, by=by.actor, now=now, why=why.strip()):
        record(fact, customer=case.customer_id, case=case.pk, by=by.actor, now=now)
    tell("case", case.reference, case.brand_id)


def _tell(case: Case, people: set[int | None], sentence: str, by: Agent, now: datetime) -> None:
    told = sorted(who for who in people if who is not None and who != by.pk)
    notify([News(who, "transfer", sentence, case.reference, case.customer_id) for who in told], now=now)


def _title(case: Case) -> str:
    return case.subject or case.reference
