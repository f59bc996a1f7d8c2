"""What the ledger says of a case, in one sentence each, for the small type between the words of people."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from kept.faces.components import times
from kept.faces.desk.read.promises import text_of
from kept.faces.desk.read.routing import routed_words
from kept.ledger.models import Entry
from kept.promises.models import Promise


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence; `word` is its last part, said in the colour of `look` ("kept", "broken")."""

    sentence: str
    word: str = ""
    look: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """Who and what the ids on the ledger stand for."""

    agents: Mapping[int, str]
    promises: Mapping[int, Promise]
    zone: ZoneInfo
    now: datetime

    def actor(self, text: str) -> str:
        """The actor of an entry as a sentence begins with him."""
        kind, _sign, identity = text.partition(":")
        if kind == "agent":
            return (
                self.agents.get(int(identity), _("A colleague")) if identity.isdigit() else _("A colleague")
            )
        return {"customer": _("The customer"), "partner": _("The partner"), "import": _("The import")}.get(
            kind, "Kept"
        )

    def owner(self, fact: Mapping[str, Any]) -> str:
        """Who owns it now."""
        somebody = pgettext("to whom", "a colleague")
        return (
            self.agents.get(fact["owner"], somebody) if fact.get("owner") else pgettext("to whom", "the team")
        )

    def promise(self, fact: Mapping[str, Any]) -> str:
        """The promise in its own words."""
        row = self.promises.get(fact["promise"])
        return text_of(row) if row is not None else _("A promise")

    def moment(self, stamp: str) -> str:
        """A moment of the ledger in words."""
        return times.moment(datetime.fromisoformat(stamp), self.now, self.zone)


def told(entry: Entry, names: Names) -> Told | None:
    """The entry as a sentence; None when the page shows it in another way."""
    say = _SENTENCES.get(entry.kind)
    return say(json.loads(entry.body)["fact"], names, names.actor(entry.actor)) if say else None


def _made(fact: Mapping[str, Any], names: Names, who: str) -> Told:
    words = {"due": names.moment(fact["due_at"]), "who": who, "promise": names.promise(fact)}
    if fact["of"] == "answer":
        return Told(_("Answer owed by %(due)s.") % words)
    if fact["promisor"] == "customer":
        return Told(_("Owed to us by %(due)s: %(promise)s.") % words, icon="promise")
    said = _("%(who)s promised: %(promise)s, by %(due)s. Code %(code)s.") % {**words, "code": fact["code"]}
    return Told(said, icon="promise")


def _kept(fact: Mapping[str, Any], names: Names, who: str) -> Told:
    at = {"at": names.moment(fact["kept_at"])}
    word = _("Kept %(at)s, late.") % at if fact["late"] else _("Kept %(at)s.") % at
    return Told(f"{names.promise(fact)}.", word, "kept")


def _broken(fact: Mapping[str, Any], names: Names, who: str) -> Told:
    word = _("Broken %(at)s.") % {"at": names.moment(fact["broken_at"])}
    return Told(f"{names.promise(fact)}.", word, "broken")


def _owed_again(fact: Mapping[str, Any], names: Names, who: str) -> Told:
    why = {
        "withdrawn": _("what was sent did not reach the customer"),
        "sign_never_came": _("the expected sign never came"),
        "taken_back": _("%(who)s took the end back") % {"who": who},
    }.get(fact["why"], _("its proof is gone"))
    return Told(
        _("%(promise)s: owed again, %(why)s.") % {"promise": names.promise(fact), "why": why}, icon="reopen"
    )


def _escalated(fact: Mapping[str, Any], names: Names, who: str) -> Told:
    people = [names.agents.get(agent, _("a colleague")) for agent in fact["told"]]
    if not people:
        return Told(_("Nobody has been told."), icon="bell")
    if len(people) == 1:
        return Told(_("%(name)s has been told.") % {"name": people[0]}, icon="bell")
    return Told(_("%(names)s have been told.") % {"names": _(" and ").join(people)}, icon="bell")


def _assigned(fact: Mapping[str, Any], names: Names, who: str) -> Told | None:
    if fact["why"] == "routed":
        return None  # said with its reasons by the entry after it
    owner = names.owner(fact)
    words = {"who": who, "owner": owner}
    if fact["why"] == "taken" or owner == who:
        if fact["why"] == "transferred":
            return Told(_("%(who)s took the case over.") % words, icon="hand")
        return Told(_("%(who)s took the case.") % words, icon="person")
    if fact["why"] == "transferred":
        return Told(_("%(who)s handed the case over to %(owner)s.") % words, icon="hand")
    return Told(_("%(who)s gave the case to %(owner)s.") % words, icon="hand")


