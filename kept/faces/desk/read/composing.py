"""What the composer shows: who gets it, what was begun, files, promises found, and what has not left yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from kept.cases.models import Case
from kept.contacts.models import Contact, Draft, Outgoing
from kept.contacts.states import Delivery
from kept.faces.components import times
from kept.faces.desk.forms.case import PromiseForm
from kept.faces.desk.read.offers import LOCAL, VowSeen, of_draft
from kept.faces.desk.read.panel import Panel
from kept.handling.addressees import Addressee, addressees, last_word
from kept.handling.drafting import drafts_in
from kept.handling.letters import room, signature_for, uploads_of
from kept.handling.overtaking import scheduled
from kept.handling.taking_back import waiting_in
from kept.pledge.queries import current
from kept.rules.hours import NeverOpen, opens_next
from kept.staff.models import Agent

MODES = (
    ("answer", gettext_lazy("Answer"), "r"),
    ("note", gettext_lazy("Note"), "n"),
    ("promise", gettext_lazy("Promise"), "p"),
)
#: A colleague's draft that is older says nothing about what happens now.
FRESH = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class PersonSeen:
    """One line of the chooser. `mark`: what must not be overlooked about this address."""

    name: str
    address: str
    why: str
    kind: str
    all_kind: str
    mark: str = ""
    stranger: bool = False


@dataclass(frozen=True, slots=True)
class DraftSeen:
    """What was begun, and when it was last kept."""

    text: str = ""
    version: int = 0
    saved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FileBeside:
    """A file put beside the answer."""

    id: int
    name: str
    size: int
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class WaitingSeen:
    """An answer that has not left. `how`: leaving (it can be taken back), later, held (why says what came between)."""

    id: int
    how: str
    who: str
    mine: bool
    leaves_at: datetime
    words: str
    why: str = ""
    to: str = ""
    their_time: str = ""
    local: str = ""

    @property
    def leaves(self) -> int:
        """Seconds since 1970."""
        return int(self.leaves_at.timestamp())


@dataclass(frozen=True, slots=True)
class Composer:
    """Everything that the composer needs; see the template of that name."""

    mode: str
    seen: str
    people: Sequence[PersonSeen]
    why_not: str
    promise_form: PromiseForm
    answer: DraftSeen
    note: DraftSeen
    others: Sequence[str]
    files: Sequence[FileBeside]
    room: int
    vows: Sequence[VowSeen]
    waiting: Sequence[WaitingSeen]
    signature: str
    language: str
    their_zone: str
    later: Sequence[tuple[str, str]]
    modes: Sequence[tuple[str, object, str]] = MODES

    @property
    def first(self) -> PersonSeen | None:
        """Who is answered; the prompt speaks of them."""
        return next((each for each in self.people if each.kind == "to"), None)

    @property
    def first_name(self) -> str:
        """As the prompt says it."""
        first = self.first
        return "" if first is None else (first.name.split() or [first.address])[0]

    @property
    def many(self) -> int:
        """How many would get it if all of them got it."""
        return sum(bool(each.all_kind) for each in self.people)

    @property
    def marked(self) -> Sequence[PersonSeen]:
        """Who gets it and needs a second look."""
        return [each for each in self.people if each.kind and each.mark]


def composer(
    case: Case,
    agent: Agent,
    *,
    mode: str,
    seen: str,
    form: PromiseForm,
    side: Panel,
    now: datetime,
    zone: ZoneInfo,
) -> Composer:
    """The composer of a case, for this reader."""
    pledge = current()
    brand = pledge.brand(case.brand_id)
    last = last_word(case)
    drafts = drafts_in(case)
    mine = {draft.mode: draft for draft in drafts if draft.agent_id == agent.pk}
    answer = mine.get("answer")
    everybody = addressees(case, last)
    failed = {each.address for each in everybody if any(each.address in heed.title for heed in side.heed)}
    people = _people(everybody, answer, last, failed)
    return Composer(
        mode=mode if mode in {name for name, *_ in MODES} else "answer",
        seen=seen,
        people=people,
        why_not="" if people else _("Nobody in this case can be answered yet: no person has written."),
        promise_form=form,
        answer=_draft(answer),
        note=_draft(mine.get("note")),
        others=_others(drafts, agent, now, zone),
        files=[FileBeside(row.pk, row.name, row.size, row.content_id) for row in uploads_of(case, agent)],
        room=room(pledge),
        vows=of_draft(answer.vows if answer else [], case, now=now, zone=zone),
        waiting=_waiting(case, agent, now, zone),
        signature=signature_for(agent, case.brand_id, brand),
        language=_language(case),
        their_zone=_zone(case, zone),
        later=_later(case, now, zone),
    )


def _people(
    everybody: Sequence[Addressee], draft: Draft | None, last: Contact | None, failed: set[str]
) -> list[PersonSeen]:
    whys = {
        "wrote": _("wrote last"),
        "asked": _("replies are to go here"),
        "was_to": _("also got the last mail"),
        "was_cc": _("in copy of the last mail"),
        "takes_part": _("takes part"),
    }
    picked = {one["address"]: one for one in (draft.recipients if draft else []) if one.get("address")}

    def kind(each: Addressee) -> str:
        return str(picked.get(each.address, {}).get("kind", "")) if picked else each.kind

    seen = [
        PersonSeen(
            each.name or each.address,
            each.address,
            _("not accepted into this case") if each.stranger else whys[each.why],
            kind(each),
            each.all_kind,
            _mark(each, last, failed),
            each.stranger,
        )
        for each in everybody
    ]
    known = {each.address for each in everybody}
    seen += [
        PersonSeen(one.get("name") or address, address, _("added by you"), one.get("kind", "cc"), "cc")
        for address, one in picked.items()
        if address not in known
    ]
    return seen


def _mark(each: Addressee, last: Contact | None, failed: set[str]) -> str:
    if each.address in failed:
        return _("Mail to this address came back.")
    if each.stranger:
        return _("Wrote into this case and was not accepted. Knowing the case's address proves nothing.")
    if each.why == "asked" and last is not None:
        return _("This is not the address that wrote last, %(address)s.") % {"address": last.sender_address}
    return ""


def _draft(row: Draft | None) -> DraftSeen:
    return DraftSeen(row.text, row.version, row.saved_at) if row else DraftSeen()


def _others(drafts: Sequence[Draft], agent: Agent, now: datetime, zone: ZoneInfo) -> list[str]:
    return [
        _("%(name)s has begun an answer, last typed %(moment)s.")
        % {"name": draft.agent.name, "moment": times.moment(draft.saved_at, now, zone)}
        for draft in drafts
        if draft.agent_id != agent.pk and draft.mode == "answer" and now - draft.saved_at < FRESH
    ]


def _waiting(case: Case, agent: Agent, now: datetime, zone: ZoneInfo) -> list[WaitingSeen]:
    contacts = list(waiting_in(case).defer("html", "text").order_by("at", "pk")[:20])
    if not contacts:
        return []
    rows = Outgoing.objects.filter(
        customer_id=case.customer_id, contact_id__in=[contact.pk for contact in contacts]
    ).order_by("-pk")
    leaving = {row.contact_id: row for row in rows}
    pledge, theirs = current(), _zone(case, zone)
    found = []
    for contact in contacts:
        row = leaving.get(contact.pk)
        if row is None:
            continue
        held = contact.delivery in (Delivery.HELD, Delivery.STOPPED)
        later = scheduled(row.created_at, row.not_before, pledge)
        if not held and not later and row.not_before <= now:
            continue  # on its way: the outbox has it
        found.append(
            WaitingSeen(
                id=contact.pk,
                how="held" if held else "later" if later else "leaving",
                who=contact.agent_name,
                mine=contact.agent_id == agent.pk,
                leaves_at=row.not_before,
                words=contact.snippet,
                why=contact.delivery_words,
                to=", ".join(one["name"] or one["address"] for one in contact.recipients),
                their_time=times.moment(row.not_before, now, ZoneInfo(theirs)) if theirs else "",
                local=row.not_before.astimezone(zone).strftime(LOCAL),
            )
        )
    return found


def _language(case: Case) -> str:
    """The customer's language by its name; "" when it is the brand's own, or not known."""
    code = case.customer.language
    if not code or code == current().brand(case.brand_id).languages[0]:
        return ""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _zone(case: Case, zone: ZoneInfo) -> str:
    """The customer's zone where it differs from the reader's."""
    name = case.customer.zone
    try:
        return name if name and ZoneInfo(name) != zone else ""
    except (ZoneInfoNotFoundError, ValueError):
        return ""  # an imported zone that nobody knows


def _later(case: Case, now: datetime, zone: ZoneInfo) -> list[tuple[str, str]]:
    """Times that are often meant by "later": in an hour, and when we open on the next days of work."""
    week = current().brand(case.brand_id).week
    soon = (now + timedelta(hours=1)).replace(second=0, microsecond=0)
    found = [soon]
    try:
        for _day in range(2):
            midnight = (found[-1].astimezone(week.zone) + timedelta(days=1)).replace(hour=0, minute=0)
            found.append(opens_next(midnight, week))
    except NeverOpen:
        pass  # a week without hours has no opening to offer
    return [(at.astimezone(zone).strftime(LOCAL), times.moment(at, now, zone)) for at in found]
