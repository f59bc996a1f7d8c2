"""The desk's door: who may come in, in which zone he reads, and that no page is kept by a browser."""

from collections.abc import Callable
from functools import wraps
from typing import cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page

from kept.faces.desk.entering import note_seen
from kept.refusal import NotAllowed
from kept.staff.models import Agent, Role
from kept.staff.second_step import MISSING, is_missing

View = Callable[..., HttpResponse]


def at_desk(view: View) -> View:
    """A page for agents. Reads in the agent's zone and language; someone who only reads may send nothing."""
    return _door(view, own=False)


def at_own_desk(view: View) -> View:
    """A page about the reader alone: someone who only reads may write here, too."""
    return _door(view, own=True)


def _door(view: View, *, own: bool) -> View:
    @wraps(view)
    def inside(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return _sign_in_first(request)
        agent = agent_of(request)
        if request.session.get(MISSING) and is_missing(agent):  # the rule may have been taken back since
            return redirect("mfa_index")
        if request.method == "POST":  # looking changes nothing, this neither
            note_seen(request)
        if agent.language:  # for the rest of this request; the next one begins anew
            translation.activate(agent.language)
        if request.method == "POST" and agent.role == Role.READER and not own:
            raise NotAllowed(
                _("You may read here, but not write."),
                remedy=_("An admin can give you the role of an agent."),
                code="reads_only",
            )
        with timezone.override(zone_of(request)):
            return view(request, *args, **kwargs)

    return cast(View, never_cache(gzip_page(inside)))


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the door; a script that asks is told so in words, because its page must stay with what was typed."""
    if request.htmx or request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        told = render(request, "desk/signed_out.html", status=401)
        told["X-Kept-Refusal"] = "words"
        return told
    back = request.get_full_path()
    if (
        request.method == "POST"
    ):  # what was sent cannot be sent again by looking: back to where it was written
        back = urlsplit(request.headers.get("Referer", "")).path or "/desk/"
    return redirect_to_login(back)


def agent_of(request: HttpRequest) -> Agent:
    """The signed-in agent. Only behind `at_desk`."""
    return cast(Agent, request.user)


def zone_of(request: HttpRequest) -> ZoneInfo:
    """The zone that the reader chose, else the one that the browser told, else UTC."""
    for name in (getattr(request.user, "zone", ""), request.COOKIES.get("kept_zone", "").replace("%2F", "/")):
        if name and name in available_timezones():
            return ZoneInfo(name)
    return ZoneInfo("UTC")
