"""Owed, and the views that are the same list of fewer rows; the row of one case, and the figures alone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kept.faces.desk.forms.lists import FilterForm
from kept.faces.desk.gate import agent_of, at_desk, zone_of
from kept.faces.desk.listing import Shown, look, shown
from kept.faces.desk.read.brands import brands
from kept.faces.desk.read.calm import calm
from kept.faces.desk.read.lists import LISTS, MINE, OWED, TEAM, UNOWNED, WAITING, ListKind, of_view
from kept.faces.desk.read.owed import rows_of_case
from kept.faces.desk.read.saved import view_for
from kept.faces.desk.read.waiting import waiting as waited_for
from kept.handling.gates import case_for
from kept.refusal import NotFound


@require_GET
@at_desk
def owed(request: HttpRequest) -> HttpResponse:
    """Everything that we owe, to whom, by when."""
    seen = shown(request, OWED, path=reverse(OWED.url_name))
    context = seen.context
    if not context["bands"] and not seen.filters and not seen.figure:
        context["calm"] = calm(agent_of(request), seen.day, zone_of(request))
    return render(request, "desk/owed/owed.html", context)


@require_GET
@at_desk
def mine(request: HttpRequest) -> HttpResponse:
    """What is mine to keep."""
    return _list(request, MINE)


@require_GET
@at_desk
def team(request: HttpRequest) -> HttpResponse:
    """What my teams answer for, taken by one of us or not yet."""
    return _list(request, TEAM)


@require_GET
@at_desk
def unowned(request: HttpRequest) -> HttpResponse:
    """What a team answers for until somebody takes it."""
    return _list(request, UNOWNED)


@require_GET
@at_desk
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for its proof, and what customers owe us."""
    listing = look(request, WAITING, path=reverse(WAITING.url_name)).listing
    bands, next_url = waited_for(listing, request.GET.get("after", ""))
    context = {
        "title": WAITING.title,
        "bands": bands,
        "next_url": next_url,
        "empty_title": WAITING.empty[0],
        "empty_words": WAITING.empty[1],
        "list_key": WAITING.key,
    }
    return render(request, "desk/owed/owed.html", context)


@require_GET
@at_desk
def view(request: HttpRequest, view_id: int) -> HttpResponse:
    """A list that somebody saved under a name."""
    row = view_for(agent_of(request), view_id)
    kind, filters = of_view(row)
    seen = shown(request, kind, path=reverse("desk:view", args=[row.pk]), filters=filters)
    seen.context["view"] = row
    return render(request, "desk/owed/owed.html", seen.context)


@require_GET
@at_desk
def row(request: HttpRequest, reference: str) -> HttpResponse:
    """The rows of one case as they stand in a list now: what an open page needs when the case has changed."""
    case = case_for(agent_of(request), reference)
    seen = _looked(request)
    bands = rows_of_case(seen.listing, case.customer_id, case.pk)
    return render(request, "desk/owed/rows_of_case.html", {"bands": bands, "reference": case.reference})


@require_GET
@at_desk
def figures(request: HttpRequest) -> HttpResponse:
    """The figures and the counts beside the views, without a row."""
    seen = shown(request, OWED, path=reverse(OWED.url_name), rows=False)
    return render(request, "desk/owed/standing.html", seen.context)


@require_GET
@at_desk
def filters(request: HttpRequest) -> HttpResponse:
    """The choosers of a list's filters; what is chosen is an address."""
    seen = _looked(request)
    path = request.GET.get("path", "")
    agent = agent_of(request)
    context = {
        "form": FilterForm(agent, seen.filters, brands(agent), auto_id="f_%s"),
        "path": path if path.startswith(reverse("desk:owed")) else reverse("desk:owed"),
        "only": seen.figure,
    }
    return render(
        request, "desk/owed/filters.html" if request.htmx else "desk/owed/filters_page.html", context
    )


def _list(request: HttpRequest, kind: ListKind) -> HttpResponse:
    return render(request, "desk/owed/owed.html", shown(request, kind, path=reverse(kind.url_name)).context)


def _looked(request: HttpRequest) -> Shown:
    """The list that the page named, with its filters."""
    key = request.GET.get("list", "")
    if key.startswith("view-") and key.isascii() and key[5:].isdigit():
        kind, filters = of_view(view_for(agent_of(request), int(key[5:])))
        return look(request, kind, path="", filters=filters)
    if key not in LISTS:
        raise NotFound("There is no such list.")
    return look(request, LISTS[key], path="")
