"""An open offer of a case as its page says it: to who may answer it, and to everybody else."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from kept.cases.models import Case, Offer, OfferState
from kept.handling.offering import is_for
from kept.staff.models import Agent


@dataclass(frozen=True, slots=True)
class OfferedSeen:
    """Who offered it to whom, with which words, and what the reader may do about it."""

    by: str
    to: str
    words: str
    at: datetime
    mine: bool
    may_withdraw: bool
    says: str


def offered(case: Case, agent: Agent) -> OfferedSeen | None:
    """The open offer of this case, if there is one."""
    rows = Offer.objects.filter(customer_id=case.customer_id, case_id=case.pk, state=OfferState.OPEN)
    offer = rows.select_related("by", "to", "team").first()
    if offer is None:
        return None
    mine = is_for(offer, agent)
    names = {"by": offer.by.name, "to": offer.to.name if offer.to else offer.team.name}
    if mine and offer.team is None:
        says = _("%(by)s offers you this case.") % names
    else:
        says = _("%(by)s offers this case to %(to)s.") % names
    return OfferedSeen(
        by=names["by"],
        to=names["to"],
        words=offer.words,
        at=offer.at,
        mine=mine,
        may_withdraw=agent.pk in (offer.by_id, case.owner_id) or agent.leads,
        says=says,
    )
