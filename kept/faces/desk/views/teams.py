"""Teams, which answer together for what nobody has taken yet; and the list of skills."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kept.clock import now
from kept.faces.desk.acting import ask, done
from kept.faces.desk.forms.people import ClosingForm, SkillForm, TeamForm
from kept.faces.desk.gate import agent_of, at_desk
from kept.faces.desk.read.people import skills
from kept.faces.desk.read.people import teams as teams_seen
from kept.faces.desk.refusals import checked
from kept.faces.desk.views.settings import TABS
from kept.handling.gates import may_administer
from kept.handling.leaving import close_team
from kept.pledge.queries import current
from kept.staff.actions import DEFAULT_TEAM
from kept.staff.knowing import drop_skill, name_skill, skill_by_id
from kept.staff.places import change_team, team_by_id


@require_GET
@at_desk
def teams(request: HttpRequest) -> HttpResponse:
    """All teams, and what colleagues know about."""
    context = {
        "tabs": TABS,
        "agent": agent_of(request),
        "teams": teams_seen(),
        "skills": skills(),
        "default": DEFAULT_TEAM,
        "routing": current().pledge.routing.mode,
    }
    return render(request, "desk/settings/teams.html", context)


@require_http_methods(["GET", "POST"])
@at_desk
def team(request: HttpRequest, team: int = 0) -> HttpResponse:
    """Form a team, or change one."""
    me = agent_of(request)
    may_administer(me, _("change teams"))
    row = team_by_id(team) if team else None
    if request.method == "GET":
        members = list(row.memberships.values_list("agent_id", flat=True)) if row else []
        initial = {"name": row.name, "lead": row.lead_id, "brand": row.brand_id} if row else {}
        form = TeamForm(initial=initial | {"members": members})
        title = row.name if row else _("A new team")
        act = _("Change it") if row else _("Form it")
        return ask(request, form, title=title, act=act, then=reverse("desk:teams"))
    words = checked(TeamForm(request.POST))
    made = change_team(
        row,
        name=str(words["name"]),
        lead=words["lead"],  # type: ignore[arg-type]
        brand=words["brand"],  # type: ignore[arg-type]
        members=words["members"],  # type: ignore[arg-type]
        by=me.actor,
        now=now(),
    )
    return done(request, "desk:teams", says=_("%(team)s is as you want it.") % {"team": made.name})


@require_http_methods(["GET", "POST"])
@at_desk
def closing(request: HttpRequest, team: int) -> HttpResponse:
    """A team is no more; what it answered for goes to another one."""
    me, row = agent_of(request), team_by_id(team)
    may_administer(me, _("close a team"))
    if request.method == "GET":
        title = _("Close %(team)s") % {"team": row.name}
        lead = _("Whoever owns a matter keeps it. What nobody has taken goes to the other team.")
        form = ClosingForm(closed=row)
        return ask(request, form, title=title, act=_("Close it"), lead=lead, then=reverse("desk:teams"))
    into = checked(ClosingForm(request.POST, closed=row))["into"]
    handed = close_team(row, into=into, by=me.actor, now=now())  # type: ignore[arg-type]
    says = ngettext(
        "%(team)s is closed. %(count)d matter went to %(into)s.",
        "%(team)s is closed. %(count)d matters went to %(into)s.",
        handed.cases,
    ) % {"team": row.name, "into": into, "count": handed.cases}
    return done(request, "desk:teams", says=says)


@require_http_methods(["GET", "POST"])
@at_desk
def skill(request: HttpRequest, skill: int = 0) -> HttpResponse:
    """A skill comes onto the list, or is asked for by other words."""
    me = agent_of(request)
    may_administer(me, _("change the list of skills"))
    row = skill_by_id(skill) if skill else None
    if request.method == "GET":
        form = SkillForm(initial={"name": row.name, "words": ", ".join(row.words)} if row else None)
        title = row.name if row else _("A new skill")
        return ask(request, form, title=title, act=pgettext("save", "Keep it"), then=reverse("desk:teams"))
    form = SkillForm(request.POST)
    checked(form)
    name_skill(form.cleaned_data["name"], form.asked, known=row, by=me.actor, now=now())
    return done(request, "desk:teams", says=_("The list of skills is changed."))


@require_POST
@at_desk
def dropping(request: HttpRequest, skill: int) -> HttpResponse:
    """Off the list, and nobody has it any more."""
    me, row = agent_of(request), skill_by_id(skill)
    may_administer(me, _("change the list of skills"))
    drop_skill(row, by=me.actor, now=now())
    return done(request, "desk:teams", says=_("%(skill)s is off the list.") % {"skill": row.name})
