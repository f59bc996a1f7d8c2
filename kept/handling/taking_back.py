"""Undo: an answer that has not left comes back into the composer, with its files and promises."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from kept.cases.locking import lock_case
from kept.cases.models import Case
from kept.contacts.models import Attachment, Contact, Draft, Outgoing, Upload
from kept.contacts.states import Delivery
from kept.handling.addressees import contacts_of
from kept.handling.gates import may_write
from kept.handling.handover import cancel_message
from kept.handling.withdrawing import withdraw_promises
from kept.refusal import Refusal
from kept.rules.guard import Purpose
from kept.staff.models import Agent
from kept.storage.rows import draw_id


@transaction.atomic
def take_back(case: Case, contact_id: int, *, by: Agent, now: datetime) -> Draft:
    """Take an answer back before it leaves: its words, files and promises are a draft again.

    Only its writer may; a lead may for him. Refused when any copy has left.
    """
    may_write(by)
    lock_case(case.customer_id, case.pk)
    contact = waiting_answer(case, contact_id, by)
    copies = Outgoing.objects.filter(customer_id=case.customer_id, contact_id=contact.pk)
    # All of them at once: a sender that holds one must not wait for what we hold of another.
    locked = list(copies.exclude(state=Delivery.CANCELLED).select_for_update(of=("self",)).order_by("pk"))
    vows = [
        {
            "key": promise.due_words or promise.text,
            "state": "on",
            "kind": promise.kind,
            "text": promise.text,
            "due": promise.due_at.isoformat(),
        }
        for promise in withdraw_promises(contact, by=by.actor, now=now)
    ]
    for copy in locked:
        if not cancel_message(case.customer_id, copy.pk, by=by.actor, now=now):
            # Nothing is half taken back: the transaction undoes what was cancelled before this one.
            raise Refusal("It has left already.", remedy="Write to the customer again.", code="left")
    _take_files_back(case, contact, by)
    return _draft_again(case, contact, vows, by, now)


def waiting_in(case: Case) -> QuerySet[Contact]:
    """Answers of this case that have not left: within the time for undo, to be sent later, or held back."""
    return contacts_of(case).filter(
        direction="out",
        purpose=Purpose.ANSWER,
        delivery__in=[Delivery.QUEUED, Delivery.HELD, Delivery.STOPPED],
        agent__isnull=False,
    )


def waiting_answer(case: Case, contact_id: int, by: Agent) -> Contact:
    """One of them, if it is for this agent to decide about: its writer may, and a lead."""
    contact = waiting_in(case).filter(pk=contact_id).first()
    if contact is None:
        raise Refusal("It has left already.", remedy="Write to the customer again.", code="left")
    if contact.agent_id != by.pk and not by.leads:
        raise Refusal(
            "%(name)s wrote this answer.",
            remedy="Ask %(name)s or a lead.",
            values={"name": contact.agent_name},
            code="not_yours",
        )
    return contact


def _draft_again(case: Case, contact: Contact, vows: list[dict[str, Any]], by: Agent, now: datetime) -> Draft:
    """What was begun since stays, too, below what comes back."""
    rows = Draft.objects.filter(customer_id=case.customer_id, case_id=case.pk, agent=by, mode="answer")
    begun = rows.select_for_update(of=("self",)).first()
    text = contact.text or contact.visible
    if begun is not None and begun.text.strip():
        text = f"{text}\n\n{begun.text}"
    values: dict[str, Any] = {
        "text": text,
        "recipients": contact.recipients,
        "vows": vows + (begun.vows if begun else []),
        "version": (begun.version if begun else 0) + 1,
        "device": "",
        "saved_at": now,
    }
    if begun is not None:
        rows.update(**values)
    else:
        where: dict[str, Any] = {"customer_id": case.customer_id, "case_id": case.pk, "agent": by}
        Draft(pk=draw_id(Draft), mode="answer", **where, **values).save(force_insert=True)
    return rows.get()


def _take_files_back(case: Case, contact: Contact, by: Agent) -> None:
    """The files lie beside the draft again; their bytes never left the store."""
    rows = Attachment.objects.filter(customer_id=contact.customer_id, contact_id=contact.pk).order_by("pk")
    for row in rows:
        Upload(
            pk=draw_id(Upload),
            customer_id=case.customer_id,
            case_id=case.pk,
            agent=by,
            name=row.name,
            content_type=row.content_type,
            size=row.size,
            sha256=row.sha256,
            content_id=row.content_id,
            uploaded_at=row.stored_at,
        ).save(force_insert=True)
