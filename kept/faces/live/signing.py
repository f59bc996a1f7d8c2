"""Finding out who opens a stream: by Django's session, in a thread of the pool."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections
from django.http import HttpRequest

from kept.faces.live.viewer import Viewer
from kept.staff.models import Agent
from kept.staff.queries import brands_of
from kept.staff.second_step import MISSING, is_missing


def viewer_for(session_cookie: str) -> Viewer | None:
    """`viewer_of`, in a thread that keeps its connection: a dead one is not used again, as around a page."""
    close_old_connections()
    try:
        return viewer_of(session_cookie)
    finally:
        close_old_connections()


def viewer_of(session_cookie: str) -> Viewer | None:
    """The agent whose session this is; None when nobody is signed in by it. Database errors are raised."""
    if not session_cookie:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_cookie)
    agent = get_user(request)
    if not isinstance(agent, Agent) or not agent.is_active:
        return None
    if request.session.get(MISSING) and is_missing(agent):
        return None
    return Viewer(agent.pk, None if agent.all_brands else brands_of(agent))
