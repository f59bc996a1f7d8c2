"""Verbs over staff: join, change a role, form a team, be told, read what one was told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from kept.ledger.actor import Actor
from kept.ledger.models import COMPANY
from kept.ledger.record import record
from kept.pledge.models import Brand
from kept.refusal import Refusal
from kept.staff.facts import AgentChanged, AgentJoined, TeamChanged
from kept.staff.hearing import tell_further
from kept.staff.models import Agent, Membership, Notice, Role, Team
from kept.staff.second_step import ask_for_second, end_sessions, is_missing
from kept.storage.live import tell_all

DEFAULT_TEAM = "Everyone"


@transaction.atomic
def join(*, email: str, name: str, role: str, by: Actor, now: datetime) -> Agent:
    """A colleague begins: with a name, because no answer goes out without one."""
    email, name = email.strip().lower(), name.strip()
    if not name:
        raise Refusal("An agent needs a name.", remedy="Customers are told who answers them.", code="no_name")
    if Agent.objects.filter(email__iexact=email).exists():
        raise Refusal("%(email)s is already an agent.", code="already_there", values={"email": email})
    agent = Agent(email=email, name=name, role=role, joined_at=now)
    agent.set_unusable_password()
    agent.save()
    Membership.objects.create(team=everyone(), agent=agent)
    if agent.leads:
        Team.objects.filter(name=DEFAULT_TEAM, lead__isnull=True).update(lead=agent)
    record(AgentJoined(agent.pk, agent.role), customer=COMPANY, by=by, now=now)
    return agent


@transaction.atomic
def change(agent_id: int, *, role: str, active: bool, by: Actor, now: datetime) -> Agent:
    """Another role, or being here or not. The last admin stays. What who leaves held: `handling.leaving`."""
    # All admins, in order: two who take the role from each other at once must not both find that the other has it.
    # Not against keys: whoever gives a case to one of them goes on.
    admins = (
        Agent.objects.select_for_update(no_key=True).filter(role=Role.ADMIN, is_active=True).order_by("pk")
    )
    others = [admin.pk for admin in admins if admin.pk != agent_id]
    agent = Agent.objects.select_for_update(no_key=True).get(pk=agent_id)
    loses_admin = agent.role == Role.ADMIN and agent.is_active and (role != Role.ADMIN or not active)
    if loses_admin and not others:
        raise Refusal(
            "The last admin cannot go.", remedy="Make somebody else admin first.", code="last_admin"
        )
    agent.role, agent.is_active = role, active
    agent.save(update_fields=["role", "is_active"])
    if not active:
        end_sessions(agent)  # they must not open again if he comes back
    elif is_missing(agent):
        ask_for_second(agent)
    record(AgentChanged(agent.pk, role, active), customer=COMPANY, by=by, now=now)
    return agent


@transaction.atomic
def form_team(name: str, *, lead: Agent | None, brand: Brand | None, by: Actor, now: datetime) -> Team:
    """A team by this name, with this lead; an existing one changes its lead."""
    team, _ = Team.objects.update_or_create(name=name, defaults={"lead": lead, "brand": brand})
    if lead is not None:
        Membership.objects.get_or_create(team=team, agent=lead)
    record(TeamChanged(team.pk, lead.pk if lead else None), customer=COMPANY, by=by, now=now)
    return team


def everyone() -> Team:
    """The team that is always there, so that nothing is ever without an owner."""
    return Team.objects.get_or_create(name=DEFAULT_TEAM)[0]


@dataclass(frozen=True, slots=True)
class News:
    """What one of us is to be told; once per promise and kind."""

    agent_id: int
    kind: str  # warned, broken, escalated, overdue, assigned, bounced, alarm
    words: str
    reference: str = ""
    customer_id: int | None = None
    promise_id: int | None = None


@transaction.atomic
def notify(news: Iterable[News], *, now: datetime) -> None:
    """Tell colleagues; open pages show it at once, and it goes by mail and to browsers as each of them wants."""
    once = {(n.agent_id, n.kind, n.promise_id or n.words): n for n in news}
    if not once:
        return
    told = Notice.objects.bulk_create(
        [
            Notice(
                agent_id=n.agent_id,
                kind=n.kind,
                words=n.words,
                case_reference=n.reference,
                about_customer=n.customer_id,
                about_promise=n.promise_id,
                at=now,
            )
            for n in once.values()
        ],
        update_conflicts=True,
        unique_fields=["agent", "kind", "about_promise"],
        update_fields=["words", "at", "read_at"],
    )
    tell_further(told, now=now)
    tell_all([("notice", str(agent_id), None) for agent_id, _, _ in once])


def read_notices(agent: Agent, *, now: datetime, notice_id: int | None = None) -> int:
    """Mark one notice as read, with what was told of its case before, or all; returns how many."""
    notices = Notice.objects.filter(agent=agent, read_at=None)
    if notice_id is not None:
        one = notices.filter(pk=notice_id).first()
        if one is None:
            return 0
        earlier = Q(case_reference=one.case_reference, at__lte=one.at) if one.case_reference else Q()
        notices = notices.filter(Q(pk=one.pk) | earlier) if earlier else notices.filter(pk=one.pk)
    return notices.update(read_at=now)


def unread_notices(agent: Agent, *, read_at: datetime) -> int:
    """Take back that these were read: all that were marked at this moment; returns how many."""
    return Notice.objects.filter(agent=agent, read_at=read_at).update(read_at=None)
