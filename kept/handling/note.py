"""Note: words between us, never sent."""

from datetime import datetime

from django.db import transaction

from kept.cases.facts import NoteWritten
from kept.cases.locking import lock_case
from kept.cases.models import Note
from kept.handling.gates import may_write
from kept.ledger.record import record
from kept.refusal import Refusal
from kept.staff.models import Agent
from kept.storage.live import tell
from kept.storage.rows import draw_id


@transaction.atomic
def write_note(customer_id: int, case_id: int, text: str, *, by: Agent, now: datetime) -> Note:
    """Write a note in a case."""
    may_write(by)
    if not text.strip():
        raise Refusal("The note has no words yet.", code="no_words")
    case = lock_case(customer_id, case_id)
    note = Note(
        pk=draw_id(Note), customer_id=customer_id, case_id=case_id, agent=by, text=text.strip(), at=now
    )
    note.save(force_insert=True)
    record(NoteWritten(case_id, note.pk), customer=customer_id, case=case_id, by=by.actor, now=now)
    tell("case", case.reference, case.brand_id)
    return note
