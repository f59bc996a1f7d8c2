"""Who should have a case, and why somebody has it: the reasons of routing in the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kept.cases.models import Case
from kept.handling.routing import given_because, weigh
from kept.pledge.queries import current
from kept.rules.routing import Code, Reason
from kept.staff.knowing import LANGUAGES
from kept.staff.models import Agent

#: How many are shown where a case is given to somebody.
SHOWN = 3


@dataclass(frozen=True, slots=True)
class SuggestedSeen:
    """Somebody who could have the case, with the reasons as one sentence."""

    agent_id: int
    name: str
    because: str


@dataclass(frozen=True, slots=True)
class RoutingSeen:
    """The best ones, in order; or why there is nobody. `given`: why somebody has it now, "" when a person decided."""

    suggested: tuple[SuggestedSeen, ...]
    nobody: str = ""
    given: str = ""


def suggested(case: Case, *, now: datetime) -> RoutingSeen | None:
    """The best three with their reasons; None where the pledge says that nobody is proposed."""
    if current().pledge.routing.mode == "off":
        return None
    decision = weigh(case, now=now)
    best = tuple(
        SuggestedSeen(choice.agent_id, choice.name, because(choice.reasons))
        for choice in decision.ranked[:SHOWN]
    )
    nobody = "" if best else _("Nobody fits at the moment. The team stays answerable.")
    return RoutingSeen(best, nobody, why_owned(case))


def why_owned(case: Case) -> str:
    """ "Given to Marta: speaks German, is at work now."; "" when a person decided who has it."""
    given = given_because(case)
    if given is None:
        return ""
    if given.agent_id is None:
        return nobody_words()
    name = Agent.objects.values_list("name", flat=True).get(pk=given.agent_id)
    return given_words(name, given.reasons)


def routed_words(fact: Mapping[str, Any], names: Mapping[int, str]) -> str:
    """A fact of the kind `case.routed` as a sentence of the story."""
    if fact["owner"] is None:
        return nobody_words()
    found = [reason for mark in fact["reasons"] if (reason := Reason.from_mark(mark)) is not None]
    return given_words(names.get(fact["owner"], pgettext("to whom", "a colleague")), found)


def given_words(name: str, reasons: Iterable[Reason]) -> str:
    """Who has it, and why."""
    return _("Given to %(name)s: %(because)s.") % {"name": name, "because": because(reasons)}


def nobody_words() -> str:
    """That nobody has it by itself."""
    return _("Nobody could be given this, so the team has it and its lead was told.")


def because(reasons: Iterable[Reason]) -> str:
    """Several reasons, in one breath."""
    return ", ".join(in_words(reason) for reason in reasons)


def in_words(reason: Reason) -> str:
    """One reason, to stand after a name."""
    values = dict(reason.values)
    if "language" in values:
        code = values["language"].partition("-")[0]
        values["language"] = _(LANGUAGES[code]) if code in LANGUAGES else values["language"]
    match reason.code:
        case Code.KNOWS if values.get("customer"):
            return _("knows %(customer)s from %(reference)s") % values
        case Code.KNOWS:
            return _("knows the customer from %(reference)s") % values
        case Code.SPEAKS:
            return _("speaks %(language)s") % values
        case Code.SKILLED:
            return _("knows about %(skill)s") % values
        case Code.AT_WORK:
            return _("is at work now")
        case Code.IN_TIME:
            return _("is at work before it is due")
        case Code.FREE:
            return _("owes nothing at the moment")
        case Code.PRESSING:
            count = {"count": reason.count}
            return ngettext("%(count)d promise pressing", "%(count)d promises pressing", reason.count) % count
        case Code.TODAY:
            count = {"count": reason.count}
            return (
                ngettext("%(count)d promise due today", "%(count)d promises due today", reason.count) % count
            )
        case Code.PROMISES:
            count = {"count": reason.count}
            words = ngettext(
                "%(count)d promise, not due today", "%(count)d promises, none due today", reason.count
            )
            return words % count
        case _other:
            return str(reason)  # a reason against somebody, which no page shows yet
    return str(reason)  # a reason against somebody, which no page shows
