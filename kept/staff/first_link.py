"""Sign-in links: for the first admin from the terminal, for colleagues by invitation. One use, then void."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from kept.ledger.actor import SETUP, Actor
from kept.ledger.models import COMPANY
from kept.ledger.record import record
from kept.refusal import Refusal
from kept.staff.actions import join
from kept.staff.facts import AgentInvited, InvitationAccepted, InvitationRevoked
from kept.staff.models import Agent, Role, SignInLink

FIRST = timedelta(minutes=15)
INVITATION = timedelta(days=7)


class LinkSpent(Refusal):
    """A link that does not open anything any more."""

    code = "link_spent"


class Stands(StrEnum):
    """What became of an invitation."""

    OPEN = "open"
    ACCEPTED = "accepted"
    OVER = "over"  #: its time is over
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Invited:
    """The newest invitation of a colleague."""

    stands: Stands
    made_at: datetime
    until: datetime
    sent_at: datetime | None
    used_at: datetime | None


def first_link(now: datetime) -> str | None:
    """A link for the first admin, good for 15 minutes; None once there is an admin. Older ones become void."""
    if _has_admin():
        return None
    SignInLink.objects.filter(agent=None, used_at=None).delete()
    return _make(None, FIRST, SETUP, now)[1]


@transaction.atomic
def invitation(agent: Agent, *, now: datetime, by: Actor = SETUP, by_mail: bool = False) -> str:
    """A link by which a colleague signs in and sets a password, good for a week. Older ones are void from now on."""
    if not agent.is_active:
        raise Refusal("%(name)s does not work here any more.", code="not_here", values={"name": agent.name})
    _open_links(agent).update(revoked_at=now)
    link, url = _make(agent, INVITATION, by, now)
    record(AgentInvited(agent.pk, link.pk, by_mail), customer=COMPANY, by=by, now=now)
    return url


def note_sent(agent: Agent, *, now: datetime) -> None:
    """The newest invitation went out by mail."""
    newest = _open_links(agent).order_by("-pk").values_list("pk", flat=True).first()
    SignInLink.objects.filter(pk=newest).update(sent_at=now)


@transaction.atomic
def revoke_all(agent: Agent, *, by: Actor, now: datetime) -> int:
    """No link of his opens anything from now on; returns how many were good until now."""
    good = list(_open_links(agent).filter(until__gte=now).values_list("pk", flat=True))
    _open_links(agent).update(revoked_at=now)
    for link in good:
        record(InvitationRevoked(agent.pk, link), customer=COMPANY, by=by, now=now)
    return len(good)


def invitations(*, now: datetime) -> dict[int, Invited]:
    """The newest invitation of each colleague, by agent."""
    newest = SignInLink.objects.filter(agent__isnull=False).order_by("agent_id", "-pk").distinct("agent_id")
    return {
        row.agent_id: Invited(_stands(row, now), row.made_at, row.until, row.sent_at, row.used_at)
        for row in newest
    }


def look(token: str, *, now: datetime) -> SignInLink:
    """The link's row while it is good; LinkSpent otherwise. Looking changes nothing."""
    link = SignInLink.objects.select_related("agent").filter(digest=_digest(token)).first()
    void = link is None or _stands(link, now) is not Stands.OPEN
    if link is None or void or (link.agent is None and _has_admin()):
        raise LinkSpent(
            "This link was used or taken back, or its time is over.",
            remedy="The terminal prints a fresh one at the next start; a colleague can invite you again.",
        )
    return link


@transaction.atomic
def use(token: str, *, email: str, name: str, password: str, now: datetime) -> Agent:
    """Use the link: the first admin joins, or the invited colleague sets a password."""
    link = SignInLink.objects.select_for_update().get(pk=look(token, now=now).pk)
    if link.used_at is not None or link.revoked_at is not None:
        raise LinkSpent("This link was used a moment ago.")
    agent = link.agent or join(email=email, name=name, role=Role.ADMIN, by=SETUP, now=now)
    if not agent.is_active:
        raise LinkSpent("This link is for somebody who does not work here any more.")
    agent.set_password(password)
    agent.save(update_fields=["password"])
    SignInLink.objects.filter(pk=link.pk).update(used_at=now, agent=agent)
    record(InvitationAccepted(agent.pk, link.pk), customer=COMPANY, by=agent.actor, now=now)
    return agent


def _make(agent: Agent | None, lasts: timedelta, by: Actor, now: datetime) -> tuple[SignInLink, str]:
    token = secrets.token_urlsafe(24)
    link = SignInLink.objects.create(
        digest=_digest(token), agent=agent, made_at=now, until=now + lasts, made_by=str(by)
    )
    return link, f"{settings.KEPT.public_url}/desk/welcome/{token}"


def _open_links(agent: Agent) -> QuerySet[SignInLink]:
    return SignInLink.objects.filter(agent=agent, used_at=None, revoked_at=None)


def _stands(link: SignInLink, now: datetime) -> Stands:
    if link.used_at is not None:
        return Stands.ACCEPTED
    if link.revoked_at is not None:
        return Stands.REVOKED
    return Stands.OPEN if link.until >= now else Stands.OVER


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()


def _has_admin() -> bool:
    return Agent.objects.filter(role=Role.ADMIN, is_active=True).exists()
