"""Drafts: words are kept as they are typed, on every device."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from kept.cases.models import Case
from kept.contacts.models import Draft
from kept.contacts.states import Delivery
from kept.handling.addressees import contacts_of
from kept.handling.gates import may_write
from kept.refusal import NotFound, Refusal
from kept.staff.models import Agent
from kept.staff.queries import brands_of
from kept.storage.fanning import fan_out
from kept.storage.rows import draw_id

MODES = ("answer", "note")
#: Drafts that the list of somebody's drafts shows.
MOST = 100
#: Characters of one draft; no letter is longer.
LONGEST = 200_000
#: A saving may be under way for so long when the answer itself is sent.
UNDER_WAY = timedelta(minutes=1)


class WrittenElsewhere(Refusal):
    """The same draft was changed on another device since this one last read it."""

    code = "written_elsewhere"

    def __init__(self, draft: Draft | None) -> None:
        super().__init__(
            "It was sent or thrown away on another device." if draft is None else "You wrote on elsewhere.",
            remedy="Choose which words stay.",
        )
        self.draft = draft


@dataclass(frozen=True, slots=True)
class Words:
    """What a composer holds. `recipients` and `vows` as the draft keeps them."""

    text: str
    recipients: list[dict[str, str]] = field(default_factory=list)
    vows: list[dict[str, Any]] = field(default_factory=list)


@transaction.atomic
def save_draft(
    case: Case, mode: str, words: Words, *, base: int | None, device: str, by: Agent, now: datetime
) -> Draft | None:
    """Keep the words; None when there are none any more. `base`: the version that this device read or saved last,
    None when whatever there is gives way to these words.

    Raises WrittenElsewhere when another device has saved since, or when the draft was sent meanwhile.
    """
    may_write(by)
    if mode not in MODES:
        raise NotFound("There is no such way to write.")
    if len(words.text) > LONGEST:
        raise Refusal("This is longer than any letter.", remedy="Send it as a file.", code="too_long")
    rows = Draft.objects.filter(customer_id=case.customer_id, case_id=case.pk, agent=by, mode=mode)
    row = rows.select_for_update(of=("self",)).first()
    if base is not None and row is None and (base or _sent_meanwhile(case, mode, words, by, now)):
        raise WrittenElsewhere(None)
    if base is not None and row is not None and row.version != base and row.device != device:
        raise WrittenElsewhere(row)
    if not words.text.strip() and not words.vows:
        rows.delete()
        return None
    values: dict[str, Any] = {
        "text": words.text,
        "recipients": words.recipients,
        "vows": words.vows,
        "version": (row.version if row else 0) + 1,
        "device": device[:64],
        "saved_at": now,
    }
    if row is not None:
        rows.update(**values)
        return rows.get()
    row = Draft(
        pk=draw_id(Draft), customer_id=case.customer_id, case_id=case.pk, agent=by, mode=mode, **values
    )
    if not Draft.objects.bulk_create([row], ignore_conflicts=True):
        raise WrittenElsewhere(rows.first())
    return rows.get()


def _sent_meanwhile(case: Case, mode: str, words: Words, by: Agent, now: datetime) -> bool:
    """Whether these words, or what they grew into, have just been sent: their first saving was overtaken."""
    if mode != "answer" or not words.text.strip():
        return False
    lately = contacts_of(case).filter(direction="out", agent=by, recorded_at__gt=now - UNDER_WAY)
    typed = words.text.strip()
    return any(
        sent.startswith(typed)
        for sent in lately.exclude(delivery=Delivery.CANCELLED).values_list("text", flat=True)
    )


def drop_draft(case: Case, mode: str, *, by: Agent, now: datetime) -> None:
    """The words were sent or kept, or their writer threw them away. Nothing of it stands on the ledger."""
    Draft.objects.filter(customer_id=case.customer_id, case_id=case.pk, agent=by, mode=mode).delete()


def drafts_in(case: Case) -> list[Draft]:
    """All drafts of a case, of everybody, the newest first."""
    rows = Draft.objects.filter(customer_id=case.customer_id, case_id=case.pk)
    return list(rows.select_related("agent").order_by("-saved_at"))


def drafts_of(agent: Agent) -> list[Draft]:
    """What this agent has begun in cases that he may still see, the newest first."""
    with fan_out("one agent's drafts"):
        rows = Draft.objects.filter(agent=agent, case__brand_id__in=brands_of(agent))
        return list(rows.select_related("case", "case__customer").order_by("-saved_at")[:MOST])
