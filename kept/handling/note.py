"""Note: words between us, never sent."""

from datetime import datetime

from django.db import transaction

from kept.cases.facts import NoteWritten
from kept.cases.locking import lock_case
from kept.cases.models import Case, Note
from kept.contacts.words import snippet
from kept.handling.gates import may_write
from kept.ledger.record import record
from kept.refusal import Refusal
from kept.rules.mentions import mentions
from kept.staff.actions import News, notify
from kept.staff.models import Agent
from kept.staff.queries import brands_of
from kept.storage.live import tell
from kept.storage.rows import draw_id


@transaction.atomic
def write_note(customer_id: int, case_id: int, text: str, *, by: Agent, now: datetime) -> Note:
    """Write a note in a case; colleagues named with an @ are told."""
    may_write(by)
    if not text.strip():
        raise Refusal("The note has no words yet.", code="no_words")
    case = lock_case(customer_id, case_id)
    named = _named(text, case, by)
    note = Note(
        pk=draw_id(Note), customer_id=customer_id, case_id=case_id, agent=by, text=text.strip(), at=now
    )
    note.save(force_insert=True)
    record(NoteWritten(case_id, note.pk), customer=customer_id, case=case_id, by=by.actor, now=now)
    sentence = f"{by.name} mentions you in “{case.subject or case.reference}”: {snippet(text)}"
    notify([News(who, "mention", sentence, case.reference, customer_id) for who in named], now=now)
    tell("case", case.reference, case.brand_id)
    return note


def _named(text: str, case: Case, by: Agent) -> list[int]:
    """Colleagues whom the note names, but for its writer. Refused when one of them could not open the case."""
    if "@" not in text:
        return []
    people = {agent.pk: agent for agent in Agent.objects.filter(is_active=True)}
    found = dict.fromkeys(each.who for each in mentions(text, {pk: each.name for pk, each in people.items()}))
    for who in found:
        if case.brand_id not in brands_of(people[who]):
            name = people[who].name
            raise Refusal(
                "%(name)s does not see this brand and would not be told.",
                values={"name": name},
                remedy="Name somebody who does, or write the name without the @.",
                code="other_brand",
            )
    return [who for who in found if who != by.pk]