def _offered(fact: Mapping[str, Any], names: Names, who: str) -> Told:
    to = names.agents.get(fact["to"], _("a colleague")) if fact["to"] else _("a team")
    return Told(_("%(who)s offered the case to %(to)s.") % {"who": who, "to": to}, icon="hand")


def _offer_ended(fact: Mapping[str, Any], names: Names, who: str) -> Told | None:
    if fact["how"] == "accepted":
        return None  # that he took it stands beside this
    if fact["how"] == "declined":
        return Told(_("%(who)s declined the offer; the case stays.") % {"who": who}, icon="hand")
    return Told(_("The offer was taken back."), icon="hand")


def _guard(fact: Mapping[str, Any], names: Names, who: str) -> Told | None:
    if fact["verdict"] == "allow":
        return None
    if fact["override_by"]:
        by = {"who": names.actor(fact["override_by"])}
        return Told(_("%(who)s let it pass against the guard.") % by, icon="stop")
    if fact["verdict"] == "stop":
        return Told(_("The guard stopped a message."), icon="stop")
    return Told(_("The guard warned of a message."), icon="stop")


def _bounced(fact: Mapping[str, Any], names: Names, who: str) -> Told:
    if fact["code"]:
        return Told(_("Our message came back (%(code)s).") % {"code": fact["code"]}, icon="bounce")
    return Told(_("Our message came back."), icon="bounce")


def _participant(fact: Mapping[str, Any], names: Names, who: str) -> Told:
    said = {
        "confirmed": _("%(who)s decided: who wrote belongs to this case."),
        "refused": _("%(who)s decided: who wrote is left out of this case."),
    }.get(fact["standing"], _("%(who)s decided: who wrote has a case of their own."))
    return Told(said % {"who": who}, icon="person")


def _moved(fact: Mapping[str, Any], names: Names, who: str) -> Told:
    words = {
        "who": who,
        "promise": names.promise(fact),
        "was": names.moment(fact["was"]),
        "due": names.moment(fact["due_at"]),
    }
    return Told(_("%(who)s moved “%(promise)s” from %(was)s to %(due)s.") % words, icon="later")


def _says(sentence: object, icon: str = "") -> Callable[[Mapping[str, Any], Names, str], Told]:
    """A sentence about who did it and, where there is one, the promise and its new owner."""

    def say(fact: Mapping[str, Any], names: Names, who: str) -> Told:
        words = {"who": who, "cause": fact.get("cause", ""), "why": fact.get("why", "")}
        if "promise" in fact:
            words |= {"promise": names.promise(fact), "owner": names.owner(fact)}
        if "at" in fact:
            words["at"] = names.moment(fact["at"])
        return Told(str(sentence) % words, icon=icon)

    return say


_SENTENCES: dict[str, Callable[[Mapping[str, Any], Names, str], Told | None]] = {
    "promise.made": _made,
    "promise.kept": _kept,
    "promise.broken": _broken,
    "promise.owed_again": _owed_again,
    "promise.escalated": _escalated,
    "promise.overdue": _says(gettext_lazy("%(promise)s: the customer has not done it yet."), icon="later"),
    "promise.rescheduled": _moved,
    "promise.given": _says(gettext_lazy("%(promise)s: now with %(owner)s."), icon="hand"),
    "promise.released": _says(gettext_lazy("%(promise)s: the customer let it go.")),
    "promise.superseded": _says(gettext_lazy("%(promise)s: replaced by a new promise.")),
    "promise.void": _says(gettext_lazy("%(who)s marked “%(promise)s” as never owed.")),
    "promise.lapsed": _says(gettext_lazy("%(promise)s: lapsed %(at)s.")),
    "case.assigned": _assigned,
    "case.routed": lambda f, n, w: Told(routed_words(f, n.agents), icon="hand"),
    "case.offered": _offered,
    "case.offer_ended": _offer_ended,
    "case.settled": _says(gettext_lazy("%(who)s settled the case: %(cause)s."), icon="settle"),
    "case.reopened": _says(gettext_lazy("Reopened by %(who)s: %(why)s."), icon="reopen"),
    "case.merged": _says(gettext_lazy("%(who)s merged this case into another."), icon="merge"),
    "case.unmerged": _says(gettext_lazy("%(who)s took a merge back."), icon="merge"),
    "case.split": _says(gettext_lazy("%(who)s split this from another case."), icon="merge"),
    "case.spam": _says(gettext_lazy("%(who)s marked the case as spam."), icon="spam"),
    "case.participant": _participant,
    "guard.decided": _guard,
    "delivery.bounced": _bounced,
    "contact.cancelled": _says(gettext_lazy("%(who)s took a message back before it left."), icon="x"),
    "contact.moved": _says(gettext_lazy("%(who)s moved a contact here from another case."), icon="merge"),
}
