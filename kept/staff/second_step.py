"""The second step of signing in: who must have one, what changed about it, and what to do when the device is lost."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from kept.ledger.actor import Actor
from kept.ledger.models import COMPANY
from kept.ledger.record import record
from kept.refusal import NotAllowed, Refusal
from kept.staff.facts import SecondStepReset, SecurityChanged, SignInRuleChanged
from kept.staff.models import Agent, Role
from kept.staff.telling import SignInRule

#: From which role on a second step is needed.
NEEDS = ("nobody", "leads", "everyone")
#: What can change about how somebody signs in.
CHANGES = (
    "password_changed", "app_added", "app_removed", "key_added", "key_removed", "codes_made",
)  # fmt: skip
#: Key of a session whose owner must set up a second step before anything else.
MISSING = "second_step_missing"

_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def rule() -> str:
    """From which role on a second step is needed: nobody, leads or everyone."""
    return SignInRule.objects.filter(pk=1).values_list("needs_second", flat=True).first() or "nobody"


def must_have(agent: Agent) -> bool:
    """Whether the company's rule asks this agent for a second step."""
    needs = rule()
    return needs == "everyone" or (needs == "leads" and agent.leads)


def has_second(agent: Agent) -> bool:
    """Whether the agent has an app or a key. Recovery codes alone are none."""
    return Authenticator.objects.filter(user=agent, type__in=_STEPS).exists()


def is_missing(agent: Agent) -> bool:
    """Whether the agent has to set up a second step before anything else."""
    return must_have(agent) and not has_second(agent)


@transaction.atomic
def set_rule(needs: str, *, by: Agent, now: datetime) -> int:
    """Ask for a second step from this role on. Who has none sets one up at the next page; returns how many.

    Whoever sets the rule must have one already, so that nobody locks the company out.
    """
    if needs not in NEEDS:
        raise Refusal("There is no such rule.", code="no_such_rule")
    if by.role != Role.ADMIN:
        raise NotAllowed("Only an admin sets how we sign in.", code="admins_only")
    if needs != "nobody" and not has_second(by):
        raise Refusal(
            "Set up your own second step first.",
            remedy="Then you know how it goes, and nobody is locked out.",
            code="own_first",
        )
    if rule() != needs:
        SignInRule.objects.update_or_create(pk=1, defaults={"needs_second": needs, "changed_at": now})
        record(SignInRuleChanged(needs), customer=COMPANY, by=by.actor, now=now)
    without = [agent for agent in Agent.objects.filter(is_active=True) if is_missing(agent)]
    for agent in without:
        ask_for_second(agent)
    return len(without)


@transaction.atomic
def reset_second(agent_id: int, *, by: Actor, now: datetime) -> Agent:
    """The device is lost: an admin takes the second step away, and ends every session of the agent.

    The caller lets only admins and the machine's own terminal come here. By then the admin has made sure, by other
    means, who asks.
    """
    agent = Agent.objects.select_for_update().filter(pk=agent_id).first()
    if agent is None or not Authenticator.objects.filter(user_id=agent_id).exists():
        raise Refusal("There is no second step to take away.", code="no_second_step")
    if by == agent.actor:
        raise Refusal(
            "Your own second step is changed on your own page.",
            remedy="If you lost it, another admin can take it away.",
            code="not_ones_own",
        )
    Authenticator.objects.filter(user=agent).delete()
    end_sessions(agent)
    record(SecondStepReset(agent.pk), customer=COMPANY, by=by, now=now)
    return agent


@transaction.atomic
def note_change(agent: Agent, what: str, *, by: Actor, now: datetime) -> None:
    """Something changed about how the agent signs in: said on the company's chain."""
    record(SecurityChanged(agent.pk, what), customer=COMPANY, by=by, now=now)


def end_sessions(agent: Agent, *, but: str = "") -> int:
    """Sign the agent out everywhere, but in the session with the key `but`; returns how many ended."""
    ended = 0
    for session in UserSession.objects.filter(user=agent).exclude(session_key=but):
        session.end()
        ended += 1
    return ended


def ask_for_second(agent: Agent) -> None:
    """Before the next page, in every browser where he is signed in."""
    for key in UserSession.objects.filter(user=agent).values_list("session_key", flat=True):
        store = SessionStore(key)
        if store.exists(key):
            store[MISSING] = True
            store.save()
