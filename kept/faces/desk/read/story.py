"""The story of a case: its newest contacts, notes and facts, oldest first, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.urls import reverse

from kept.cases.models import Case, Note
from kept.channels.mail.display import text_blocks
from kept.contacts.models import Attachment, Contact
from kept.contacts.states import GONE, WAITING, Delivery
from kept.faces.components.seen import BlockSeen, Entry, FileSeen, Story
from kept.faces.desk.read.facts import Names, told
from kept.ledger.models import Entry as LedgerEntry
from kept.promises.models import Promise
from kept.staff.models import Agent

#: Contacts and notes on one page of a story; facts that happened between them come along.
PAGE = 30
FACTS = 120
#: Characters of one mail that the story shows; the rest is a click away.
LONG = 20_000
PURPOSES = {
    "answer": "answered",
    "acknowledgement": "acknowledged, by itself",
    "notice": "told of a change",
    "receipt": "sent the promise in writing",
}
CHANNELS = {
    "mail": "mail",
    "call": "phone",
    "phone": "phone",
    "chat": "chat",
    "post": "post",
    "voicemail": "voicemail",
}


def story(
    case: Case, promises: Iterable[Promise], *, before: str = "", now: datetime, zone: ZoneInfo
) -> Story:
    """The newest page of the story, or the one that ends before the moment `before` (ISO).

    Cases that were merged into this one tell their part here.
    """
    family = [case.pk, *_merged(case)]
    until = _moment(before)
    limit = Q(customer_id=case.customer_id, case_id__in=family) & (Q(at__lt=until) if until else Q())
    contacts = list(
        Contact.objects.filter(limit)
        .defer("html", "references")
        .annotate(has_html=~Q(html=""))
        .order_by("-at", "-id")[: PAGE + 1]
    )
    notes = list(Note.objects.filter(limit).select_related("agent").order_by("-at", "-id")[:PAGE])
    more = len(contacts) > PAGE
    contacts = contacts[:PAGE]
    start = min((contact.at for contact in contacts), default=None) if more else None
    notes = [note for note in notes if start is None or note.at >= start]
    files = _files(case, contacts)
    entries = [_contact_entry(case, contact, files.get(contact.pk, [])) for contact in contacts]
    entries += [_note_entry(note) for note in notes]
    facts = LedgerEntry.objects.filter(limit & (Q(at__gte=start) if start else Q()))
    entries += _facts(facts, promises, now=now, zone=zone)
    entries.sort(key=lambda entry: (entry.at, entry.shape == "fact", entry.key))
    people = [entry.key for entry in entries if entry.shape != "fact" and not entry.by_itself]
    newest = max(
        (contact for contact in contacts), key=lambda contact: (contact.recorded_at, contact.pk), default=None
    )
    return Story(
        entries=tuple(_dated(entry, zone) for entry in entries),
        last=str(newest.pk) if newest else "",
        newest=people[-1] if people else "",
        ends_early=until is not None,
        earlier_url=f"?before={start.isoformat()}#story".replace("+", "%2B") if start else "",
    )


def _merged(case: Case) -> list[int]:
    rows = Case.objects.filter(customer_id=case.customer_id, merged_into_id=case.pk)
    return list(rows.values_list("pk", flat=True))


def _files(case: Case, contacts: list[Contact]) -> Mapping[int, list[FileSeen]]:
    found: dict[int, list[FileSeen]] = defaultdict(list)
    bearing = [contact.pk for contact in contacts if contact.attachments]
    if bearing:
        rows = Attachment.objects.filter(customer_id=case.customer_id, contact_id__in=bearing).order_by("id")
        for row in rows:
            url = reverse("desk:attachment", args=[case.reference, row.contact_id, row.pk])
            found[row.contact_id].append(
                FileSeen(row.name or "without a name", row.size, url, row.content_type)
            )
    return found


def _contact_entry(case: Case, contact: Contact, files: list[FileSeen]) -> Entry:
    inward = contact.direction == "in"
    place = [case.reference, contact.pk]
    by_itself = contact.purpose == "acknowledgement"
    if by_itself:
        blocks: tuple[BlockSeen, ...] = (BlockSeen(contact.visible.strip(), "What it says"),)
    else:
        blocks = _blocks(contact) if inward and contact.text else ()
    return Entry(
        shape="in" if inward else "out",
        at=contact.at,
        channel=("machine" if contact.machine else CHANNELS.get(contact.channel, "mail"))
        if inward
        else "reply",
        who=_who(contact),
        how=_how(contact),
        subject="" if by_itself or _same_subject(contact.subject, case) else contact.subject,
        text="" if blocks else contact.visible.strip(),
        blocks=blocks,
        cut=len(contact.text) > LONG,
        html_url=reverse("desk:contact_html", args=place) if inward and contact.has_html else "",
        text_url=reverse("desk:contact_text", args=place) if inward and contact.text else "",
        raw_url=reverse("desk:contact_raw", args=place) if contact.raw_id else "",
        files=tuple(files),
        delivery=delivery_words(contact) if not inward else "",
        delivery_icon=_delivery_icon(contact.delivery),
        delivery_bad=contact.delivery in (Delivery.BOUNCED, Delivery.STOPPED, Delivery.HELD, Delivery.UNSURE),
        reason=contact.no_answer_reason,
        key=f"contact-{contact.pk}",
        unconfirmed=contact.unconfirmed,
        by_itself=by_itself,
    )


def _same_subject(subject: str, case: Case) -> bool:
    """Whether a subject says nothing that the head does not say: the same, behind "Re:" and with the reference."""
    bare = subject.replace(f"[{case.reference}]", "").strip()
    while bare[:3].lower() in ("re:", "aw:", "fw:"):
        bare = bare[3:].strip()
    return not bare or bare == case.subject.strip()


def delivery_words(contact: Contact) -> str:
    """Where a message of ours is, in words, with the reason when there is one."""
    if not contact.delivery:
        return ""
    state = Delivery(contact.delivery)
    words = str(state.label)
    if contact.delivery_words and state not in (Delivery.HANDED_OVER, Delivery.ACCEPTED):
        words = f"{words}: {contact.delivery_words}"
    return f"{words[0].upper()}{words[1:]}".rstrip(".") + "."


def _who(contact: Contact) -> str:
    if contact.direction == "out":
        return contact.agent_name or contact.sender_name or "Kept"
    return contact.sender_name or contact.sender_address or "Somebody without a name"


def _how(contact: Contact) -> str:
    if contact.direction == "in":
        return f" by {contact.channel}" if not contact.imported else f" by {contact.channel}, imported"
    doing = PURPOSES.get(contact.purpose, "wrote")
    to = [f"{person.get('name') or person['address']}" for person in contact.recipients]
    return f" {doing}, to {', '.join(to)}" if to else f" {doing}"


def _blocks(contact: Contact) -> tuple[BlockSeen, ...]:
    """The mail as it was written, quotes and signature folded where they stand."""
    found = []
    for block in text_blocks(contact.text[:LONG], subject=contact.subject):
        text = block.text.strip("\n")
        if not text.strip():
            continue
        lines = text.count("\n") + 1
        fold = {
            "said": "",
            "quoted": "1 quoted line" if lines == 1 else f"{lines} quoted lines",
            "signature": "Signature",
        }[block.kind]
        found.append(BlockSeen(text, fold))
    return tuple(found)


def _delivery_icon(state: str) -> str:
    if state in (Delivery.BOUNCED, Delivery.CANCELLED):
        return "bounce"
    if state in (Delivery.STOPPED, Delivery.HELD):
        return "stop"
    return "check" if state in GONE else "waiting" if state in WAITING else "mail"


def _note_entry(note: Note) -> Entry:
    return Entry(
        shape="note",
        at=note.at,
        channel="note",
        who=f"Note by {note.agent.name}",
        how=", inside only",
        text=note.text,
        key=f"note-{note.pk}",
    )


def _facts(
    rows: QuerySet[LedgerEntry], promises: Iterable[Promise], *, now: datetime, zone: ZoneInfo
) -> list[Entry]:
    agents = dict(Agent.objects.values_list("pk", "name"))
    names = Names(agents, {row.pk: row for row in promises}, zone, now)
    entries = list(rows.order_by("-seq")[:FACTS])
    # Who gets a case gets what is owed in it: that goes without saying.
    handed = {row.at for row in entries if row.kind == "case.assigned"}
    found = []
    for row in entries:
        said = None if row.kind == "promise.given" and row.at in handed else told(row, names)
        if said is not None:
            found.append(
                Entry(
                    shape="fact",
                    at=row.at,
                    channel=said.icon,
                    text=said.sentence,
                    word=said.word,
                    word_look=said.look,
                    key=f"fact-{row.seq}",
                )
            )
    return found


def _dated(entry: Entry, zone: ZoneInfo) -> Entry:
    return replace(entry, day=entry.at.astimezone(zone).date())


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None  # a moment that somebody made up is the end of the story
