"""Answer: a named person writes to the customer; the promise to answer is kept when the proof is there."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from django.db import transaction

from kept.cases.locking import lock_case
from kept.cases.models import Case, Participant
from kept.contacts.models import Contact, Draft, Upload
from kept.handling.addressees import chosen, contacts_of
from kept.handling.batch import Batch
from kept.handling.gates import may_write
from kept.handling.guarding import ask_guard
from kept.handling.letters import enclose, letter, promise_line, signature_for
from kept.handling.outbound import Message, Override, post, record_decision
from kept.handling.sending_later import refuse_due_before
from kept.handling.twice import refuse_twice
from kept.pledge.queries import current
from kept.promises.make import Vow, make_promise
from kept.promises.models import Promise
from kept.promises.rejoin import owed_answers
from kept.refusal import Refusal
from kept.rules.guard import Decision, Purpose
from kept.staff.models import Agent
from kept.storage.rows import draw_id


class AnsweredMeanwhile(Refusal):
    """A colleague has answered what this writer was answering."""

    code = "answered_meanwhile"


class GuardStops(Refusal):
    """The guard stops this contact; a lead may sign for it with a reason."""

    code = "guard_stops"

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        super().__init__("", remedy="A lead may let it pass with a reason, which is recorded.")

    def say(self, translate: Callable[[str], str]) -> Self:
        """Every reason of the guard."""
        super().say(translate)
        self.sentence = " ".join(translate(reason.sentence) for reason in self.decision.reasons)
        return self


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as its writer wants it sent. `seen_contact_id`: the last contact that was on screen."""

    text: str  # Markdown
    seen_contact_id: int | None
    subject: str = ""  # empty: the case's, with its reference
    to: Sequence[tuple[str, str]] = ()  # (name, address); empty: whoever wrote last
    cc: Sequence[tuple[str, str]] = ()
    bcc: Sequence[tuple[str, str]] = ()
    knowingly: Collection[str] | None = (
        None  # new addresses that are meant; None: whoever calls answers for them
    )
    vows: Sequence[Vow] = ()  # promised in it, in the same transaction
    uploads: Sequence[int] = ()  # files put beside it
    send_at: datetime | None = None  # later; None: as soon as it cannot be taken back any more
    anyway: bool = False  # although a colleague answered meanwhile
    override_reason: str = ""  # signed by a lead when the guard stops


@transaction.atomic
def answer_case(customer_id: int, case_id: int, reply: Reply, *, by: Agent, now: datetime) -> Contact:
    """Queue an answer, with the promises and files in it; the writer's draft has done its duty.

    Refused when it is empty or not filled in, when the guard stops it, or when a colleague was faster.
    """
    may_write(by)
    if not reply.text.strip():
        raise Refusal("The answer has no words yet.", code="no_words")
    case = lock_case(customer_id, case_id)
    if case.merged_into_id is not None:
        raise Refusal("This case was merged into another one.", remedy="Answer there.", code="merged")
    seen = _seen(case, reply)
    if not reply.anyway:
        _refuse_second_answer(case, seen, by)
    message = _message(case, reply, seen, by, now)
    refuse_twice(case, message, now)
    pledge = current()
    brand = pledge.brand(case.brand_id)
    decision = ask_guard(case, message, pledge, by_machine=False, now=now)
    override = _override(decision, reply, by)
    batch = Batch(now=now, pledge=pledge)
    decision_id = record_decision(batch, case, message, decision, by=by.actor, override=override)
    contact_id, _ = post(batch, case, brand, message, decision, decision_id, by=by.actor)
    case.last_contact_at, case.contacts_out = now, case.contacts_out + 1
    batch.touch(case)
    _join(batch, case, message, now)
    if message.promise_id is not None:
        Promise.objects.filter(customer_id=customer_id, pk=message.promise_id).update(tended_at=now)
    batch.write()
    Draft.objects.filter(customer_id=customer_id, case_id=case_id, agent=by, mode="answer").delete()
    Upload.objects.filter(customer_id=customer_id, case_id=case_id, agent=by, pk__in=reply.uploads).delete()
    return Contact.objects.get(customer_id=customer_id, pk=contact_id)


