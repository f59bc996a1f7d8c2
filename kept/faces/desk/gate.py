"""The desk's door: who may come in, in which zone he reads, and that no page is kept by a browser."""

from collections.abc import Callable
from functools import wraps
from typing import cast
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page

from kept.refusal import NotAllowed
from kept.staff.models import Agent, Role

View = Callable[..., HttpResponse]


def at_desk(view: View) -> View:
    """A page for agents. Reads in the agent's zone; someone who only reads may send nothing."""

    @wraps(view)
    def inside(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        agent = agent_of(request)
        if request.method == "POST" and agent.role == Role.READER:
            raise NotAllowed(
                "You may read here, but not write.",
                remedy="An admin can give you the role of an agent.",
                code="reads_only",
            )
        with timezone.override(zone_of(request)):
            return view(request, *args, **kwargs)

    return cast(View, never_cache(gzip_page(login_required(inside))))


def agent_of(request: HttpRequest) -> Agent:
    """The signed-in agent. Only behind `at_desk`."""
    return cast(Agent, request.user)


def zone_of(request: HttpRequest) -> ZoneInfo:
    """The zone that the reader chose, else the one that the browser told, else UTC."""
    for name in (getattr(request.user, "zone", ""), request.COOKIES.get("kept_zone", "").replace("%2F", "/")):
        if name and name in available_timezones():
            return ZoneInfo(name)
    return ZoneInfo("UTC")
