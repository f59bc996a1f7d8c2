"""Verbs over saved views: keep a list under a name, rename, share, put in order, take off and bring back."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kept.faces.desk.models import SavedView
from kept.faces.desk.read.filters import Filters
from kept.ledger.actor import Actor
from kept.refusal import Refusal
from kept.staff.models import Membership, Team

#: Views that one agent may keep; more are no views any more but a search.
MOST = 20
LONGEST = 60


@transaction.atomic
def save_view(name: str, filters: Filters, *, team: Team | None, by: Actor, now: datetime) -> SavedView:
    """Keep these filters under a name, as the last of one's own."""
    agent_id = int(by.id)
    own = SavedView.objects.filter(agent=agent_id, dropped_at=None)
    if not filters:
        raise Refusal(
            _("This list is not filtered."),
            remedy=_("Choose what it is to show, then keep it."),
            code="no_filters",
        )
    _room(agent_id)
    named = _free(name, agent_id)
    _in_team(team, agent_id)
    last = own.aggregate(last=Max("place"))["last"]
    return SavedView.objects.create(
        agent_id=agent_id,
        team=team,
        name=named,
        filters=filters.query(),
        place=(last or 0) + 1,
        made_at=now,
    )


@transaction.atomic
def change_view(view: SavedView, name: str, *, team: Team | None, by: Actor, now: datetime) -> SavedView:
    """Another name, or shared with another team; None is with nobody."""
    view.name = _free(name, view.agent_id, but=view)
    _in_team(team, int(by.id))
    view.team = team
    view.save(update_fields=["name", "team"])
    return view


@transaction.atomic
def place_view(view: SavedView, step: int, *, by: Actor, now: datetime) -> None:
    """Put a view higher (`step` below zero) or lower among one's own; at the end nothing changes."""
    own = list(
        SavedView.objects.select_for_update()
        .filter(agent=view.agent_id, dropped_at=None)
        .order_by("place", "pk")
    )
    here = next((index for index, each in enumerate(own) if each.pk == view.pk), None)
    if here is None:
        return
    there = min(len(own) - 1, max(0, here + step))
    own.insert(there, own.pop(here))
    for place, each in enumerate(own, 1):
        if each.place != place:
            each.place = place
            each.save(update_fields=["place"])


def drop_view(view: SavedView, *, by: Actor, now: datetime) -> None:
    """Take a view off; it can be brought back."""
    view.dropped_at = now
    view.save(update_fields=["dropped_at"])


@transaction.atomic
def bring_back(view: SavedView, *, by: Actor, now: datetime) -> SavedView:
    """The view stands where it stood; under another name if somebody has used its own meanwhile."""
    if view.dropped_at is None:
        return view
    _room(view.agent_id)
    first, number = view.name, 2
    while SavedView.objects.filter(agent=view.agent_id, name__iexact=view.name, dropped_at=None).exists():
        view.name = f"{first[: LONGEST - 3]} {number}"
        number += 1
    view.dropped_at = None
    view.save(update_fields=["name", "dropped_at"])
    return view


def _room(agent_id: int) -> None:
    if SavedView.objects.filter(agent=agent_id, dropped_at=None).count() >= MOST:
        raise Refusal(
            _("You keep %(count)s views already.") % {"count": MOST},
            remedy=_("Take one off that you do not need any more."),
            code="too_many_views",
        )


def _free(name: str, agent_id: int, but: SavedView | None = None) -> str:
    name = " ".join(name.split())[:LONGEST]
    if not name:
        raise Refusal(_("Give it a name."), code="no_name")
    others = SavedView.objects.filter(agent=agent_id, name__iexact=name, dropped_at=None)
    if but is not None:
        others = others.exclude(pk=but.pk)
    if others.exists():
        raise Refusal(
            _("You have a view called “%(name)s” already.") % {"name": name},
            remedy=_("Give this one another name."),
            code="name_taken",
        )
    return name


def _in_team(team: Team | None, agent_id: int) -> None:
    if team is not None and not Membership.objects.filter(team=team, agent=agent_id).exists():
        raise Refusal(
            _("You are not in this team."), remedy=_("Share it with a team of yours."), code="other_team"
        )