def _message(case: Case, reply: Reply, seen: Contact | None, by: Agent, now: datetime) -> Message:
    """The answer as it is posted. Its promises are made here, because the letter names their codes."""
    pledge = current()
    brand = pledge.brand(case.brand_id)
    leaves = now + pledge.pledge.mail.undo
    if reply.send_at is not None and reply.send_at <= now:
        raise Refusal(
            "That time has already passed.", remedy="Give a time that lies ahead.", code="send_in_the_past"
        )
    refuse_due_before(max(leaves, reply.send_at or leaves), [vow.due_at for vow in reply.vows])
    recipients = chosen(case, seen, to=reply.to, cc=reply.cc, bcc=reply.bcc, knowingly=reply.knowingly)
    files = enclose(case, by, reply.uploads, reply.text, pledge)
    contact_id = draw_id(Contact)
    promise = _owed_answer(case, seen)
    made = [_promise(case, vow, contact_id, by, now) for vow in reply.vows]
    lines = [promise_line(each, brand, pledge) for each in made]
    if made:
        # Making them changed the case's summary, which is written again below.
        case.refresh_from_db(from_queryset=Case.objects.filter(customer_id=case.customer_id))
    words = letter(reply.text, lines, signature_for(by, case.brand_id, brand))
    return Message(
        purpose=Purpose.ANSWER.value,
        subject=reply.subject.strip() or subject_of(case),
        text=words.plain,
        html=words.html,
        source=reply.text.strip(),
        files=files,
        contact_id=contact_id,
        recipients=recipients,
        sender_name=pledge.pledge.mail.sender(agent=by.name, brand=brand.name),
        agent_id=by.pk,
        agent_name=by.name,
        promise_id=promise.pk if promise else None,
        seen_contact_id=seen.pk if seen else None,
        references=_thread(seen),
        not_before=max(leaves, reply.send_at or leaves),
    )


def subject_of(case: Case) -> str:
    """The subject of what we write in a case: "Re: …" with the reference that threads it anywhere."""
    subject = case.subject.strip() or "Your message"
    if not subject.lower().startswith(("re:", "aw:")):
        subject = f"Re: {subject}"
    return subject if case.reference in subject else f"{subject} [{case.reference}]"


def _promise(case: Case, vow: Vow, contact_id: int, by: Agent, now: datetime) -> Promise:
    """A promise that stands in the answer: that is where the customer has it from."""
    given = replace(vow, origin_contact_id=contact_id)
    promise = make_promise(case.customer_id, case.pk, given, by=by.actor, now=now)
    Promise.objects.filter(customer_id=case.customer_id, pk=promise.pk).update(told_contact_id=contact_id)
    return promise


def _seen(case: Case, reply: Reply) -> Contact | None:
    contacts = contacts_of(case)
    if reply.seen_contact_id is not None:
        seen = contacts.filter(pk=reply.seen_contact_id).first()
        if seen is None:
            raise Refusal(
                "What you answer is not in this case any more.",
                remedy="Read the case again: it was split, perhaps.",
                code="seen_gone",
            )
        return seen
    return contacts.filter(direction="in").order_by("-recorded_at", "-pk").first()


def _refuse_second_answer(case: Case, seen: Contact | None, by: Agent) -> None:
    if seen is None:
        return
    other = (
        contacts_of(case)
        .filter(direction="out", purpose=Purpose.ANSWER, recorded_at__gte=seen.recorded_at)
        .exclude(agent_id=by.pk)
        .exclude(pk=seen.pk)
        .exclude(delivery__in=["cancelled", "bounced", "stopped"])
        .order_by("-recorded_at")
        .first()
    )
    if other is not None:
        raise AnsweredMeanwhile(
            "%(name)s has answered meanwhile.",
            remedy="Read that answer; send yours too if it still adds something.",
            values={"name": other.agent_name},
        )


def _owed_answer(case: Case, seen: Contact | None) -> Promise | None:
    """The promise that this answer is to keep: not one whose contacts all came after what its writer has seen."""
    promise = owed_answers(case.customer_id, case.pk).first()
    if promise is None or seen is None:
        return promise
    covered = contacts_of(case).filter(direction="in", promise_id=promise.pk)
    if covered.exists() and not covered.filter(recorded_at__lte=seen.recorded_at).exists():
        return None
    return promise


def _thread(seen: Contact | None) -> list[str]:
    if seen is None or not seen.message_id:
        return []
    return [seen.message_id, *seen.references]


def _override(decision: Decision, reply: Reply, by: Agent) -> Override | None:
    if decision.allowed:
        return None
    if not reply.override_reason.strip() or not by.leads:
        raise GuardStops(decision)
    return Override(by.actor, reply.override_reason.strip())


def _join(batch: Batch, case: Case, message: Message, now: datetime) -> None:
    """Whoever we write to takes part from now on, so that his reply joins."""
    addresses = [recipient.address for recipient in message.recipients]
    there = set(
        Participant.objects.filter(
            customer_id=case.customer_id, case_id=case.pk, address__in=addresses
        ).values_list("address", flat=True)
    )
    for recipient in message.recipients:
        if recipient.address not in there:
            batch.add(
                Participant,
                id=draw_id(Participant),
                customer_id=case.customer_id,
                case_id=case.pk,
                person_id=recipient.person_id,
                name=recipient.name,
                address=recipient.address,
                standing="copied",
                since=now,
            )
