"""Ines and her colleagues at a desk in the middle of its day, and how each of them signs in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desk.conftest import client, made, now, plain_static_files, scene

if TYPE_CHECKING:
    from django.test import Client

    from kept.staff.models import Agent
    from tests.desk.scene import Scene

__all__ = ["client", "made", "now", "plain_static_files", "scene"]


@pytest.fixture
def ruth(scene: Scene) -> Agent:
    """A lead."""
    from kept.staff.models import Agent

    return Agent.objects.get(email="ruth@kept.test")


@pytest.fixture
def fresh(scene: Scene) -> Client:
    """A browser in which nobody is signed in."""
    from django.test import Client

    return Client(
        headers={"referer": "http://testserver/desk/", "user-agent": "Mozilla/5.0 (X11; Linux) Firefox/140"}
    )
