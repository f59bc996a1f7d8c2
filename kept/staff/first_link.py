"""Sign-in links: for the first admin from the terminal, for colleagues by invitation. One use, then void."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from kept.ledger.actor import SETUP
from kept.refusal import Refusal
from kept.staff.actions import join
from kept.staff.models import Agent, Role, SignInLink

FIRST = timedelta(minutes=15)
INVITATION = timedelta(days=7)


class LinkSpent(Refusal):
    """A link that does not open anything any more."""

    code = "link_spent"


def first_link(now: datetime) -> str | None:
    """A link for the first admin, good for 15 minutes; None once there is an admin. Older ones become void."""
    if _has_admin():
        return None
    SignInLink.objects.filter(agent=None, used_at=None).delete()
    return _make(None, FIRST, now)


def invitation(agent: Agent, *, now: datetime) -> str:
    """A link by which a colleague signs in for the first time and sets a password, good for a week."""
    SignInLink.objects.filter(agent=agent, used_at=None).delete()
    return _make(agent, INVITATION, now)


def look(token: str, *, now: datetime) -> SignInLink:
    """The link's row while it is good; LinkSpent otherwise. Looking changes nothing."""
    link = SignInLink.objects.select_related("agent").filter(digest=_digest(token)).first()
    if link is None or link.used_at is not None or link.until < now or (link.agent is None and _has_admin()):
        raise LinkSpent(
            "This link was used, or its time is over.",
            remedy="The terminal prints a fresh one at the next start; a colleague can invite you again.",
        )
    return link


@transaction.atomic
def use(token: str, *, email: str, name: str, password: str, now: datetime) -> Agent:
    """Use the link: the first admin joins, or the invited colleague sets a password."""
    link = SignInLink.objects.select_for_update().get(pk=look(token, now=now).pk)
    if link.used_at is not None:
        raise LinkSpent("This link was used a moment ago.")
    agent = link.agent or join(email=email, name=name, role=Role.ADMIN, by=SETUP, now=now)
    agent.set_password(password)
    agent.save(update_fields=["password"])
    SignInLink.objects.filter(pk=link.pk).update(used_at=now, agent=agent)
    return agent


def _make(agent: Agent | None, lasts: timedelta, now: datetime) -> str:
    token = secrets.token_urlsafe(24)
    SignInLink.objects.create(digest=_digest(token), agent=agent, made_at=now, until=now + lasts)
    return f"{settings.KEPT.public_url}/desk/welcome/{token}"


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()


def _has_admin() -> bool:
    return Agent.objects.filter(role=Role.ADMIN, is_active=True).exists()
