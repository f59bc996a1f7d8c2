"""The lists of the desk: what each holds for its reader, what it is called, and what it says when it is empty."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy

from kept.faces.desk.models import SavedView
from kept.faces.desk.read.filters import Filters, of_teams, parse_query
from kept.faces.desk.read.rows import owed_rows, waiting_rows
from kept.promises.models import Promise
from kept.staff.models import Agent, Membership

Words = str | Lazy


@dataclass(frozen=True, slots=True)
class ListKind:
    """One list: its name in addresses of live rows, its title, its rows, and the words when there are none."""

    key: str
    url_name: str
    title: Words
    rows: Callable[[Agent], QuerySet[Promise]]
    empty: tuple[Words, Words]


def _mine(agent: Agent) -> QuerySet[Promise]:
    return owed_rows(agent).filter(owner=agent)


def _team(agent: Agent) -> QuerySet[Promise]:
    teams = Membership.objects.filter(agent=agent).values("team")
    return owed_rows(agent).filter(of_teams(teams))


def _unowned(agent: Agent) -> QuerySet[Promise]:
    return owed_rows(agent).filter(owner=None)


OWED = ListKind(
    "owed",
    "desk:owed",
    gettext_lazy("Owed"),
    owed_rows,
    (
        gettext_lazy("Nothing is owed."),
        gettext_lazy("Every promise is kept or waits for its proof. New ones appear here by themselves."),
    ),
)
MINE = ListKind(
    "mine",
    "desk:mine",
    gettext_lazy("Mine"),
    _mine,
    (
        gettext_lazy("Nothing is yours to keep."),
        gettext_lazy("Take something from what nobody has taken yet, or enjoy it."),
    ),
)
TEAM = ListKind(
    "team",
    "desk:team",
    gettext_lazy("My team"),
    _team,
    (
        gettext_lazy("Your team owes nothing."),
        gettext_lazy("What your teams answer for stands here, taken or not."),
    ),
)
UNOWNED = ListKind(
    "unowned",
    "desk:unowned",
    gettext_lazy("Unowned"),
    _unowned,
    (
        gettext_lazy("Everything has somebody."),
        gettext_lazy("What comes in without an owner stands here until somebody takes it."),
    ),
)
WAITING = ListKind(
    "waiting",
    "desk:waiting",
    gettext_lazy("Waiting"),
    waiting_rows,
    (
        gettext_lazy("Nothing is waited for."),
        gettext_lazy("What was sent and is not yet proved stands here, and what customers owe us."),
    ),
)
LISTS = {kind.key: kind for kind in (OWED, MINE, TEAM, UNOWNED, WAITING)}
#: What any list says when filters leave nothing.
NOTHING_LEFT = (
    gettext_lazy("Nothing here is owed."),
    gettext_lazy("Nothing that is owed fits all of these filters."),
)


def of_view(view: SavedView) -> tuple[ListKind, Filters]:
    """A saved view as a list: all that is owed, narrowed."""
    kind = ListKind(f"view-{view.pk}", "desk:view", view.name, owed_rows, NOTHING_LEFT)
    return kind, parse_query(view.filters)
