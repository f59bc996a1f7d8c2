"""One contact or note as an entry of its case's story."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kept.cases.models import Case, Note
from kept.channels.mail.display import text_blocks
from kept.contacts.models import Attachment, Contact
from kept.contacts.states import GONE, WAITING, Delivery
from kept.faces.components.seen import BlockSeen, Entry, FileSeen
from kept.rules.mentions import mentions

#: Characters of one mail that the story shows; the rest is a click away.
LONG = 20_000
#: Bytes up to which a picture is shown beside the words without being asked for.
SHOWN = 25_000_000
PURPOSES = {
    "answer": gettext_lazy("answered"),
    "acknowledgement": gettext_lazy("acknowledged, by itself"),
    "notice": gettext_lazy("told of a change"),
    "receipt": gettext_lazy("sent the promise in writing"),
}
CHANNELS = {
    "mail": "mail",
    "call": "phone",
    "phone": "phone",
    "chat": "chat",
    "post": "post",
    "voicemail": "voicemail",
}
SPOKEN = {
    "mail": gettext_lazy("by mail"),
    "call": gettext_lazy("by phone"),
    "phone": gettext_lazy("by phone"),
    "chat": gettext_lazy("by chat"),
    "post": gettext_lazy("by post"),
    "voicemail": gettext_lazy("by voicemail"),
}
PICTURES = {"png", "jpg", "jpeg", "gif", "webp", "bmp"}
SOUNDS = {"mp3", "wav", "ogg", "oga", "opus", "m4a", "flac", "weba"}


def contact_entry(case: Case, contact: Contact, files: Sequence[FileSeen]) -> Entry:
    """A mail in or out, as the story shows it."""
    inward = contact.direction == "in"
    place = [case.reference, contact.pk]
    by_itself = contact.purpose == "acknowledgement"
    if by_itself:
        blocks: tuple[BlockSeen, ...] = (BlockSeen(contact.visible.strip(), _("What it says")),)
    else:
        blocks = _blocks(contact) if inward and contact.text else ()
    channel = CHANNELS.get(contact.channel, "mail")
    came_back = contact.delivery == Delivery.BOUNCED and not by_itself
    return Entry(
        shape="in" if inward else "out",
        at=contact.at,
        channel=("machine" if contact.machine else channel) if inward else "reply",
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
        climb_url=reverse("desk:climbing", args=place) if came_back and not inward else "",
    )


def note_entry(note: Note, agents: Mapping[int, str]) -> Entry:
    """A note between us; whoever it names stands out."""
    return Entry(
        shape="note",
        at=note.at,
        channel="note",
        who=_("Note by %(name)s") % {"name": note.agent.name},
        how=_(", inside only"),
        text=note.text,
        spans=_spans(note.text, agents),
        key=f"note-{note.pk}",
    )


def files_of(case: Case, contacts: Sequence[Contact]) -> Mapping[int, list[FileSeen]]:
    """The files of these contacts, by contact: one statement, or none."""
    found: dict[int, list[FileSeen]] = defaultdict(list)
    bearing = [contact.pk for contact in contacts if contact.attachments]
    if bearing:
        rows = Attachment.objects.filter(customer_id=case.customer_id, contact_id__in=bearing).order_by("id")
        for row in rows:
            found[row.contact_id].append(_file(case, row))
    return found


def delivery_words(contact: Contact) -> str:
    """Where a message of ours is, in words, with the reason when there is one."""
    if not contact.delivery:
        return ""
    state = Delivery(contact.delivery)
    words = str(state.label)
    if contact.delivery_words and state not in (Delivery.HANDED_OVER, Delivery.ACCEPTED):
        words = f"{words}: {contact.delivery_words}"
    return f"{words[0].upper()}{words[1:]}".rstrip(".") + "."


def _file(case: Case, row: Attachment) -> FileSeen:
    """What can be looked at is told by name and declared type; whether it is that, when it is looked at."""
    place = [case.reference, row.contact_id, row.pk]
    ending = PurePath(row.name or "").suffix.lstrip(".").lower()
    declared = row.content_type.partition("/")[0]
    shown = row.size <= SHOWN
    is_picture = shown and (ending in PICTURES or (declared == "image" and ending in ("", *PICTURES)))
    is_sound = shown and (ending in SOUNDS or (declared == "audio" and not ending))
    is_document = shown and (ending == "pdf" or (row.content_type == "application/pdf" and not ending))
    return FileSeen(
        row.name or _("without a name"),
        row.size,
        reverse("desk:attachment", args=place),
        row.content_type,
        small_url=reverse("desk:picture_small", args=place) if is_picture else "",
        picture_url=reverse("desk:picture_large", args=place) if is_picture else "",
        sound_url=reverse("desk:recording", args=place) if is_sound else "",
        document_url=reverse("desk:document_shown", args=place) if is_document else "",
    )


def _same_subject(subject: str, case: Case) -> bool:
    """Whether a subject says nothing that the head does not say: the same, behind "Re:" and with the reference."""
    bare = subject.replace(f"[{case.reference}]", "").strip()
    while bare[:3].lower() in ("re:", "aw:", "fw:"):
        bare = bare[3:].strip()
    return not bare or bare == case.subject.strip()


def _who(contact: Contact) -> str:
    if contact.direction == "out":
        return contact.agent_name or contact.sender_name or "Kept"
    return contact.sender_name or contact.sender_address or _("Somebody without a name")


def _how(contact: Contact) -> str:
    if contact.direction == "in":
        by = SPOKEN.get(contact.channel, contact.channel)
        return f" {by}" if not contact.imported else f" {by}, {_('imported')}"
    doing = PURPOSES.get(contact.purpose, _("wrote"))
    names = ", ".join(f"{person.get('name') or person['address']}" for person in contact.recipients)
    return " " + (_("%(did)s, to %(names)s") % {"did": doing, "names": names} if names else str(doing))


def _blocks(contact: Contact) -> tuple[BlockSeen, ...]:
    """The mail as it was written, quotes and signature folded where they stand."""
    found = []
    for block in text_blocks(contact.text[:LONG], subject=contact.subject):
        text = block.text.strip("\n")
        if not text.strip():
            continue
        lines = text.count("\n") + 1
        fold = ""
        if block.kind == "quoted":
            fold = ngettext("%(count)d quoted line", "%(count)d quoted lines", lines) % {"count": lines}
        elif block.kind == "signature":
            fold = _("Signature")
        found.append(BlockSeen(text, fold))
    return tuple(found)


def _delivery_icon(state: str) -> str:
    if state in (Delivery.BOUNCED, Delivery.CANCELLED):
        return "bounce"
    if state in (Delivery.STOPPED, Delivery.HELD):
        return "stop"
    return "check" if state in GONE else "waiting" if state in WAITING else "mail"


def _spans(text: str, agents: Mapping[int, str]) -> tuple[tuple[str, bool], ...]:
    spans, at = [], 0
    for named in mentions(text, agents) if "@" in text else ():
        spans += [(text[at : named.start], False), (text[named.start : named.end], True)]
        at = named.end
    return (*((words, named) for words, named in spans if words), (text[at:], False)) if spans else ()
