"""Owed, and the views that are the same list of fewer rows: mine, unowned, waiting."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kept.clock import now
from kept.faces.desk.gate import agent_of, at_desk, zone_of
from kept.faces.desk.read import figures
from kept.faces.desk.read.ignored import neglected
from kept.faces.desk.read.owed import day_of, page
from kept.faces.desk.read.rows import owed_rows
from kept.faces.desk.read.waiting import page as waited_for
from kept.promises.models import Promise


@require_GET
@at_desk
def owed(request: HttpRequest) -> HttpResponse:
    """Everything that we owe, to whom, by when."""
    return _list(
        request,
        "desk:owed",
        owed_rows(agent_of(request)),
        title="Owed",
        empty=(
            "Nothing is owed.",
            "Every promise is kept or waits for its proof. New ones appear here by themselves.",
        ),
        with_figures=True,
    )


@require_GET
@at_desk
def mine(request: HttpRequest) -> HttpResponse:
    """What is mine to keep."""
    agent = agent_of(request)
    return _list(
        request,
        "desk:mine",
        owed_rows(agent).filter(owner=agent),
        title="Mine",
        empty=("Nothing is yours to keep.", "Take something from what nobody has taken yet, or enjoy it."),
    )


@require_GET
@at_desk
def unowned(request: HttpRequest) -> HttpResponse:
    """What a team answers for until somebody takes it."""
    return _list(
        request,
        "desk:unowned",
        owed_rows(agent_of(request)).filter(owner=None),
        title="Unowned",
        empty=(
            "Everything has somebody.",
            "What comes in without an owner stands here until somebody takes it.",
        ),
    )


@require_GET
@at_desk
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for its proof, and what customers owe us."""
    seen = waited_for(
        agent_of(request), day_of(now()), after=request.GET.get("after", ""), path=reverse("desk:waiting")
    )
    context = {
        "title": "Waiting",
        "bands": seen.bands,
        "next_url": seen.next_url,
        "empty_title": "Nothing is waited for.",
        "empty_words": "What was sent and is not yet proved stands here, and what customers owe us.",
    }
    return render(request, "desk/owed/owed.html", context)


def _list(
    request: HttpRequest, where: str, rows: QuerySet[Promise], *, title: str, empty: tuple[str, str],
    with_figures: bool = False,
) -> HttpResponse:  # fmt: skip
    agent, zone, path = agent_of(request), zone_of(request), reverse(where)
    day = day_of(now())
    chosen = request.GET.get("only", "") if request.GET.get("only") in figures.KEYS else ""
    context: dict[str, object] = {"title": title, "empty_title": empty[0], "empty_words": empty[1]}
    if with_figures:
        neglect = neglected(agent, now=day.now)
        rows = figures.only(rows, chosen, day, neglect, zone)
        context["figures"] = figures.figures(agent, day, neglect, path=path, chosen=chosen, zone=zone)
        context["filtered"] = figures.NAMES.get(chosen, "")
        if chosen:
            context["empty_title"], context["empty_words"] = figures.EMPTY[chosen]
    keep = {"only": chosen} if chosen else {}
    seen = page(rows, agent, day, after=request.GET.get("after", ""), path=path, keep=keep, zone=zone)
    context |= {"bands": seen.bands, "next_url": seen.next_url}
    return render(request, "desk/owed/owed.html", context)
