"""The outbox: what has not left, what may not have arrived, in words and with what would help."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kept.contacts.models import Outgoing
from kept.contacts.states import Delivery
from kept.faces.components import times
from kept.faces.desk.read.brands import brands
from kept.staff.models import Agent
from kept.storage.fanning import fan_out

OPEN = [
    Delivery.HELD, Delivery.STOPPED, Delivery.UNSURE, Delivery.DELAYED, Delivery.QUEUED, Delivery.SENDING,
]  # fmt: skip
PAGE = 100
#: How long a message that came back stands in the outbox, among what may need a hand.
BOUNCED_FOR_DAYS = 7
REMEDIES = {
    Delivery.HELD: gettext_lazy("Set up a relay; then it leaves by itself."),
    Delivery.STOPPED: gettext_lazy("Answer again from the case: a lead may sign for it, with a reason."),
    Delivery.UNSURE: gettext_lazy(
        "The connection broke at the worst moment. It is sent once more with the same identity."
    ),
    Delivery.BOUNCED: gettext_lazy("Open the case: the next way to the customer stands there."),
}
ICONS = {
    Delivery.HELD: "stop",
    Delivery.STOPPED: "stop",
    Delivery.UNSURE: "alarm",
    Delivery.DELAYED: "later",
    Delivery.BOUNCED: "bounce",
}
PURPOSES = {
    "answer": gettext_lazy("Answer"),
    "acknowledgement": gettext_lazy("Acknowledgement"),
    "notice": gettext_lazy("Notice"),
    "receipt": gettext_lazy("Receipt"),
}


@dataclass(frozen=True, slots=True)
class LetterSeen:
    """One message in the outbox."""

    id: int
    customer_id: int
    reference: str
    icon: str
    what: str
    to: str
    subject: str
    state: str
    words: str
    remedy: str
    may_cancel: bool
    may_retry: bool


def outbox(agent: Agent, *, since: datetime, now: datetime, zone: ZoneInfo) -> list[LetterSeen]:
    """What waits, and what came back since; the oldest first, because it has waited longest."""
    with fan_out("outbox"):
        rows = list(
            Outgoing.objects.filter(Q(state__in=OPEN) | Q(state=Delivery.BOUNCED, created_at__gte=since))
            .filter(brand_id__in=brands(agent))
            .select_related("contact__case")
            .order_by("created_at", "id")[:PAGE]
        )
    return [_letter(row, now, zone) for row in rows]


def _letter(row: Outgoing, now: datetime, zone: ZoneInfo) -> LetterSeen:
    state = Delivery(row.state)
    words = [_("Written %(time)s.") % {"time": times.moment(row.created_at, now, zone)}]
    if row.attempts:
        tried = ngettext("Tried %(count)s time.", "Tried %(count)s times.", row.attempts)
        words.append(tried % {"count": row.attempts})
    if row.next_try_at and row.next_try_at > now:
        words.append(_("Next try %(time)s.") % {"time": times.moment(row.next_try_at, now, zone)})
    if row.problem:
        words.append(row.problem if row.problem.endswith(".") else f"{row.problem}.")
    return LetterSeen(
        id=row.pk,
        customer_id=row.customer_id,
        reference=row.contact.case.reference,
        icon=ICONS.get(state, "waiting"),
        what=str(PURPOSES.get(row.purpose, row.purpose)),
        to=f"{row.to_name} {row.to_address}".strip(),
        subject=row.contact.subject,
        state=f"{state.label[0].upper()}{state.label[1:]}",
        words=" ".join(words),
        remedy=str(REMEDIES.get(state, "")),
        may_cancel=state in (Delivery.QUEUED, Delivery.HELD, Delivery.STOPPED),
        may_retry=state in (Delivery.DELAYED, Delivery.UNSURE) and row.next_try_at is not None,
    )
