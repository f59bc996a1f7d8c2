"""What follows from what: the one table from kinds of ledger entries to what is done about them."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from kept.handling.following_up import follow_up
from kept.handling.joining import join_parent
from kept.handling.ladder import climb
from kept.handling.routing import route_case
from kept.ledger.models import Entry
from kept.operations.working.reacting import Handler
from kept.search.catching_up import KINDS as FOUND_AGAIN
from kept.search.catching_up import NAME as SEARCH
from kept.search.catching_up import catch_up, not_found_again


def _join_parent(entry: Entry, now: datetime) -> bool:
    """A reply was taken in before what it replies to: join it, or look again for an hour."""
    return join_parent(entry.customer_id, _fact(entry)["contact"], now=now)


def _climb_ladder(entry: Entry, now: datetime) -> bool:
    """A message came back: the next way to the customer is tried, or put before a person."""
    climb(entry.customer_id, _fact(entry)["outgoing"], now=now)
    return True


def _follow_up(entry: Entry, now: datetime) -> bool:
    """The customer's own promise is overdue: we owe it to him to ask."""
    follow_up(entry.customer_id, _fact(entry)["promise"], now=now)
    return True


def _route_case(entry: Entry, now: datetime) -> bool:
    """A new case goes to whoever fits best, where the pledge says so."""
    route_case(entry.customer_id, _fact(entry)["case"], now=now)
    return True


#: Kind of entry → names of what follows, one by one.
_OWN: Mapping[str, tuple[str, ...]] = {
    "contact.orphaned": ("join_parent",),
    "delivery.bounced": ("climb_ladder",),
    "promise.overdue": ("follow_up",),
    "case.to_route": ("route_case",),
}

#: Name → what is done; True when done, False for "ask again later".
REACTIONS: Mapping[str, Handler] = {
    "join_parent": _join_parent,
    "climb_ladder": _climb_ladder,
    "follow_up": _follow_up,
    "route_case": _route_case,
}

#: Name → what is done for many entries together, every second.
IN_BATCHES: Mapping[str, Callable[..., int]] = {SEARCH: catch_up}

#: Kind of entry → names of what follows.
FOLLOW_UPS: Mapping[str, tuple[str, ...]] = {
    kind: (*_OWN.get(kind, ()), *((SEARCH,) if kind in FOUND_AGAIN else ())) for kind in (*_OWN, *FOUND_AGAIN)
}

#: Name → entries from which it does not follow after all.
UNLESS: Mapping[str, Callable[[Any], bool]] = {SEARCH: not_found_again}


def _fact(entry: Entry) -> dict[str, Any]:
    fact: dict[str, Any] = json.loads(entry.body)["fact"]
    return fact
