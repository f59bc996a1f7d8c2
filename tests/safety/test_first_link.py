"""The first sign-in link: one use, 15 minutes, only while there is no admin, only on this machine, not by looking."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from kept import clock
from kept.ledger.actor import SETUP
from kept.operations.prepare import prepare
from kept.staff.actions import join
from kept.staff.first_link import LinkSpent, first_link, invitation, look, use
from kept.staff.models import Agent, SignInLink

MINUTE = timedelta(minutes=1)
WORDS = {"name": "Ines Valadão", "email": "ines@kept.test", "password": "seven-green-kettles"}


@pytest.fixture
def now(db: None) -> datetime:
    """This moment, at an empty desk."""
    at = datetime.now(UTC)
    prepare(at)
    return at


def token(now: datetime) -> str:
    link = first_link(now)
    assert link is not None
    return link.rpartition("/")[2]


def test_it_opens_once(now: datetime) -> None:
    link = token(now)
    use(link, now=now, **WORDS)
    with pytest.raises(LinkSpent):
        use(link, now=now, **(WORDS | {"email": "eve@kept.test"}))
    assert Agent.objects.count() == 1


def test_it_is_good_for_fifteen_minutes(now: datetime) -> None:
    link = token(now)
    assert look(link, now=now + 15 * MINUTE)
    with pytest.raises(LinkSpent):
        look(link, now=now + 15 * MINUTE + timedelta(seconds=1))


def test_it_is_void_once_there_is_an_admin_and_none_is_made_any_more(now: datetime) -> None:
    link = token(now)
    join(email="ruth@kept.test", name="Ruth", role="admin", by=SETUP, now=now)
    with pytest.raises(LinkSpent):
        use(link, now=now, **WORDS)
    assert first_link(now) is None


def test_a_newer_one_makes_the_older_one_void(now: datetime) -> None:
    older = token(now)
    token(now)
    with pytest.raises(LinkSpent):
        look(older, now=now)


def test_the_database_holds_no_link_that_could_be_used(now: datetime) -> None:
    link = token(now)
    row = SignInLink.objects.get()
    assert link.encode() not in bytes(row.digest)
    assert link not in str(vars(row))


def test_the_page_is_for_this_machine_alone_and_looking_does_not_use_the_link(
    now: datetime, settings: object
) -> None:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # type: ignore[attr-defined]
    path = f"/desk/welcome/{token(clock.now())}"
    assert Client(REMOTE_ADDR="192.0.2.9").get(path).status_code == 403
    assert Client(REMOTE_ADDR="192.0.2.9").post(path, WORDS).status_code == 403
    for _ in range(3):
        page = Client().get(path)
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"] and page["Referrer-Policy"] in (
            "no-referrer",
            "same-origin",
        )
    assert Client().post(path, WORDS).status_code == 302
    assert Client().get(path).status_code in (404, 409, 410)
    assert Agent.objects.get().role == "admin"


def test_an_invitation_makes_nobody_an_admin(now: datetime) -> None:
    jonas = join(email="jonas@kept.test", name="Jonas", role="agent", by=SETUP, now=now)
    link = invitation(jonas, now=now).rpartition("/")[2]
    came = use(link, now=now, **(WORDS | {"email": "eve@kept.test", "name": "Eve"}))
    assert (came.pk, came.email, came.role) == (jonas.pk, "jonas@kept.test", "agent")
