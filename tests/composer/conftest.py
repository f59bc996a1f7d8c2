"""A desk whose clock stands still, with one mail in it, and who answers it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kept import clock

if TYPE_CHECKING:
    from django.test import Client

    from kept.cases.models import Case
    from tests.making import Desk

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def plain_static_files(settings: object) -> None:
    """Pages name their static files as they lie in the source."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # type: ignore[attr-defined]
    settings.STORAGES = {  # type: ignore[attr-defined]
        **settings.STORAGES,  # type: ignore[attr-defined]
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def case(desk: Desk, now: datetime) -> Case:
    """Marcus has written; nobody has answered yet."""
    from kept.cases.models import Case
    from tests.making import take

    receipt = take(desk, at=now - 10 * MINUTE, cc=(("Ana Lima", "ana@customer.test"),))
    return Case.objects.select_related("brand", "customer").get(
        customer_id=receipt.customer_id, pk=receipt.case_id
    )


@pytest.fixture
def stopped_clock(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The faces' clock stands at the morning of the desk."""
    monkeypatch.setattr(clock, "_offset", now - clock.now())


@pytest.fixture
def client(desk: Desk, stopped_clock: None) -> Client:
    """Jonas at his desk."""
    from django.test import Client

    client = Client(headers={"referer": "http://testserver/desk/"})
    client.force_login(desk.jonas, backend="django.contrib.auth.backends.ModelBackend")
    return client
