"""What an agent typed as a letter: promises given in it, signature, laid out and plain; and the files that go along."""

from collections.abc import Sequence
from dataclasses import dataclass

from kept.cases.models import Case
from kept.contacts.models import Upload
from kept.handling.outbound import Enclosed
from kept.handling.receiving.acknowledging import DUE
from kept.pledge.queries import CurrentPledge
from kept.pledge.shapes import Brand
from kept.promises.models import Promise
from kept.refusal import Refusal
from kept.staff.models import Agent
from kept.wording.filling import unfilled
from kept.wording.markdown import markdown_html, pictures_in
from kept.wording.plain import plain_text
from kept.wording.queries import signature_of


class Unfilled(Refusal):
    """Places of a canned answer still wait to be filled in."""

    code = "unfilled"


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of an answer: plain, and laid out for mail programs that show it so."""

    plain: str
    html: str


def letter(text: str, promised: Sequence[str], signature: str) -> Letter:
    """The whole letter. Raises Unfilled while something in it waits to be filled in."""
    if names := unfilled(text):
        raise Unfilled(
            "%(places)s is not filled in yet.",
            remedy="Write what belongs there, or take it out.",
            values={"places": ", ".join("{{" + name + "}}" for name in names)},
        )
    whole = signed("\n\n".join([text.strip(), *promised]), signature)
    return Letter(plain_text(whole), markdown_html(whole))


def signed(text: str, signature: str) -> str:
    """The text with the signature under it, unless the writer put one there."""
    body, signature = text.strip(), signature.strip()
    return body if not signature or body.endswith(signature) else f"{body}\n\n{signature}"


def signature_for(agent: Agent, brand_id: int, brand: Brand) -> str:
    """How the agent signs for the brand: in his own way, else as the pledge says."""
    return signature_of(agent, brand_id) or brand.sign(agent.name)


def promise_line(promise: Promise, brand: Brand, pledge: CurrentPledge) -> str:
    """A promise as it stands in the letter that gives it; its time in the brand's zone."""
    due = promise.due_at.astimezone(brand.zone).strftime(DUE)
    return pledge.pledge.mail.promised(promise=promise.text.rstrip(".!"), due=due, code=promise.code)


def uploads_of(case: Case, agent: Agent) -> list[Upload]:
    """The files that this agent has put beside his answer."""
    rows = Upload.objects.filter(customer_id=case.customer_id, case_id=case.pk, agent=agent)
    return list(rows.order_by("pk"))


def enclose(
    case: Case, agent: Agent, chosen: Sequence[int], text: str, pledge: CurrentPledge
) -> list[Enclosed]:
    """The chosen files as they go along. Refused when one is not there, or when all are too large for a mail."""
    rows = [row for row in uploads_of(case, agent) if row.pk in set(chosen)]
    if len(rows) < len(set(chosen)) or not pictures_in(text) <= {row.content_id for row in rows}:
        raise Refusal(
            "A file of this answer is not here any more.",
            remedy="It was removed, perhaps in another window. Put it in again.",
            code="no_file",
        )
    fits(sum(row.size for row in rows), pledge)
    return [
        Enclosed(row.name, row.content_type, row.size, bytes(row.sha256), row.content_id, row.uploaded_at)
        for row in rows
    ]


def fits(size: int, pledge: CurrentPledge) -> None:
    """Refuse files that a mail of the pledge's size cannot carry. Bytes grow by a third on their way."""
    largest = room(pledge)
    if size > largest:
        raise Refusal(
            "These files are %(size).1f MB together; a mail carries %(most).0f MB.",
            values={"size": size / 1_000_000, "most": largest / 1_000_000},
            remedy="Take one out, or send it in two answers.",
            code="too_large",
        )


def room(pledge: CurrentPledge) -> int:
    """Bytes of files that one mail carries."""
    return int(pledge.pledge.mail.largest / 1.38)
