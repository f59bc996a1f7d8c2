"""`kept answer` and `kept note`: words to the customer, words between us."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from kept.operations.cli.options import By, Ref, Text, TextFile, agent_by, words_of
from kept.operations.cli.printing import lines, local
from kept.operations.cli.running import Answer, AsJson, command

if TYPE_CHECKING:
    from kept.cases.models import Case


@dataclass(frozen=True, slots=True)
class AnswerSeen:
    """An answer that waits in the outbox. `leaves_at`: until then it can be taken back."""

    case: str
    contact: str
    seen: str
    to: list[str]
    subject: str
    state: str
    leaves_at: datetime
    promise: str


@dataclass(frozen=True, slots=True)
class NoteWritten:
    """A note that was written."""

    case: str
    note: str
    time: datetime
    agent: str


def add(app: typer.Typer) -> None:
    """Put the commands into the table."""
    command(app, "answer")(answer)
    command(app, "note")(note)


def answer(
    reference: Ref,
    by: By,
    text: Text = "",
    file: TextFile = "",
    subject: Annotated[str, typer.Option("--subject", help="Left out: the case's, with its reference.")] = "",
    to: Annotated[
        list[str] | None, typer.Option("--to", metavar="ADDRESS", help="Left out: whoever wrote last.")
    ] = None,
    seen: Annotated[
        int,
        typer.Option(
            "--seen",
            metavar="ID",
            min=0,
            help="The newest contact that you have read, by its number in the case.",
        ),
    ] = 0,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Although a colleague has answered meanwhile.")
    ] = False,
    override: Annotated[
        str,
        typer.Option(
            "--override", metavar="WHY", help="A lead's reason to write although the guard stops it."
        ),
    ] = "",
    as_json: AsJson = False,
) -> Answer:
    """Answer the customer, with the agent's name.

    The mail waits in the outbox for as long as the pledge lets it be taken back. What came after the newest contact
    that you have read is owed an answer of its own.
    """
    from kept.clock import now
    from kept.contacts.models import Outgoing
    from kept.handling.answer import Reply, answer_case
    from kept.handling.gates import case_for
    from kept.promises.models import Promise

    agent = agent_by(by)
    case = case_for(agent, reference)
    # Before the words are read: who types them on standard input does not see what comes meanwhile.
    read = _newest_read(case, seen)
    reply = Reply(
        text=words_of(text, file),
        seen_contact_id=read,
        subject=subject,
        to=[("", address) for address in to or ()],
        anyway=anyway,
        override_reason=override,
    )
    contact = answer_case(case.customer_id, case.pk, reply, by=agent, now=now())
    waiting = Outgoing.objects.filter(customer_id=case.customer_id, contact_id=contact.pk).order_by("pk")
    promise = Promise.objects.filter(customer_id=case.customer_id, pk=contact.promise_id or 0).first()
    said = AnswerSeen(
        case=case.reference,
        contact=str(contact.pk),
        seen=str(contact.seen_contact_id or ""),
        to=[each.to_address for each in waiting],
        subject=contact.subject,
        state=contact.delivery,
        leaves_at=min(each.not_before for each in waiting),
        promise=promise.code if promise else "",
    )
    sentence = f"The answer to {', '.join(said.to)} is queued; it leaves {local(said.leaves_at)}."
    return Answer(said, lines(sentence))


def _newest_read(case: "Case", number: int) -> int | None:
    """The contact of this number in the case; without a number, the newest that came in until now."""
    from kept.handling.addressees import contacts_of
    from kept.refusal import NotFound

    contacts = contacts_of(case)
    if not number:
        newest = contacts.filter(direction="in").order_by("-recorded_at", "-pk")
        return newest.values_list("pk", flat=True).first()
    if not contacts.filter(pk=number).exists():
        raise NotFound(
            f"There is no contact {number} in this case.", remedy="`kept case` shows their numbers."
        )
    return number


def note(reference: Ref, by: By, text: Text = "", file: TextFile = "", as_json: AsJson = False) -> Answer:
    """Write a note in a case. It stays between us."""
    from kept.clock import now
    from kept.handling.gates import case_for
    from kept.handling.note import write_note

    agent = agent_by(by)
    case = case_for(agent, reference)
    written = write_note(case.customer_id, case.pk, words_of(text, file), by=agent, now=now())
    seen = NoteWritten(case.reference, str(written.pk), written.at, agent.name)
    return Answer(seen, lines(f"The note is kept in {case.reference}."))
