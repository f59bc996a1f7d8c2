"""Addresses and forms that somebody made up: refused or the beginning, never a broken page."""

from datetime import datetime

import pytest
from django.test import Client

from kept.channels.mail.sending.relay import RelaySettings
from kept.channels.mail.setting_up import keep_relay
from kept.faces.desk.views import settings
from tests.desk.scene import Scene


@pytest.mark.parametrize(
    "path",
    [
        "/desk/figures?first=0001-01-01&last=0001-01-02",
        "/desk/figures?last=0001-01-02",
        "/desk/figures?first=9999-12-31&last=9999-12-31",
        "/desk/figures?first=1066-01-01&last=1066-01-02",
        "/desk/figures/week.csv?last=0001-01-01",
        "/desk/figures/promises?what=kept&after=0001-01-01T00:00:00%2B14:00_5",
        "/desk/figures/promises?what=kept&after=9999-12-31T23:59:59-14:00_5",
        "/desk/?after=0001-01-01T00:00:00%2B14:00_5&band=broken",
        "/desk/?after=9999-12-31T23:59:59-14:00_5&band=later",
        "/desk/?owner=999999999999999999&team=999999999999999999&brand=%00x",
        "/desk/?brand=a%00b",
        "/desk/view/99999999999999999999",
        "/desk/owed/row/x%00y?list=owed",
        "/desk/owed/filters?list=view-99999999999999999999",
        "/desk/owed/filters?list=view-%C2%B2",
        "/desk/figures?brand=%00",
        "/desk/waiting?after=0001-01-01T00:00:00%2B14:00_5",
        "/desk/views/new?name=%00&state=risk",
        "/desk/figures/promises?what=kept&channel=%00",
        "/desk/figures/promises?what=kept&agent=%C2%B2",
        "/desk/owed/taking?row=%00",
    ],
)
def test_what_somebody_made_up_is_no_trouble(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code < 500


@pytest.mark.parametrize(
    "path,form",
    [
        ("/desk/owed/taking", {"row": "a\0b"}),
        ("/desk/owed/taking", {"row": "A" * 50, "back": "/desk/\nx"}),
        ("/desk/views/new", {"name": "a\0", "filters": "state=risk"}),
        ("/desk/views/new", {"name": "b", "filters": "&" * 2000 + "state=risk"}),
        ("/desk/owed/time", {"row": "x", "due": "0001-01-01T00:00", "why": "x"}),
        ("/desk/owed/snooze", {"row": "x", "until": "9999-12-31T23:59", "why": "x"}),
        ("/desk/owed/taking", {"row": "x", "part": "p"}),
    ],
)
def test_what_somebody_sent_is_no_trouble(client: Client, path: str, form: dict[str, str]) -> None:
    answer = client.post(path, form)
    assert answer.status_code < 500


def test_the_relays_password_is_not_told_to_another_server(
    client: Client, scene: Scene, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_relay(
        RelaySettings("smtp", "none", "mail.kept.test", 25, user="desk", password="secret"),
        by=scene.ines,
        now=now,
    )
    asked: list[RelaySettings] = []
    monkeypatch.setattr(settings, "try_relay", lambda relay, **_: asked.append(relay) or [])
    form = {"port": 25, "security": "none", "user": "desk", "password": "", "test_to": ""}
    for host in ("mail.kept.test", "evil.example"):
        assert client.post("/desk/settings/relay/test", {**form, "host": host}).status_code == 200
    assert [relay.password for relay in asked] == ["secret", ""]
