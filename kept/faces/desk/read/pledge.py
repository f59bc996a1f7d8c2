"""The pledge in sentences: what the company promises its customers, as the rules have it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from kept.faces.components.times import DAYS
from kept.pledge.queries import CurrentPledge
from kept.pledge.shapes import Brand, Pledge
from kept.rules.hours import Shift, Span, Week
from kept.rules.ladder import Way
from kept.rules.promise import Reach

CHANNELS = {
    "mail": "a mail",
    "form": "a form on our pages",
    "call": "a call that we missed",
    "voicemail": "a voicemail",
    "sms": "a text message",
    "chat": "a chat",
    "post": "something written about us in public",
    "letter": "a letter",
}
WAYS = {
    Way.SAME_MAIL_AGAIN: "the same mail once more",
    Way.OTHER_MAIL: "another mail address",
    Way.SMS: "a text message",
    Way.CALL: "a call",
    Way.LETTER: "a letter",
}
REACHES = {
    Reach.HANDED_OVER: "our mail server took it",
    Reach.ACCEPTED: "the customer's server took it",
    Reach.PRESUMED: "no bounce came back in time",
    Reach.DELIVERED: "a delivery notice says so",
    Reach.CONFIRMED: "the customer replied, acted or was spoken to",
}


@dataclass(frozen=True, slots=True)
class Clause:
    """One matter of the pledge, in a few sentences."""

    title: str
    sentences: tuple[str, ...]


def clauses(pledge: CurrentPledge) -> list[Clause]:
    """The pledge in force, brand by brand, then what holds for all."""
    p = pledge.pledge
    found = _brands(p.brands)
    found.append(_proof(p))
    found.append(_escalation(p))
    found.append(_ladder(p))
    found.append(_restraint(p))
    found.append(_settling(p))
    return found


def _brands(brands: Sequence[Brand]) -> list[Clause]:
    """Each brand's own sentences, and once what holds for all of them."""
    own = [_brand(brand) for brand in brands]
    if len(own) == 1:
        return own
    shared = [
        sentence for sentence in own[0].sentences if all(sentence in clause.sentences for clause in own)
    ]
    found = [
        Clause(clause.title, tuple(sentence for sentence in clause.sentences if sentence not in shared))
        for clause in own
    ]
    return [*found, Clause("Every brand", tuple(shared))] if shared else found


def _brand(brand: Brand) -> Clause:
    answering = brand.answering.within
    mail = (
        f"Whoever writes a mail to {brand.address} is answered by a person within {_span(answering['mail'])}."
    )
    others = ", ".join(
        f"{words} within {_span(answering[key])}" for key, words in CHANNELS.items() if key != "mail"
    )
    sentences = [mail, f"The same goes for {others}.", *_week(brand.week)]
    if brand.acknowledgement.send:
        sentences.append(
            "At once, known and authenticated senders get a word that it is here, with the reference and the time by "
            f"which a person answers; one address gets one in {_length(brand.acknowledgement.per_address)}."
        )
    else:
        sentences.append("Nobody is sent an acknowledgement.")
    return Clause(brand.name, tuple(sentences))


def _week(week: Week) -> list[str]:
    days: list[tuple[str, str]] = [(DAYS[day], _shifts(week.shifts.get(day, ()))) for day in range(7)]
    groups: list[tuple[list[str], str]] = []
    for day, shifts in days:
        if groups and groups[-1][1] == shifts:
            groups[-1][0].append(day)
        else:
            groups.append(([day], shifts))
    words = [
        f"{names[0]}{' to ' + names[-1] if len(names) > 1 else ''} {shifts}"
        for names, shifts in groups
        if shifts
    ]
    if not words:
        return ["Nobody is ever here."]
    return [f"Somebody is here {'; '.join(words)} ({week.zone.key}). Times to answer count only these hours."]


def _shifts(shifts: Iterable[Shift]) -> str:
    return " and ".join(f"{_clock(shift.open)} to {_clock(shift.close)}" for shift in shifts)


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def _proof(p: Pledge) -> Clause:
    by_reach: dict[Reach, list[str]] = {}
    for kind, need in p.proof.needs.items():
        by_reach.setdefault(need.reach, []).append(kind.replace("_", " "))
    sentences = [
        f"Kept when {REACHES[reach]}: {', '.join(kinds)}." for reach, kinds in sorted(by_reach.items())
    ]
    sentences.append(
        f"Mail without a bounce for {_length(p.proof.bounce_grace)} is presumed to have arrived."
    )
    return Clause("What counts as kept", tuple(sentences))


def _escalation(p: Pledge) -> Clause:
    words = []
    for step in p.escalation:
        when = "When a promise is about to break" if step.at == "warning" else "When a promise breaks"
        after = f" and {_span(step.after)} have passed" if step.after.count else ""
        words.append(f"{when}{after}, {' and '.join(f'the {who}' for who in step.tell)} is told.")
    words.append(
        f"A customer counts as ignored when nothing was done for {_length(p.ignored_grace)} after that."
    )
    return Clause("Who is told", tuple(words))


def _ladder(p: Pledge) -> Clause:
    ways = ", then ".join(WAYS.get(way, str(way)) for way in p.ladder.order)
    return Clause(
        "When a way to the customer fails",
        (
            f"{ways[0].upper()}{ways[1:]}.",
            f"After that a person finds a way, within {_span(p.ladder.find_way)}.",
        ),
    )


def _restraint(p: Pledge) -> Clause:
    words = [
        f"Nobody gets more than {limit.count} messages in {_length(limit.period)} that he did not ask for."
        for limit in p.contact_limits
    ]
    if p.quiet_hours is not None:
        quiet = p.quiet_hours
        words.append(
            f"No {' and no '.join(sorted(quiet.channels))} between {_clock(quiet.start)} and {_clock(quiet.end)}, "
            "in the customer's own time."
        )
    words.append("An answer to what somebody asked is never held back.")
    return Clause("When we keep quiet", tuple(words))


def _settling(p: Pledge) -> Clause:
    by_itself = (
        f"A case in which nothing is owed settles by itself after {_length(p.settling.quiet_after)}."
        if p.settling.quiet_after
        else "No case settles by itself."
    )
    return Clause(
        "When a case ends",
        (by_itself, f"A word of the customer within {_length(p.settling.reopen_within)} opens it again."),
    )


def _span(span: Span) -> str:
    unit = {"m": "minute", "h": "open hour", "d": "business day"}[span.unit]
    if span.unit == "m" and span.count % 60 == 0 and span.count:
        return f"{span.count // 60} open hour{'' if span.count == 60 else 's'}"
    return f"{span.count} {unit}{'' if span.count == 1 else 's'}"


def _length(span: timedelta) -> str:
    for unit, seconds in (("week", 604_800), ("day", 86_400), ("hour", 3600), ("minute", 60)):
        count, rest = divmod(int(span.total_seconds()), seconds)
        if count and not rest:
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{int(span.total_seconds())} seconds"
