"""Saved views: keep a list under a name, rename it, share it, put it in order, take it off and bring it back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kept.clock import now
from kept.faces.desk.acting import ask, done
from kept.faces.desk.forms.lists import ViewForm, choices_of
from kept.faces.desk.gate import agent_of, at_desk
from kept.faces.desk.read.brands import brands
from kept.faces.desk.read.filters import parse, parse_query
from kept.faces.desk.read.saved import own_view_for, seen, views_of
from kept.faces.desk.refusals import checked
from kept.faces.desk.saving import bring_back, change_view, drop_view, place_view, save_view


@require_GET
@at_desk
def views(request: HttpRequest) -> HttpResponse:
    """All of them: one's own to change, those of teams to look at."""
    agent = agent_of(request)
    words = {name: dict(choices) for name, choices in choices_of(agent, brands(agent)).items()}
    rows = [
        (
            seen(row, agent),
            [words[name].get(value, value) for name, value in parse_query(row.filters).pairs()],
        )
        for row in views_of(agent)
    ]
    return render(request, "desk/owed/views.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@at_desk
def saving(request: HttpRequest) -> HttpResponse:
    """Keep the filters of a list under a name."""
    agent = agent_of(request)
    if request.method == "GET":
        filters = parse(dict(request.GET.lists()))
        form = ViewForm(initial={"filters": filters.query()}, agent=agent)
        lead = _("It stands at the left from now on, and shows what fits it at any moment.")
        then = f"{reverse('desk:owed')}?{filters.query()}"
        return ask(
            request,
            form,
            title=_("Keep this list as a view"),
            act=pgettext("save", "Keep it"),
            lead=lead,
            then=then,
        )
    words = checked(ViewForm(request.POST, agent=agent))
    filters = parse_query(str(words["filters"]))
    view = save_view(words["name"], filters, team=words["team"], by=agent.actor, now=now())
    says = _("Kept as “%(name)s”.") % {"name": view.name}
    return done(request, "desk:view", view.pk, says=says)


@require_http_methods(["GET", "POST"])
@at_desk
def changing(request: HttpRequest, view_id: int) -> HttpResponse:
    """Another name, or other people who see it."""
    agent = agent_of(request)
    view = own_view_for(agent, view_id)
    if request.method == "GET":
        form = ViewForm(initial={"name": view.name, "team": view.team_id}, agent=agent)
        then = reverse("desk:views")
        return ask(request, form, title=_("Name and readers of this view"), act=_("Change it"), then=then)
    words = checked(ViewForm(request.POST, agent=agent))
    change_view(view, words["name"], team=words["team"], by=agent.actor, now=now())
    return done(request, "desk:views", says=_("Changed."))


@require_POST
@at_desk
def raising(request: HttpRequest, view_id: int) -> HttpResponse:
    """One place higher at the left."""
    agent = agent_of(request)
    place_view(own_view_for(agent, view_id), -1, by=agent.actor, now=now())
    return done(request, "desk:views")


@require_POST
@at_desk
def lowering(request: HttpRequest, view_id: int) -> HttpResponse:
    """One place lower at the left."""
    agent = agent_of(request)
    place_view(own_view_for(agent, view_id), 1, by=agent.actor, now=now())
    return done(request, "desk:views")


@require_POST
@at_desk
def dropping(request: HttpRequest, view_id: int) -> HttpResponse:
    """Take it off; it can be brought back."""
    agent = agent_of(request)
    view = own_view_for(agent, view_id)
    drop_view(view, by=agent.actor, now=now())
    undo = (_("Undo"), reverse("desk:view_returning", args=[view.pk]))
    says = _("“%(name)s” is taken off.") % {"name": view.name}
    return done(request, "desk:views", says=says, undo=undo)


@require_POST
@at_desk
def returning(request: HttpRequest, view_id: int) -> HttpResponse:
    """It stands where it stood."""
    agent = agent_of(request)
    view = bring_back(own_view_for(agent, view_id, dropped=True), by=agent.actor, now=now())
    return done(request, "desk:view", view.pk, says=_("It is back."))
