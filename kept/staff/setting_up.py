"""The first-run guide's memory: which steps somebody finished or left for later."""

from datetime import datetime

from kept.ledger.actor import Actor
from kept.refusal import NotFound
from kept.staff.models import SetupStep

#: In the order in which they are shown.
STEPS = ("company", "brand", "mail_in", "mail_out", "people")


def remembered() -> dict[str, SetupStep]:
    """What is known of each step."""
    return {row.name: row for row in SetupStep.objects.all()}


def finish(step: str, *, by: Actor, now: datetime) -> None:
    """Somebody has looked at it, and it is as it should be."""
    _write(step, by, done_at=now, skipped_at=None)


def leave_for_later(step: str, *, by: Actor, now: datetime) -> None:
    """Not now; it can be done at any time."""
    _write(step, by, done_at=None, skipped_at=now)


def _write(step: str, by: Actor, **times: datetime | None) -> None:
    if step not in STEPS:
        raise NotFound("There is no such step.")
    SetupStep.objects.update_or_create(name=step, defaults={"by": str(by), **times})
