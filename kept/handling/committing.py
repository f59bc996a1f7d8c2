"""What an answer commits us to: found in its words, offered as promises, and asked for once before it is sent."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kept.cases.models import Case
from kept.handling.receiving.acknowledging import DUE
from kept.pledge.queries import current
from kept.refusal import Refusal
from kept.rules.hours import NeverOpen, Week, closes_next
from kept.rules.promise import Kind
from kept.rules.spotting import Spotted, spot
from kept.rules.workable import Workable, workable

#: Promises that one answer is offered; who commits to more writes a contract.
MOST = 12


@dataclass(frozen=True, slots=True)
class Offer:
    """A promise as it could be made of some words: with a time, because every promise has one.

    `key` names the words, so that what was decided about them stays decided while they are typed around.
    """

    key: str
    spotted: Spotted
    due_at: datetime
    due_given: bool  # the words named the time; else it is our suggestion
    works: Workable


class Unpromised(Refusal):
    """The words commit us, and no promise was made of them."""

    code = "unpromised"

    def __init__(self, offers: list[Offer]) -> None:
        quoted = "”, “".join(offer.spotted.words for offer in offers)
        super().__init__(
            "You write “%(quoted)s”, and that is a promise.",
            remedy="Make it one, so that it is kept; or send it without.",
            values={"quoted": quoted},
        )
        self.offers = offers


class Unworkable(Refusal):
    """A promise that nobody could keep at its time."""

    code = "unworkable"

    def __init__(self, words: str, works: Workable, zone: ZoneInfo) -> None:
        better = works.better.astimezone(zone) if works.better else None
        self.better_words = better.strftime(DUE) if better else ""
        self.better_local = better.strftime("%Y-%m-%dT%H:%M") if better else ""  # as a form takes it
        super().__init__(
            words,
            remedy="%(time)s would work." if better else "Choose another time.",
            values={"time": self.better_words},
        )
        self.works = works


#: Why a time does not work, in words.
HITCHES = {
    "past": "That time has already passed.",
    "holiday": "That day is a holiday: nobody is here.",
    "closed": "Nobody is here at that time.",
    "no_time": "Nobody is here between now and then.",
}


def offers_in(case: Case, text: str, *, language: str = "", now: datetime) -> list[Offer]:
    """The promises that these words could become, in their order, each once."""
    brand = current().brand(case.brand_id)
    found: dict[str, Offer] = {}
    spoken = language or brand.languages[0]
    zone = _their_zone(case) or brand.zone
    for each in spot(text, now=now, week=brand.week, zone=zone, language=spoken):
        key = key_of(each.words)
        due = _by_close(each.due_at, zone, brand.week) if each.due_at else _suggested(case, now)
        works = workable(each.kind, due, brand.week, now=now)
        found.setdefault(key, Offer(key, each, due, each.due_at is not None, works))
    return list(found.values())[:MOST]


def key_of(words: str) -> str:
    """The name of some words: what changes about blanks and capitals is no change."""
    return " ".join(words.split()).casefold()[:200]


def same(one: str, other: str) -> bool:
    """Whether two names are of the same words, of which there have been more or fewer meanwhile."""
    return bool(one and other) and (one in other or other in one)


def ask_about(case: Case, text: str, decided: Collection[str], *, now: datetime) -> None:
    """Raise Unpromised when words that certainly commit us have been neither made a promise nor let pass."""
    open_ones = [
        offer
        for offer in offers_in(case, text, now=now)
        if offer.spotted.certain and not any(same(offer.key, key) for key in decided)
    ]
    if open_ones:
        raise Unpromised(open_ones)


def refuse_unworkable(case: Case, kind: str, due_at: datetime, *, zone: ZoneInfo, now: datetime) -> None:
    """Raise Unworkable, with a better time in this zone, when nobody could keep a promise of this kind by then."""
    brand = current().brand(case.brand_id)
    works = workable(Kind(kind), due_at, brand.week, now=now)
    if works.hitch is not None:
        raise Unworkable(HITCHES[works.hitch], works, zone)


def _by_close(due: datetime, zone: ZoneInfo, week: Week) -> datetime:
    """A bare date lasts until 24:00; who works until six keeps it by six, and can say so."""
    local = due.astimezone(zone)
    if (local.hour, local.minute) != (0, 0):
        return due
    last = due - timedelta(minutes=1)
    closes = [closing for _, closing in week.stretches(last.astimezone(week.zone).date()) if closing <= due]
    # Midnight is said as the day's last minute: "Saturday, 00:00" is not how anybody reads "by Friday".
    return min(closes[-1], last) if closes else last


def _their_zone(case: Case) -> ZoneInfo | None:
    try:
        return ZoneInfo(case.customer.zone) if case.customer.zone else None
    except (ZoneInfoNotFoundError, ValueError):
        return None  # an imported zone that nobody knows


def _suggested(case: Case, now: datetime) -> datetime:
    """Without a time in the words: the end of the next shift that leaves somebody time for it."""
    brand = current().brand(case.brand_id)
    try:
        return closes_next(closes_next(now, brand.week), brand.week)
    except NeverOpen:
        return now.replace(minute=0, second=0, microsecond=0)
