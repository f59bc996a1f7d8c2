"""Who we are: colleagues, their roles, and the link by which a new one comes in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kept.clock import now
from kept.faces.desk.acting import ask, done
from kept.faces.desk.forms.settings import ColleagueForm, RoleForm
from kept.faces.desk.gate import agent_of, at_desk
from kept.faces.desk.refusals import checked
from kept.faces.desk.views.settings import TABS
from kept.handling.gates import may_administer
from kept.refusal import NotFound
from kept.staff.actions import change, join
from kept.staff.first_link import invitation
from kept.staff.models import Agent


@require_GET
@at_desk
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who works here or did."""
    rows = Agent.objects.order_by("-is_active", "name")
    return render(
        request, "desk/settings/people.html", {"tabs": TABS, "people": list(rows), "agent": agent_of(request)}
    )


@require_http_methods(["GET", "POST"])
@at_desk
def joining(request: HttpRequest) -> HttpResponse:
    """A colleague begins: with a name, because no answer goes out without one."""
    agent = agent_of(request)
    may_administer(agent, "let somebody in")
    if request.method == "GET":
        lead = "They come in by a link that you give them, and choose a password then."
        return ask(
            request,
            ColleagueForm(),
            title="A new colleague",
            act="Let them in",
            lead=lead,
            then=reverse("desk:people"),
        )
    words = checked(ColleagueForm(request.POST))
    made = join(email=words["email"], name=words["name"], role=words["role"], by=agent.actor, now=now())
    return done(request, "desk:people", says=f"{made.name} is one of us. Make a link for the first sign-in.")


@require_http_methods(["GET", "POST"])
@at_desk
def changing(request: HttpRequest, agent: int) -> HttpResponse:
    """Another role, or leaving."""
    me = agent_of(request)
    may_administer(me, "change what a colleague may do")
    row = _agent(agent)
    if request.method == "GET":
        form = RoleForm(initial={"role": row.role, "active": row.is_active})
        return ask(request, form, title=row.name, act="Change it", then=reverse("desk:people"))
    words = checked(RoleForm(request.POST))
    change(row.pk, role=words["role"], active=words["active"], by=me.actor, now=now())
    return done(request, "desk:people", says=f"Changed for {row.name}.")


@require_POST
@at_desk
def inviting(request: HttpRequest, agent: int) -> HttpResponse:
    """A link that signs a colleague in once. It is shown once, and never written to a log."""
    me = agent_of(request)
    may_administer(me, "make a sign-in link")
    row = _agent(agent)
    url = invitation(row, now=now())
    return render(request, "desk/settings/link.html", {"url": url, "colleague": row})


def _agent(agent_id: int) -> Agent:
    row = Agent.objects.filter(pk=agent_id).first()
    if row is None:
        raise NotFound("There is no such colleague.")
    return row
