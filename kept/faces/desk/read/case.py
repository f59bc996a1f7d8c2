"""The head of a case: its names, who has it, and the most urgent promise in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kept.cases.models import Case, Stands
from kept.faces.components import times
from kept.faces.components.seen import Face, Look, PromiseSeen
from kept.faces.desk.read.promises import face, promise_seen
from kept.promises.models import Promise
from kept.staff.models import Agent

STANDS = {
    Stands.OURS: gettext_lazy("We owe something here."),
    Stands.WAITING: gettext_lazy("We owe nothing; the customer owes us something."),
    Stands.QUIET: gettext_lazy("Nothing is owed here."),
    Stands.SETTLED: gettext_lazy("Settled."),
}
#: What is most urgent, when due times alone do not say.
ORDER = (Look.BROKEN, Look.RISK, Look.OWED, Look.PROOF, Look.OVERDUE, Look.THEIRS)
#: Promises of a case that its page shows.
MOST = 200


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """The head of the page."""

    id: int
    reference: str
    title: str
    customer: str
    customer_code: str
    their_zone: str
    brand: str
    owner: Face | None
    team: str
    settled: bool
    spam: str
    last_in_at: datetime | None
    stands_words: str
    urgent: PromiseSeen | None
    urgent_says: str
    was_split: bool = False

    @property
    def assign_words(self) -> str:
        """What the button that gives the case to somebody says."""
        return _("Take") if self.owner is None else _("Assign")


def promises_of(case: Case) -> list[Promise]:
    """The promises of a case, the earliest due first."""
    rows = Promise.objects.filter(customer_id=case.customer_id, case_id=case.pk).select_related("owner")
    return list(rows.order_by("due_at", "id")[:MOST])


def case_seen(
    case: Case, promises: Sequence[PromiseSeen], agent: Agent, *, now: datetime, zone: ZoneInfo
) -> CaseSeen:
    """The head of a case; `promises` are all of its promises."""
    urgent = most_urgent(promises)
    return CaseSeen(
        id=case.pk,
        reference=case.reference,
        title=case.subject or _("Without a subject"),
        customer=case.customer.name,
        customer_code=case.customer.code,
        their_zone=case.customer.zone,
        brand=case.brand.name,
        owner=face(case.owner, agent),
        team=case.team.name if case.team else "",
        settled=case.settled_at is not None,
        spam=case.spam_reason,
        last_in_at=case.last_in_at,
        stands_words=_stands(case, now, zone),
        urgent=urgent,
        urgent_says=_urgent_says(case, urgent, promises, now, zone) if urgent else "",
        was_split=case.split_from_id is not None and case.merged_into_id is None,
    )


def seen_of(rows: Sequence[Promise], agent: Agent, *, now: datetime) -> list[PromiseSeen]:
    """All promises of a case as the page shows them."""
    return [promise_seen(row, agent, now=now, may_close=row.promisor != "customer") for row in rows]


def most_urgent(promises: Sequence[PromiseSeen]) -> PromiseSeen | None:
    """What must be done next; None when nothing is open."""
    open_ones = [promise for promise in promises if promise.open]
    return min(open_ones, key=lambda promise: (ORDER.index(promise.look), promise.due_at), default=None)


def _stands(case: Case, now: datetime, zone: ZoneInfo) -> str:
    if case.spam_reason:
        return _("Marked as spam: %(why)s") % {"why": case.spam_reason}
    if case.settled_at is not None:
        words = {"at": times.moment(case.settled_at, now, zone), "cause": case.settled_cause}
        return _("Settled %(at)s: %(cause)s") % words
    return str(STANDS[Stands(case.stands)])


def _urgent_says(
    case: Case, urgent: PromiseSeen, promises: Sequence[PromiseSeen], now: datetime, zone: ZoneInfo
) -> str:
    words = [_("Given %(at)s.") % {"at": times.moment(urgent.given_at, now, zone)}]
    if urgent.note:
        words.append(urgent.note)
    if urgent.owner is not None:
        words.append(_("Owner %(name)s.") % {"name": urgent.owner.name})
    elif case.team is not None:
        words.append(_("Nobody has taken it; %(team)s answers for it.") % {"team": case.team.name})
    others = sum(promise.open for promise in promises) - 1
    if others:
        more = ngettext("%(count)s more is open here.", "%(count)s more are open here.", others)
        words.append(more % {"count": times.count(others)})
    return " ".join(words)
