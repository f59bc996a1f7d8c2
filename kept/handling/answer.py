"""Answer: a named person writes to the customer; the promise to answer is kept when the proof is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from kept.cases.families import family_of
from kept.cases.locking import lock_case
from kept.cases.models import Case, Participant
from kept.contacts.models import Contact
from kept.handling.batch import Batch
from kept.handling.gates import may_write
from kept.handling.guarding import ask_guard
from kept.handling.outbound import Message, Override, Recipient, post, record_decision
from kept.pledge.queries import current
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
        super().__init__(
            " ".join(reason.sentence for reason in decision.reasons),
            remedy="A lead may let it pass with a reason, which is recorded.",
        )
        self.decision = decision


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as its writer wants it sent. `seen_contact_id`: the last contact that was on screen."""

    text: str
    seen_contact_id: int | None
    subject: str = ""  # empty: the case's, with its reference
    to: Sequence[tuple[str, str]] = ()  # (name, address); empty: whoever wrote last
    cc: Sequence[tuple[str, str]] = ()
    anyway: bool = False  # although a colleague answered meanwhile
    override_reason: str = ""  # signed by a lead when the guard stops


@transaction.atomic
def answer_case(customer_id: int, case_id: int, reply: Reply, *, by: Agent, now: datetime) -> Contact:
    """Queue an answer. Refused when it is empty, when the guard stops it, or when a colleague was faster."""
    may_write(by)
    if not reply.text.strip():
        raise Refusal("The answer has no words yet.", code="no_words")
    case = lock_case(customer_id, case_id)
    if case.merged_into_id is not None:
        raise Refusal("This case was merged into another one.", remedy="Answer there.", code="merged")
    seen = _seen(case, reply)
    if not reply.anyway:
        _refuse_second_answer(case, seen, by)
    pledge = current()
    brand = pledge.brand(case.brand_id)
    promise = _owed_answer(case, seen)
    message = Message(
        purpose=Purpose.ANSWER.value,
        subject=reply.subject.strip() or subject_of(case),
        text=signed(reply.text, brand.sign(by.name)),
        recipients=_recipients(case, reply, seen),
        sender_name=pledge.pledge.mail.sender(agent=by.name, brand=brand.name),
        agent_id=by.pk,
        agent_name=by.name,
        promise_id=promise.pk if promise else None,
        seen_contact_id=seen.pk if seen else None,
        references=_thread(seen),
        not_before=now + pledge.pledge.mail.undo,
    )
    decision = ask_guard(case, message, pledge, by_machine=False, now=now)
    override = _override(decision, reply, by)
    batch = Batch(now=now, pledge=pledge)
    decision_id = record_decision(batch, case, message, decision, by=by.actor, override=override)
    contact_id, _ = post(batch, case, brand, message, decision, decision_id, by=by.actor)
    case.last_contact_at, case.contacts_out = now, case.contacts_out + 1
    batch.touch(case)
    _join(batch, case, message, now)
    if promise is not None:
        Promise.objects.filter(customer_id=customer_id, pk=promise.pk).update(tended_at=now)
    batch.write()
    return Contact.objects.get(customer_id=customer_id, pk=contact_id)


def subject_of(case: Case) -> str:
    """The subject of what we write in a case: "Re: …" with the reference that threads it anywhere."""
    subject = case.subject.strip() or "Your message"
    if not subject.lower().startswith(("re:", "aw:")):
        subject = f"Re: {subject}"
    return subject if case.reference in subject else f"{subject} [{case.reference}]"


def signed(text: str, signature: str) -> str:
    """The text with the brand's signature under it, unless the writer put one there."""
    body, signature = text.strip(), signature.strip()
    return body if not signature or body.endswith(signature) else f"{body}\n\n{signature}"


def _contacts(case: Case) -> QuerySet[Contact]:
    """What the writer has before him: the case's contacts, and those of cases that were merged into it."""
    family = family_of(case.customer_id, case.pk)
    return Contact.objects.filter(customer_id=case.customer_id, case_id__in=family)


def _seen(case: Case, reply: Reply) -> Contact | None:
    contacts = _contacts(case)
    if reply.seen_contact_id is not None:
        return contacts.filter(pk=reply.seen_contact_id).first()
    return contacts.filter(direction="in").order_by("-recorded_at", "-pk").first()


def _refuse_second_answer(case: Case, seen: Contact | None, by: Agent) -> None:
    if seen is None:
        return
    other = (
        _contacts(case)
        .filter(direction="out", purpose=Purpose.ANSWER, recorded_at__gte=seen.recorded_at)
        .exclude(agent_id=by.pk)
        .exclude(pk=seen.pk)
        .exclude(delivery__in=["cancelled", "bounced", "stopped"])
        .order_by("-recorded_at")
        .first()
    )
    if other is not None:
        raise AnsweredMeanwhile(
            f"{other.agent_name} has answered meanwhile.",
            remedy="Read that answer; send yours too if it still adds something.",
        )


def _owed_answer(case: Case, seen: Contact | None) -> Promise | None:
    """The promise that this answer is to keep: not one whose contacts all came after what its writer has seen."""
    promise = owed_answers(case.customer_id, case.pk).first()
    if promise is None or seen is None:
        return promise
    covered = _contacts(case).filter(direction="in", promise_id=promise.pk)
    if covered.exists() and not covered.filter(recorded_at__lte=seen.recorded_at).exists():
        return None
    return promise


def _recipients(case: Case, reply: Reply, seen: Contact | None) -> list[Recipient]:
    people = [Recipient("to", name, address.strip().lower()) for name, address in reply.to]
    if not people:
        people = [_last_writer(case, seen)]
    people += [Recipient("cc", name, address.strip().lower()) for name, address in reply.cc]
    once = {person.address: person for person in reversed(people)}
    known = {
        p.address: p.person_id
        for p in Participant.objects.filter(
            customer_id=case.customer_id, case_id=case.pk, address__in=list(once)
        )
    }
    return [
        Recipient(p.kind, p.name, p.address, p.person_id or known.get(p.address))
        for p in people
        if once.pop(p.address, None)
    ]


def _last_writer(case: Case, seen: Contact | None) -> Recipient:
    contacts = _contacts(case).filter(direction="in", unconfirmed=False, machine="")
    last = seen if seen and seen.direction == "in" and not seen.unconfirmed and not seen.machine else None
    last = last or contacts.order_by("-at", "-pk").first()
    if last is None:
        raise Refusal(
            "Nobody has written in this case yet.", remedy="Say to whom it goes.", code="no_recipient"
        )
    for person in last.recipients:
        if person["kind"] == "reply-to":
            return Recipient("to", person["name"], person["address"].lower(), last.person_id)
    return Recipient("to", last.sender_name, last.sender_address, last.person_id)


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
