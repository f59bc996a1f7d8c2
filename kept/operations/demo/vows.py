"""What people promise in the demo, and what becomes of it, one function per verb of a script."""

from datetime import datetime

from kept.handling.snooze import snooze_case
from kept.operations.demo.matter import Matter
from kept.operations.demo.script import Step
from kept.pledge.queries import current
from kept.promises.close import move, release, supersede, void
from kept.promises.make import Vow, make_promise
from kept.promises.prove import Sign, keep_promise
from kept.rules.promise import Reach


def promise(matter: Matter, step: Step, at: datetime, now: datetime) -> None:
    """We promise something; with `theirs`, the customer does."""
    brand = current().pledge.brand(matter.script.brand)
    vow = Vow(
        kind=step.more.get("kind", "other"),
        text=step.what,
        due_at=now + step.more["due"],
        promisor="customer" if step.more.get("theirs") else "company",
        due_words=step.more.get("words", ""),
        due_zone=str(brand.zone),
        origin_contact_id=matter.last_in().pk,
        subject=step.more.get("about", ""),
    )
    make_promise(matter.customer_id, matter.case_id, vow, by=matter.by(step).actor, now=at)


def keep(matter: Matter, step: Step, at: datetime, now: datetime) -> None:
    """An agent says that it was kept, and how he knows."""
    sign = Sign(Reach.CONFIRMED, at, step.more.get("source", "attested"), reason=step.more["why"])
    kept = matter.promise(step.what)
    keep_promise(kept.customer_id, kept.pk, sign, by=matter.by(step).actor, now=at)


def let_go(matter: Matter, step: Step, at: datetime, now: datetime) -> None:
    """The customer lets it go with what he wrote last."""
    released = matter.promise(step.what)
    why = step.more.get("why", "")
    release(
        released.customer_id, released.pk, contact_id=matter.last_in().pk, why=why,
        by=matter.by(step).actor, now=at,
    )  # fmt: skip


def replace(matter: Matter, step: Step, at: datetime, now: datetime) -> None:
    """Another promise takes its place, with his knowledge."""
    old, new = matter.promise(step.what), matter.promise(step.more["with"])
    supersede(
        old.customer_id, old.pk, by_promise_id=new.pk, why=step.more["why"], by=matter.by(step).actor, now=at
    )


def take_away(matter: Matter, step: Step, at: datetime, now: datetime) -> None:
    """It was never owed."""
    mistaken = matter.promise(step.what)
    void(mistaken.customer_id, mistaken.pk, why=step.more["why"], by=matter.by(step).actor, now=at)


def postpone(matter: Matter, step: Step, at: datetime, now: datetime) -> None:
    """It gets another due time."""
    moved = matter.promise(step.what)
    due_at, words = now + step.more["due"], step.more["words"]
    move(moved.customer_id, moved.pk, due_at=due_at, words=words, by=matter.by(step).actor, now=at)


def snooze(matter: Matter, step: Step, at: datetime, now: datetime) -> None:
    """We promise ourselves to look again."""
    until = now + step.more["until"]
    snooze_case(
        matter.customer_id, matter.case_id, until=until, why=step.what, by=matter.by(step).actor, now=at
    )
