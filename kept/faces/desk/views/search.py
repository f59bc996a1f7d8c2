"""Search: the page of all results, the palette as one types, and names close to what was typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from kept.clock import now
from kept.faces.desk.gate import agent_of, at_desk, zone_of
from kept.faces.desk.read.going import commands
from kept.faces.desk.read.narrowing import chips
from kept.faces.desk.read.search import close, results, straight
from kept.search.query import LONGEST


@require_GET
@at_desk
def search(request: HttpRequest) -> HttpResponse:
    """Everything that was found. A reference or a promise's code, sent with Enter, opens its case."""
    agent, typed = agent_of(request), _typed(request)
    at, zone = now(), zone_of(request)
    typing = bool(request.htmx) and "typing" in request.GET
    if not typing and (there := straight(agent, typed, now=at, zone=zone)):
        return redirect(there)
    found = results(agent, typed, after=request.GET.get("after", ""), typing=typing, now=at, zone=zone)
    context = {
        "query": typed,
        "found": found,
        "chips": chips(agent, typed),
        "more": bool(request.GET.get("after")),
    }
    context["typing"] = typing
    return render(request, "desk/search/search.html", context)


@require_GET
@at_desk
def palette(request: HttpRequest) -> HttpResponse:
    """What the palette shows for what was typed so far: where to go, and the first of what was found."""
    agent, typed = agent_of(request), _typed(request)
    found = results(agent, typed, typing=True, quick=True, now=now(), zone=zone_of(request))
    context = {"query": typed, "found": found, "commands": commands(typed)}
    return render(request, "desk/search/options.html", context)


@require_GET
@at_desk
def near(request: HttpRequest) -> HttpResponse:
    """Names close to what was typed: a guess, and said to be one."""
    typed = _typed(request)
    words, customers = close(agent_of(request), typed, now=now(), zone=zone_of(request))
    return render(request, "desk/search/near.html", {"words": words, "customers": customers})


def _typed(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", " ").strip("\r\n\t")[:LONGEST]
