"""A case as commands show it: its head, its contacts, its promises with their evidence."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime

from django.db.models import QuerySet

from kept.cases.models import Case, Note
from kept.cases.references import case_referred, remaining
from kept.contacts.models import Attachment, Contact
from kept.contacts.states import Delivery
from kept.operations.cli.promises import broken_at, promises
from kept.operations.cli.promises import seen as promise_seen
from kept.operations.cli.shapes import (
    CaseHead,
    CasePromise,
    CaseSeen,
    ContactSeen,
    DeliverySeen,
    EvidenceSeen,
    FileSeen,
    NoteSeen,
    PromiseSeen,
)
from kept.promises.models import Evidence, Promise
from kept.rules.promise import Reach


def case_named(reference: str) -> Case:
    """The case by this reference; of a merged one, what remains. Raises NotFound."""
    customer_id, case_id = case_referred(reference)
    return remaining(_rows(customer_id).get(pk=case_id))


def head(customer_id: int, case_id: int) -> CaseHead:
    """The head of a case, as it is in the database now."""
    return _head(_rows(customer_id).get(pk=case_id))


def whole(case: Case, *, now: datetime) -> CaseSeen:
    """A case with everything in it; cases that were merged into it tell their part."""
    merged = _merged_into(case)
    family = [case.pk, *(each.pk for each in merged)]
    contacts = list(
        Contact.objects.filter(customer_id=case.customer_id, case_id__in=family).order_by("at", "pk")
    )
    rows = list(promises().filter(customer_id=case.customer_id, case_id__in=family))
    codes = {row.pk: row.code for row in rows}
    files, evidence = _files(case, contacts), _evidence(case, rows)
    plain = _head(_rows(case.customer_id).get(pk=case.pk))
    return CaseSeen(
        **{field.name: getattr(plain, field.name) for field in fields(CaseHead)},
        merged=[each.reference for each in merged],
        contacts=[_contact(each, files[each.pk], codes.get(each.promise_id or 0, "")) for each in contacts],
        promises=[_promise(row, evidence[row.pk], now=now) for row in rows],
        notes=[
            NoteSeen(note.at, note.agent.name, note.text)
            for note in Note.objects.filter(customer_id=case.customer_id, case_id__in=family)
            .select_related("agent")
            .order_by("at", "pk")
        ],
    )


def _rows(customer_id: int) -> QuerySet[Case]:
    return Case.objects.select_related("customer", "brand", "owner", "team").filter(customer_id=customer_id)


def _merged_into(case: Case) -> list[Case]:
    """Cases that lead to this one, directly or through others."""
    found: list[Case] = []
    ask = [case.pk]
    while ask:
        rows = Case.objects.filter(customer_id=case.customer_id, merged_into_id__in=ask).order_by("pk")
        fresh = [row for row in rows if row.pk not in {case.pk, *(each.pk for each in found)}]
        found += fresh
        ask = [row.pk for row in fresh]
    return found


def _head(case: Case) -> CaseHead:
    holder = case.owner or case.team
    return CaseHead(
        case=case.reference,
        subject=case.subject,
        brand=case.brand.slug,
        customer=case.customer.name,
        customer_code=case.customer.code,
        owner=holder.name if holder else "",
        unowned=case.owner_id is None,
        stands=case.stands,
        next_due=case.next_due_at,
        opened=case.opened_at,
        settled=case.settled_at,
        settled_cause=case.settled_cause,
        spam=case.spam_reason,
    )


def _contact(contact: Contact, files: list[FileSeen], promise: str) -> ContactSeen:
    return ContactSeen(
        id=str(contact.pk),
        direction=contact.direction,
        channel=contact.channel,
        time=contact.at,
        from_=contact.sender_address,
        from_name=contact.sender_name,
        to=[each["address"] for each in contact.recipients if each["kind"] != "reply-to"],
        subject=contact.subject,
        visible=contact.visible,
        text=contact.text or contact.visible,
        purpose=contact.purpose,
        agent=contact.agent_name,
        delivery=_delivery(contact),
        machine=contact.machine,
        no_answer_reason=contact.no_answer_reason,
        promise=promise,
        unconfirmed=contact.unconfirmed,
        imported=contact.imported,
        message_id=contact.message_id,
        attachments=files,
    )


def _delivery(contact: Contact) -> DeliverySeen | None:
    if not contact.delivery:
        return None
    return DeliverySeen(contact.delivery, contact.delivery_words or str(Delivery(contact.delivery).label))


def _files(case: Case, contacts: Iterable[Contact]) -> defaultdict[int, list[FileSeen]]:
    found: defaultdict[int, list[FileSeen]] = defaultdict(list)
    bearing = [contact.pk for contact in contacts if contact.attachments]
    if bearing:
        rows = Attachment.objects.filter(customer_id=case.customer_id, contact_id__in=bearing)
        for row in rows.order_by("pk"):
            file = FileSeen(row.name, row.content_type, row.size, bytes(row.sha256))
            found[row.contact_id].append(file)
    return found


def _evidence(case: Case, rows: Sequence[Promise]) -> defaultdict[int, list[EvidenceSeen]]:
    found: defaultdict[int, list[EvidenceSeen]] = defaultdict(list)
    if rows:
        proofs = Evidence.objects.filter(
            customer_id=case.customer_id, promise_id__in=[row.pk for row in rows]
        )
        for proof in proofs.order_by("recorded_at", "pk"):
            found[proof.promise_id].append(
                EvidenceSeen(
                    source=proof.source,
                    reach=_reach(proof.reach),
                    channel=proof.channel,
                    happened_at=proof.happened_at,
                    recorded_at=proof.recorded_at,
                    by=proof.by,
                    reason=proof.reason,
                    withdrawn_at=proof.withdrawn_at,
                    withdrawn_why=proof.withdrawn_why,
                )
            )
    return found


def _promise(row: Promise, evidence: list[EvidenceSeen], *, now: datetime) -> CasePromise:
    plain = promise_seen(row, now=now)
    return CasePromise(
        **{field.name: getattr(plain, field.name) for field in fields(PromiseSeen)},
        needs=_reach(row.needs),
        reach=_reach(row.reach),
        broken_at=broken_at(row, now=now),
        kept_at=row.kept_at,
        late=row.late,
        fell_back=row.fell_back,
        closed_at=row.closed_at,
        closed_why=row.closed_why,
        evidence=evidence,
    )


def _reach(value: int) -> str:
    return Reach(value).name.lower() if value else ""
