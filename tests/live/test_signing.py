"""Who opens a stream, by the session that Django made."""

from datetime import datetime

import pytest
from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

from kept.faces.live.signing import viewer_of
from kept.faces.live.viewer import Viewer
from kept.pledge.models import Brand
from kept.staff.models import Agent, BrandSeat

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(now: datetime) -> Agent:
    made: Agent = Agent.objects.create(email="mara@example.com", name="Mara Lind", joined_at=now)
    return made


@pytest.fixture
def session(agent: Agent) -> str:
    """What the browser of an agent who has signed in sends."""
    request = HttpRequest()
    request.session = SessionStore()
    login(request, agent, settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    key: str = request.session.session_key
    return key


def test_a_signed_in_agent_hears_of_all_brands(agent: Agent, session: str) -> None:
    assert viewer_of(session) == Viewer(agent.pk, None)


def test_an_agent_with_seats_hears_of_those_brands(agent: Agent, session: str) -> None:
    boots, _hats = (
        Brand.objects.create(slug=slug, name=slug, address=f"{slug}@example.com") for slug in "bh"
    )
    BrandSeat.objects.create(agent=agent, brand=boots)
    Agent.objects.filter(pk=agent.pk).update(all_brands=False)
    assert viewer_of(session) == Viewer(agent.pk, frozenset({boots.pk}))


def test_nobody_is_found_without_a_session_or_by_a_false_one(session: str) -> None:
    assert viewer_of("") is None
    assert viewer_of(session[:-1] + "?") is None


def test_who_has_left_or_signed_out_hears_nothing(agent: Agent, session: str) -> None:
    Agent.objects.filter(pk=agent.pk).update(is_active=False)
    assert viewer_of(session) is None
    Agent.objects.filter(pk=agent.pk).update(is_active=True)
    SessionStore(session).delete()
    assert viewer_of(session) is None


def test_a_new_password_ends_the_sessions_of_the_old_one(agent: Agent, session: str) -> None:
    agent.set_password("quite another one")
    agent.save()
    assert viewer_of(session) is None
