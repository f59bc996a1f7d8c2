"""What the ledger says of a case, in one sentence each, for the small type between the words of people."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from kept.faces.components import times
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
        kind, _, identity = text.partition(":")
        if kind == "agent":
            return self.agents.get(int(identity), "A colleague") if identity.isdigit() else "A colleague"
        return {"customer": "The customer", "partner": "The partner", "import": "The import"}.get(
            kind, "Kept"
        )

    def owner(self, fact: Mapping[str, Any]) -> str:
        """Who owns it now."""
        return self.agents.get(fact["owner"], "a colleague") if fact.get("owner") else "the team"

    def promise(self, fact: Mapping[str, Any]) -> str:
        """The promise in its own words."""
        row = self.promises.get(fact["promise"])
        return row.text if row is not None else "A promise"

    def moment(self, stamp: str) -> str:
        """A moment of the ledger in words."""
        return times.moment(datetime.fromisoformat(stamp), self.now, self.zone)


def told(entry: Entry, names: Names) -> Told | None:
    """The entry as a sentence; None when the page shows it in another way."""
    say = _SENTENCES.get(entry.kind)
    return say(json.loads(entry.body)["fact"], names, names.actor(entry.actor)) if say else None


def _made(fact: Mapping[str, Any], names: Names, who: str) -> Told:
    due = names.moment(fact["due_at"])
    if fact["of"] == "answer":
        return Told(f"Answer owed by {due}.")
    if fact["promisor"] == "customer":
        return Told(f"Owed to us by {due}: {names.promise(fact)}.", icon="promise")
    return Told(f"{who} promised: {names.promise(fact)}, by {due}. Code {fact['code']}.", icon="promise")


def _kept(fact: Mapping[str, Any], names: Names, who: str) -> Told:
    at = names.moment(fact["kept_at"])
    return Told(f"{names.promise(fact)}.", f"Kept {at}, late." if fact["late"] else f"Kept {at}.", "kept")


def _broken(fact: Mapping[str, Any], names: Names, who: str) -> Told:
    return Told(f"{names.promise(fact)}.", f"Broken {names.moment(fact['broken_at'])}.", "broken")


def _owed_again(fact: Mapping[str, Any], names: Names, who: str) -> Told:
    why = {
        "withdrawn": "what was sent did not reach the customer",
        "sign_never_came": "the expected sign never came",
        "taken_back": f"{who} took the end back",
    }.get(fact["why"], "its proof is gone")
    return Told(f"{names.promise(fact)}: owed again, {why}.", icon="reopen")


def _escalated(fact: Mapping[str, Any], names: Names, who: str) -> Told:
    people = [names.agents.get(agent, "a colleague") for agent in fact["told"]]
    return Told(
        f"{' and '.join(people) or 'Nobody'} {'has' if len(people) < 2 else 'have'} been told.", icon="bell"
    )


def _assigned(fact: Mapping[str, Any], names: Names, who: str) -> Told:
    owner = names.owner(fact)
    if fact["why"] == "taken" or owner == who:
        return Told(f"{who} took the case.", icon="person")
    verb = "handed the case over to" if fact["why"] == "transferred" else "gave the case to"
    return Told(f"{who} {verb} {owner}.", icon="hand")


def _guard(fact: Mapping[str, Any], names: Names, who: str) -> Told | None:
    if fact["verdict"] == "allow":
        return None
    if fact["override_by"]:
        return Told(f"{names.actor(fact['override_by'])} let it pass against the guard.", icon="stop")
    return Told(
        f"The guard {'stopped' if fact['verdict'] == 'stop' else 'warned of'} a message.", icon="stop"
    )


def _bounced(fact: Mapping[str, Any], names: Names, who: str) -> Told:
    code = f" ({fact['code']})" if fact["code"] else ""
    return Told(f"Our message came back{code}.", icon="bounce")


def _participant(fact: Mapping[str, Any], names: Names, who: str) -> Told:
    what = {"confirmed": "belongs to this case", "refused": "is left out of this case"}.get(
        fact["standing"], "has a case of their own"
    )
    return Told(f"{who} decided: who wrote {what}.", icon="person")


_SENTENCES: dict[str, Callable[[Mapping[str, Any], Names, str], Told | None]] = {
    "promise.made": _made,
    "promise.kept": _kept,
    "promise.broken": _broken,
    "promise.owed_again": _owed_again,
    "promise.escalated": _escalated,
    "promise.overdue": lambda f, n, w: Told(
        f"{n.promise(f)}: the customer has not done it yet.", icon="later"
    ),
    "promise.rescheduled": lambda f, n, w: Told(
        f"{w} moved “{n.promise(f)}” from {n.moment(f['was'])} to {n.moment(f['due_at'])}.", icon="later"
    ),
    "promise.given": lambda f, n, w: Told(f"{n.promise(f)}: now with {n.owner(f)}.", icon="hand"),
    "promise.released": lambda f, n, w: Told(f"{n.promise(f)}: the customer let it go."),
    "promise.superseded": lambda f, n, w: Told(f"{n.promise(f)}: replaced by a new promise."),
    "promise.void": lambda f, n, w: Told(f"{w} marked “{n.promise(f)}” as never owed."),
    "promise.lapsed": lambda f, n, w: Told(f"{n.promise(f)}: lapsed {n.moment(f['at'])}."),
    "case.assigned": _assigned,
    "case.settled": lambda f, n, w: Told(f"{w} settled the case: {f['cause']}.", icon="settle"),
    "case.reopened": lambda f, n, w: Told(f"Reopened by {w}: {f['why']}.", icon="reopen"),
    "case.merged": lambda f, n, w: Told(f"{w} merged this case into another.", icon="merge"),
    "case.unmerged": lambda f, n, w: Told(f"{w} took a merge back.", icon="merge"),
    "case.split": lambda f, n, w: Told(f"{w} split this from another case.", icon="merge"),
    "case.spam": lambda f, n, w: Told(f"{w} marked the case as spam.", icon="spam"),
    "case.participant": _participant,
    "guard.decided": _guard,
    "delivery.bounced": _bounced,
    "contact.cancelled": lambda f, n, w: Told(f"{w} took a message back before it left.", icon="x"),
    "contact.moved": lambda f, n, w: Told(f"{w} moved a contact here from another case.", icon="merge"),
}
