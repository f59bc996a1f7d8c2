"""The desk's pages over a real database, through Django's own entrance."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kept import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from pytest_django.plugin import DjangoDbBlocker

    from tests.desk.scene import Scene


@pytest.fixture(autouse=True)
def plain_static_files(settings: object) -> None:
    """Pages name their static files as they lie in the source; nothing is collected for these tests."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # type: ignore[attr-defined]
    settings.STORAGES = {  # type: ignore[attr-defined]
        **settings.STORAGES,  # type: ignore[attr-defined]
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


#: The moment of the scene: a Wednesday, early in the afternoon.
NOW = datetime(2026, 6, 17, 13, 50, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """The moment of the scene."""
    return NOW


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """The scene, made once for the tests of a file; each test's own changes are rolled back to it."""
    from django.db import transaction  # here and below, because Django is not set up when this file is read

    from kept.pledge import queries
    from tests.desk.scene import set_scene

    queries.version.cache_clear()
    queries._in_force.cache_clear()
    with django_db_blocker.unblock(), transaction.atomic():
        yield set_scene(NOW)
        transaction.set_rollback(True)


@pytest.fixture
def scene(made: Scene, db: None, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """A desk in the middle of its day, and the faces' clock standing at that moment."""
    monkeypatch.setattr(clock, "_offset", NOW - clock.now())
    return made


@pytest.fixture
def client(scene: Scene) -> Client:
    """Ines at her desk."""
    from django.test import Client

    client = Client(headers={"referer": "http://testserver/desk/"})
    client.force_login(scene.ines, backend="django.contrib.auth.backends.ModelBackend")
    return client
