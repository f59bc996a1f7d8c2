"""The desk of the tests of pages, whose finished days can be summed up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desk.conftest import NOW, made, plain_static_files, scene

if TYPE_CHECKING:
    from django.test import Client

    from tests.desk.scene import Scene

__all__ = ["made", "plain_static_files", "scene"]


@pytest.fixture
def summed(scene: Scene) -> Scene:
    """The scene, its finished days summed up."""
    from kept.figures.summing import sum_days

    while sum_days(now=NOW):
        pass
    return scene


@pytest.fixture
def client(scene: Scene) -> Client:
    """Ines at her desk."""
    from django.test import Client

    client = Client(headers={"referer": "http://testserver/desk/"})
    client.force_login(scene.ines, backend="django.contrib.auth.backends.ModelBackend")
    return client
