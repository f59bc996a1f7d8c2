"""The reader's own page: zone, language, light or dark, keys on or off, the way out."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kept.faces.desk.acting import done
from kept.faces.desk.forms.own import OwnForm
from kept.faces.desk.frame import THEMES
from kept.faces.desk.gate import agent_of, at_desk, at_own_desk, zone_of
from kept.faces.desk.refusals import checked
from kept.staff.own import choose_keys, live_by

YEAR = 365 * 24 * 3600


@require_GET
@at_desk
def me(request: HttpRequest) -> HttpResponse:
    """Who I am here, and how I like it."""
    agent = agent_of(request)
    form = OwnForm(initial={"zone": agent.zone, "language": agent.language})
    return render(request, "desk/me.html", {"agent": agent, "zone": zone_of(request), "form": form})


@require_POST
@at_own_desk
def living(request: HttpRequest) -> HttpResponse:
    """My zone and my language, from now on and in every browser."""
    words = checked(OwnForm(request.POST))
    agent = live_by(agent_of(request), zone=str(words["zone"]), language=str(words["language"]))
    if agent.language:
        translation.activate(agent.language)  # what is said about it is said in it
    response = done(request, "desk:me", says=_("That holds from now on."))
    # The pages before signing in know nobody: they go by the browser's own memory.
    name = settings.LANGUAGE_COOKIE_NAME
    if agent.language:
        response.set_cookie(name, agent.language, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(name, samesite="Lax")
    return response


@require_GET
@at_desk
def help(request: HttpRequest) -> HttpResponse:
    """All keys."""
    return render(request, "desk/help.html" if request.htmx else "desk/help_page.html")


@require_POST
def light(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system has it; kept in this browser, so that the page comes in it at once."""
    theme = request.POST.get("theme", "")
    return _remember(request, "kept_theme", theme if theme in THEMES else "system")


@require_POST
def keys(request: HttpRequest) -> HttpResponse:
    """Single-letter keys on or off, wherever this agent works."""
    off = request.POST.get("keys") == "off"
    if request.user.is_authenticated:
        choose_keys(agent_of(request), off=off)
    return _remember(request, "kept_keys", "off" if off else "on")


def _remember(request: HttpRequest, name: str, value: str) -> HttpResponse:
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = ""
    response = redirect(back or "desk:me")
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response
