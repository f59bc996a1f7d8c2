"""Climbing the ladder: the first rung of the pledge's order that can still be tried."""

from __future__ import annotations

from kept.rules.guard.facts import Wish
from kept.rules.ladder.facts import Clue, Health, LadderFacts, Point, Result, Step, Tried, Way

_MEDIUM = {
    Way.SAME_MAIL_AGAIN: "mail",
    Way.OTHER_MAIL: "mail",
    Way.SMS: "phone",
    Way.CALL: "phone",
    Way.LETTER: "letter",
}
_CHANNEL = {
    Way.MAIL: "mail",
    Way.SAME_MAIL_AGAIN: "mail",
    Way.OTHER_MAIL: "mail",
    Way.SMS: "sms",
    Way.CALL: "call",
    Way.LETTER: "letter",
}
_AUTOMATIC = frozenset({Way.SAME_MAIL_AGAIN, Way.OTHER_MAIL, Way.SMS})
_NEXT = {
    Way.SAME_MAIL_AGAIN: "it goes out once more to {point}",
    Way.OTHER_MAIL: "it goes to another address, {point}",
    Way.SMS: "a short message goes to {point}",
    Way.CALL: "somebody calls {point}",
    Way.LETTER: "a letter goes to {point}",
}
_HAPPENED = {
    Result.FAILED: "{what} failed",
    Result.DELAYED: "{what} could not be delivered for now",
    Result.SILENT: "{what} brought no sign",
    Result.NO_ANSWER: "{what} was not answered",
    Result.REACHED: "{what} reached",
    Result.WAITING: "{what} is still under way",
}
_NAMES = {
    Way.MAIL: "Mail",
    Way.SAME_MAIL_AGAIN: "Mail",
    Way.OTHER_MAIL: "Mail",
    Way.SMS: "The short message",
    Way.CALL: "The call",
    Way.LETTER: "The letter",
    Way.FIND_WAY: "The search for a way",
}


def next_way(facts: LadderFacts) -> Step:
    """The next way to the customer; when none is left, a person with the clues.

    While a try is under way the answer is to wait for it. Ways that a wish rules out, that this desk does not
    have, or that have failed, are passed over.
    """
    waiting = [each for each in facts.tried if each.result is Result.WAITING]
    if waiting:
        return Step(Way.WAIT, _point(facts, waiting[-1].point_id), f"{_said(facts, waiting[-1])}.", False)
    if Wish.NO_CONTACT not in facts.wishes:
        for way in facts.order:
            for point in sorted(facts.points, key=lambda each: each.health is not Health.WORKS):
                if _open(facts, way, point):
                    return Step(way, point, _why(facts, way, point), way in _AUTOMATIC)
    return _find_way(facts)


def _open(facts: LadderFacts, way: Way, point: Point) -> bool:
    """Whether this rung can be tried at this point."""
    if way not in _MEDIUM or point.medium != _MEDIUM[way] or _CHANNEL[way] not in facts.available:
        return False
    if point.health is Health.FAILED:
        return False
    alike = [
        each
        for each in facts.tried
        if each.point_id == point.point_id and _CHANNEL.get(each.way) == _CHANNEL[way]
    ]
    if any(each.result is Result.FAILED for each in alike):
        return False
    if way is Way.CALL:
        return not facts.wishes & {Wish.NO_CALLS, Wish.WRITTEN_ONLY} and len(alike) < facts.call_attempts
    if way is Way.SAME_MAIL_AGAIN:
        return bool(alike) and not any(each.way is Way.SAME_MAIL_AGAIN for each in alike)
    return not alike


def _why(facts: LadderFacts, way: Way, point: Point) -> str:
    then = _NEXT[way].format(point=f"{point.label} ({point.person})" if point.person else point.label)
    before = f"{_said(facts, facts.tried[-1])}; " if facts.tried else ""
    # Third parties on the way learn only that we wish to speak to the customer.
    care = " Say no more than that we wish to speak to the customer." if point.person else ""
    return f"{_capital(before + then)}.{care}"


def _said(facts: LadderFacts, tried: Tried) -> str:
    """What came of a try, as half a sentence."""
    point = _point(facts, tried.point_id)
    what = _NAMES.get(tried.way, "The last try") + (f" to {point.label}" if point else "")
    words = f" ({tried.words})" if tried.words else ""
    return _HAPPENED[tried.result].format(what=what) + words


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _find_way(facts: LadderFacts) -> Step:
    if Wish.NO_CONTACT in facts.wishes:
        why = "The customer has asked not to be contacted. A person decides what may be done."
    else:
        why = "No recorded way to the customer is left. A person looks for one."
    tried = [f"Tried: {_said(facts, each)}." for each in facts.tried]
    left_out = [f"Not tried: {each}" for each in _left_out(facts)]
    clues = [f"{each.label}: {each.value}" for each in (*_numbers(facts), *facts.clues)]
    return Step(Way.FIND_WAY, None, why, False, "\n".join([*tried, *left_out, *clues]))


def _left_out(facts: LadderFacts) -> list[str]:
    """Rungs passed over for a reason that a person should know."""
    found: list[str] = []
    phones = any(each.medium == "phone" for each in facts.points)
    if phones and Way.CALL in facts.order and facts.wishes & {Wish.NO_CALLS, Wish.WRITTEN_ONLY}:
        found.append("a call, because the customer has asked not to be called.")
    if phones and Way.SMS in facts.order and "sms" not in facts.available:
        found.append("a short message, because this desk cannot send any.")
    return found


def _numbers(facts: LadderFacts) -> list[Clue]:
    """Points that may still work, in case somebody wants to try them in another way."""
    names = {"mail": "Mail address", "phone": "Number", "letter": "Postal address"}
    failed = {each.point_id for each in facts.tried if each.result is Result.FAILED}
    return [
        Clue(names.get(each.medium, each.medium.capitalize()), each.label)
        for each in facts.points
        if each.health is not Health.FAILED and each.point_id not in failed
    ]


def _point(facts: LadderFacts, point_id: int | None) -> Point | None:
    return next((each for each in facts.points if each.point_id == point_id), None)
