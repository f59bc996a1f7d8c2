"""`kept case`: one matter with everything that was said, owed and proven in it."""

from typing import TYPE_CHECKING

import typer

from kept.operations.cli.options import Ref
from kept.operations.cli.printing import Show, local
from kept.operations.cli.running import Answer, AsJson, command

if TYPE_CHECKING:
    from rich.console import Console

    from kept.operations.cli.shapes import CasePromise, CaseSeen, ContactSeen


def add(app: typer.Typer) -> None:
    """Put the command into the table."""
    command(app, "case")(case)


def case(reference: Ref, as_json: AsJson = False) -> Answer:
    """One case: contacts with their numbers, promises with their evidence, notes."""
    from kept.clock import now
    from kept.operations.cli.cases import case_named, whole

    found = whole(case_named(reference), now=now())
    return Answer(found, _show(found))


def _show(found: "CaseSeen") -> Show:
    def show(out: "Console") -> None:
        out.print(f"{found.case}  {found.subject or 'Without a subject'}", style="bold", markup=False)
        out.print(f"{found.customer} ({found.customer_code}) with {found.brand}", markup=False)
        owner = f"{found.owner}, untaken" if found.unowned else found.owner
        out.print(f"Owner {owner}. Stands: {found.stands}. {_end(found)}".rstrip(), markup=False)
        for promise in found.promises:
            out.print()
            out.print(_promise_line(promise), markup=False)
            for proof in promise.evidence:
                gone = f", taken back: {proof.withdrawn_why}" if proof.withdrawn_at else ""
                out.print(
                    f"  {proof.reach} by {proof.source}, {local(proof.happened_at)}{gone}", markup=False
                )
        for contact in found.contacts:
            out.print()
            out.print(_contact_line(contact), style="bold", markup=False)
            if contact.no_answer_reason:
                out.print(f"No answer is owed: {contact.no_answer_reason}", style="dim", markup=False)
            out.print(contact.visible.strip() or "(no words)", markup=False)
            for file in contact.attachments:
                out.print(f"  file {file.name or 'without a name'}, {file.size} bytes", markup=False)
        for note in found.notes:
            out.print()
            out.print(f"Note by {note.agent}, {local(note.time)}: {note.text}", markup=False)

    return show


def _end(found: "CaseSeen") -> str:
    if found.spam:
        return f"Spam: {found.spam}"
    return f"Settled {local(found.settled)}: {found.settled_cause}" if found.settled else ""


def _promise_line(promise: "CasePromise") -> str:
    words = [f"{promise.code}  {promise.text}: {promise.state.replace('_', ' ')}, due {local(promise.due)}."]
    if promise.broken_at:
        words.append(f"Broken {local(promise.broken_at)}.")
    if promise.kept_at:
        words.append(f"Kept {local(promise.kept_at)}{', late' if promise.late else ''}.")
    if promise.fell_back:
        words.append(f"Owed again: {promise.fell_back.replace('_', ' ')}.")
    return " ".join([*words, f"Owner {promise.owner}."])


def _contact_line(contact: "ContactSeen") -> str:
    who = contact.agent or contact.from_name or contact.from_
    there = f" to {', '.join(contact.to)}" if contact.direction == "out" else f" <{contact.from_}>"
    state = f", {contact.delivery.words}" if contact.delivery else ""
    return (
        f"{local(contact.time)}  {who}{there}: {contact.subject or 'Without a subject'}{state}, {contact.id}"
    )
