"""Promises that an answer's words commit us to, as cards in the composer: found, accepted, or let pass."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from kept.cases.models import Case
from kept.faces.components import times
from kept.faces.components.seen import Look, PromiseSeen
from kept.faces.desk.read.promises import NAMES
from kept.handling.committing import Offer, key_of, offers_in, same
from kept.pledge.queries import current
from kept.rules.promise import Kind
from kept.rules.workable import workable

#: A promise is given by hand as one of these; what else is spotted is one of them too.
ALSO = {Kind.ANSWER: Kind.UPDATE, Kind.FIND_WAY: Kind.OTHER, Kind.SEND_BACK: Kind.OTHER}
#: A local moment as the browser's chooser takes it.
LOCAL = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True)
class VowSeen:
    """One card. `due` is local to the reader, as a form takes it; `state`: found, on, off."""

    key: str
    state: str
    kind: str
    text: str
    due: str
    words: str = ""  # as they stand in the answer
    due_words: str = ""
    due_given: bool = True
    hitch: str = ""  # why it cannot work
    better: str = ""  # a time that would, local
    better_words: str = ""
    promise: PromiseSeen | None = None  # as it would be drawn

    @property
    def kinds(self) -> list[tuple[str, object]]:
        """What it can be, for its chooser."""
        return [(kind.value, name) for kind, name in NAMES.items() if kind not in ALSO]

    @property
    def stands_for(self) -> str:
        """Its kind in words."""
        return str(NAMES[Kind(self.kind)]) if self.kind in set(Kind) else self.kind

    def kept(self) -> dict[str, str]:
        """As a draft keeps it."""
        return {"key": self.key, "state": self.state, "kind": self.kind, "text": self.text, "due": self.due}


def cards(
    case: Case, text: str, before: Sequence[VowSeen], *, now: datetime, zone: ZoneInfo, language: str = ""
) -> list[VowSeen]:
    """The cards for these words. What was decided `before` stays decided as long as its words stand there."""
    said = key_of(text)
    offers = offers_in(case, text, language=language, now=now)
    left = {vow.key: vow for vow in before}
    found = []
    for offer in offers:
        was = left.pop(offer.key, None) or _grown(offer, left)
        found.append(_seen(offer, was, zone, now))
    # Accepted, and its words still stand there though they are not spotted any more; or made without any words.
    found += [replace(vow, words=vow.key) for key, vow in left.items() if vow.state == "on" and key in said]
    return [_judged(card, case, zone, now) for card in found]


def of_draft(kept: Sequence[dict[str, str]], case: Case, *, now: datetime, zone: ZoneInfo) -> list[VowSeen]:
    """The cards of a draft, their times in the reader's zone."""
    cards = []
    for one in kept:
        due = one.get("due", "")
        try:
            moment = datetime.fromisoformat(due)
            due = moment.astimezone(zone).strftime(LOCAL) if moment.tzinfo else due
        except ValueError:
            due = ""
        key, state = one.get("key", ""), one.get("state", "found")
        cards.append(VowSeen(key, state, one.get("kind", "other"), one.get("text", ""), due, words=key))
    return [_judged(card, case, zone, now) for card in cards]


def _grown(offer: Offer, left: dict[str, VowSeen]) -> VowSeen | None:
    """What was decided about these words when there were fewer or more of them."""
    near = next((key for key in left if same(key, offer.key)), None)
    if near is None:
        return None
    was = left.pop(near)
    return None if was.state == "found" else was


def _seen(offer: Offer, was: VowSeen | None, zone: ZoneInfo, now: datetime) -> VowSeen:
    kind = ALSO.get(offer.spotted.kind, offer.spotted.kind)
    due = offer.due_at.astimezone(zone).strftime(LOCAL)
    if was is not None:
        # Words that changed and name a time name the time; else what somebody chose stands.
        due = due if was.key != offer.key and offer.due_given else was.due or due
        return replace(was, key=offer.key, words=offer.spotted.words, due=due, due_given=True)
    text = offer.spotted.words.strip(" .,;")
    if offer.spotted.amount is not None:
        text = _("%(kind)s %(amount)s") % {"kind": NAMES[kind], "amount": offer.spotted.amount}
    return VowSeen(
        key=offer.key,
        state="found",
        kind=kind.value,
        text=text[:1].upper() + text[1:],
        due=due,
        words=offer.spotted.words,
        due_given=offer.due_given,
    )


def _judged(card: VowSeen, case: Case, zone: ZoneInfo, now: datetime) -> VowSeen:
    """The card with its time in words, and what is wrong with it."""
    try:
        due = datetime.strptime(card.due, LOCAL).replace(tzinfo=zone)
    except ValueError:
        return card
    drawn = PromiseSeen("", card.text, Look.OWED, given_at=now, due_at=due, now=now, kind=card.kind)
    card = replace(card, due_words=times.exact(due, zone), promise=drawn)
    if card.state == "off" or card.kind not in set(Kind):
        return card
    works = workable(Kind(card.kind), due, current().brand(case.brand_id).week, now=now)
    if works.hitch is None:
        return card
    hitches = {
        "past": _("That time has already passed."),
        "holiday": _("That day is a holiday: nobody is here."),
        "closed": _("Nobody is here at that time."),
        "no_time": _("Nobody is here between now and then."),
    }
    better = works.better.astimezone(zone) if works.better else None
    return replace(
        card,
        hitch=hitches[works.hitch.value],
        better=better.strftime(LOCAL) if better else "",
        better_words=times.exact(better, zone) if better else "",
    )
