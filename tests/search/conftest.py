"""The desk of the other tests of pages, with everything indexed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desk.conftest import NOW, made, plain_static_files, scene

if TYPE_CHECKING:
    from django.test import Client

    from tests.desk.scene import Scene

__all__ = ["made", "plain_static_files", "scene"]


@pytest.fixture
def found(scene: Scene) -> Scene:
    """The scene, indexed."""
    from kept.search.catching_up import catch_up

    while catch_up(now=NOW):
        pass
    return scene


@pytest.fixture
def client(found: Scene) -> Client:
    """Ines at her desk."""
    from django.test import Client

    client = Client(headers={"referer": "http://testserver/desk/"})
    client.force_login(found.ines, backend="django.contrib.auth.backends.ModelBackend")
    return client
