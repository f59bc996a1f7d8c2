"""Coming in as somebody does: password, code, showing once more who one is."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpResponse
from django.test import Client

from kept.staff.models import Agent

PASSWORD = "a long password"


def sign_in(client: Client, agent: Agent, password: str = PASSWORD) -> HttpResponse:
    """Through the door, with the password."""
    return client.post("/accounts/login/", {"login": agent.email, "password": password})


def give_password(agent: Agent) -> None:
    agent.set_password(PASSWORD)
    agent.save(update_fields=["password"])


def code(secret: str, later: int = 0) -> str:
    """What an app shows now, or `later` half minutes from now: a code opens only once."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def show_again(client: Client) -> None:
    """It is really her."""
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302


def set_up_app(client: Client) -> str:
    """An app with codes for who is signed in; returns its secret."""
    show_again(client)
    page = client.get("/accounts/second-step/totp/activate/").content.decode()
    found = re.search(r'secret">([A-Z2-7]+)<', page)
    assert found, page
    with at_once():
        answer = client.post("/accounts/second-step/totp/activate/", {"code": code(found[1])})
    assert answer.status_code == 302, answer.content.decode()
    return found[1]


@contextmanager
def at_once() -> Iterator[None]:
    """A test's transaction never ends: what waits for its end happens within the request, as it does in life."""
    with patch("django.db.transaction.on_commit", lambda then, *_args, **_kwargs: then()):
        yield


def recovery_codes(agent: Agent) -> list[str]:
    codes: list[str] = Authenticator.objects.get(user=agent, type="recovery_codes").wrap().get_unused_codes()
    return codes
