"""The reader's own page: light or dark, keys on or off, the way out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from kept.faces.desk.frame import THEMES
from kept.faces.desk.gate import agent_of, at_desk, zone_of

YEAR = 365 * 24 * 3600


@require_GET
@at_desk
def me(request: HttpRequest) -> HttpResponse:
    """Who I am here, and how I like it."""
    return render(request, "desk/me.html", {"agent": agent_of(request), "zone": zone_of(request)})


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
    """Single-letter keys on or off, in this browser."""
    return _remember(request, "kept_keys", "off" if request.POST.get("keys") == "off" else "on")


def _remember(request: HttpRequest, name: str, value: str) -> HttpResponse:
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = ""
    response = redirect(back or "desk:me")
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response
