"""`kept quarantine`: what could not be taken in. Listed, tried again, saved, or said to need no answer."""

import sys
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from kept.operations.cli.options import By, Limit, Why, agent_by
from kept.operations.cli.printing import lines, local, table
from kept.operations.cli.running import Answer, AsJson, command
from kept.refusal import Refusal

if TYPE_CHECKING:
    from kept.contacts.models import Quarantine

Id = Annotated[int, typer.Argument(metavar="ID", help="Number in the list.")]


@dataclass(frozen=True, slots=True)
class QuarantineSeen:
    """A message in quarantine; `size` in bytes, `next_try` null when only a person can go on."""

    id: str
    reason: str
    since: datetime
    tries: int
    next_try: datetime | None
    source: str
    from_: str
    to: list[str]
    size: int


@dataclass(frozen=True, slots=True)
class QuarantineEnd:
    """What became of a message: taken_in (with its case) or dismissed."""

    id: str
    how: str
    case: str


@dataclass(frozen=True, slots=True)
class RawSeen:
    """The bytes of a message as they came, in base 64."""

    id: str
    base64: str


def add(app: typer.Typer) -> None:
    """Put the commands into the table."""
    topic = typer.Typer(no_args_is_help=False, help="What could not be taken in, in sight.")

    @topic.callback(invoke_without_command=True)
    def quarantine(context: typer.Context, as_json: AsJson = False) -> None:
        """What could not be taken in: list (also without a word), retry, dismiss, raw."""
        if context.invoked_subcommand is None:
            listing(as_json=as_json)

    listing = command(topic, "list")(list_all)
    command(topic, "retry")(retry)
    command(topic, "dismiss")(dismiss)
    command(topic, "raw")(raw)
    app.add_typer(topic, name="quarantine")


def list_all(limit: Limit = 100, as_json: AsJson = False) -> Answer:
    """What is in quarantine, the newest first."""
    from kept.contacts.models import Quarantine

    rows = (
        Quarantine.objects.filter(ended_at=None)
        .select_related("raw")
        .defer("raw__body")
        .order_by("-since", "-pk")[:limit]
    )
    found = [
        QuarantineSeen(
            str(row.pk),
            row.reason,
            row.since,
            row.tries,
            row.next_try_at,
            row.raw.source,
            row.raw.envelope_from,
            list(row.raw.envelope_to),
            row.raw.size,
        )
        for row in rows
    ]
    shown = [(one.id, local(one.since), one.from_, one.reason, local(one.next_try)) for one in found]
    columns = ("Number", "Since", "From", "Why", "Next try")
    return Answer(found, table(columns, shown, empty="Nothing is in quarantine."))


def retry(number: Id, as_json: AsJson = False) -> Answer:
    """Read a message and take it in once more."""
    from kept.channels.mail.retrying import read_again
    from kept.clock import now
    from kept.handling.quarantine import try_again

    row = _row(number)
    receipt = try_again(row.pk, read_again, now=now())
    if receipt is None:
        raise Refusal("It still cannot be taken in.", remedy=_row(number).reason, code="still_quarantined")
    end = QuarantineEnd(str(number), "taken_in", receipt.reference)
    return Answer(end, lines(f"It is taken in{f' as {receipt.reference}' if receipt.reference else ''}."))


def dismiss(number: Id, by: By, why: Why, as_json: AsJson = False) -> Answer:
    """Nobody needs to answer this one. The bytes are kept, with the name and the reason."""
    from kept.clock import now
    from kept.handling import quarantine as verbs

    verbs.dismiss(_row(number).pk, reason=why, by=agent_by(by), now=now())
    return Answer(QuarantineEnd(str(number), "dismissed", ""), lines("Written down: it needs no answer."))


def raw(number: Id, as_json: AsJson = False) -> Answer:
    """The bytes as they came, on standard output (with --json: in base 64)."""
    import base64

    row = _row(number)
    body = bytes(row.raw.body)

    def show(_: object) -> None:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()

    return Answer(RawSeen(str(row.pk), base64.b64encode(body).decode()), show)


def _row(number: int) -> "Quarantine":
    from kept.contacts.models import Quarantine
    from kept.refusal import NotFound

    row = Quarantine.objects.select_related("raw").filter(pk=number).first()
    if row is None:
        raise NotFound(
            f"There is no number {number} in quarantine.", remedy="`kept quarantine` lists what is."
        )
    return row
