"""Who we are: colleagues, what each may do and knows, when each works, and what becomes of it when somebody leaves."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kept.clock import now
from kept.faces.desk.acting import ask, done
from kept.faces.desk.forms.people import (
    HoursForm,
    KnowledgeForm,
    LeavingForm,
    PlacesForm,
    RoleForm,
    SeatsForm,
)
from kept.faces.desk.gate import agent_of, at_desk, zone_of
from kept.faces.desk.read.people import absences, hours
from kept.faces.desk.read.people import people as people_seen
from kept.faces.desk.refusals import checked
from kept.faces.desk.views.settings import TABS
from kept.handling.gates import may_administer
from kept.handling.leaving import leave
from kept.handling.restricting import give_brands, give_role
from kept.pledge.queries import current
from kept.refusal import NotAllowed
from kept.staff.actions import change
from kept.staff.knowing import learn, name_skill
from kept.staff.models import Agent, AgentLanguage, Role, WorkingWeek
from kept.staff.places import place
from kept.staff.queries import agent_by_id
from kept.staff.working import set_hours


@require_GET
@at_desk
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who works here or did."""
    me = agent_of(request)
    found = people_seen(Agent.objects.order_by("-is_active", "name"), me, now=now())
    return render(request, "desk/settings/people.html", {"tabs": TABS, "people": found, "agent": me})


@require_GET
@at_desk
def person(request: HttpRequest, agent: int) -> HttpResponse:
    """One colleague: what he may do, where he belongs, what he knows, when he works."""
    me, row = agent_of(request), agent_by_id(agent)
    (seen,) = people_seen([row], me, now=now())
    zone, days = hours(row)
    context = {
        "tabs": TABS,
        "agent": me,
        "person": seen,
        "zone": zone,
        "days": days,
        "absences": absences(me, now=now(), of=[row.pk]),
        "own": _may_tend(me, row),
        "may": me.is_staff,
    }
    return render(request, "desk/settings/person.html", context)


@require_http_methods(["GET", "POST"])
@at_desk
def changing(request: HttpRequest, agent: int) -> HttpResponse:
    """Another role."""
    me, row = agent_of(request), agent_by_id(agent)
    may_administer(me, _("change what a colleague may do"))
    if request.method == "GET":
        form = RoleForm(initial={"role": row.role})
        return ask(request, form, title=_("Role"), act=_("Change it"), lead=row.name, then=_page(row))
    words = checked(RoleForm(request.POST))
    if not row.is_active:
        raise NotAllowed(_("%(name)s does not work here any more.") % {"name": row.name})
    give_role(row.pk, role=str(words["role"]), by=me.actor, now=now())
    return done(request, "desk:person", row.pk, says=_("Changed for %(name)s.") % {"name": row.name})


@require_http_methods(["GET", "POST"])
@at_desk
def leaving(request: HttpRequest, agent: int) -> HttpResponse:
    """A colleague works here no longer; nothing of what he held is left without an owner."""
    me, row = agent_of(request), agent_by_id(agent)
    may_administer(me, _("let somebody go"))
    if request.method == "GET":
        lead = _(
            "%(name)s cannot sign in any more from that moment. What was said and done stays under that name."
        )
        title = _("%(name)s leaves") % {"name": row.name}
        form = LeavingForm(leaver=row)
        return ask(
            request, form, title=title, act=_("Hand everything over"), lead=lead % {"name": row.name}, then=_page(row)
        )  # fmt: skip
    to = checked(LeavingForm(request.POST, leaver=row))["to"]
    handed = leave(row.pk, to=to, by=me.actor, now=now())  # type: ignore[arg-type]
    says = ngettext(
        "%(name)s has left. %(count)d matter has another owner.",
        "%(name)s has left. %(count)d matters have other owners.",
        handed.cases,
    ) % {"name": row.name, "count": handed.cases}
    return done(request, "desk:people", says=says)


@require_POST
@at_desk
def returning(request: HttpRequest, agent: int) -> HttpResponse:
    """Somebody who left is here again, with the role of then; a sign-in link is made as for anybody."""
    me, row = agent_of(request), agent_by_id(agent)
    may_administer(me, _("let somebody in"))
    change(row.pk, role=row.role, active=True, by=me.actor, now=now())
    return done(request, "desk:person", row.pk, says=_("%(name)s works here again.") % {"name": row.name})


@require_http_methods(["GET", "POST"])
@at_desk
def seating(request: HttpRequest, agent: int) -> HttpResponse:
    """Which brands a colleague may see."""
    me, row = agent_of(request), agent_by_id(agent)
    may_administer(me, _("say who sees which brand"))
    if request.method == "GET":
        chosen = list(row.seats.values_list("brand_id", flat=True))
        form = SeatsForm(initial={"sees": "all" if row.all_brands else "some", "brands": chosen})
        return ask(request, form, title=_("Brands"), act=_("Change it"), lead=row.name, then=_page(row))
    form = SeatsForm(request.POST)
    checked(form)
    give_brands(row, all_brands=form.all_brands, brands=form.cleaned_data["brands"], by=me.actor, now=now())
    return done(request, "desk:person", row.pk, says=_("Changed for %(name)s.") % {"name": row.name})


@require_http_methods(["GET", "POST"])
@at_desk
def placing(request: HttpRequest, agent: int) -> HttpResponse:
    """In which teams a colleague is."""
    me, row = agent_of(request), agent_by_id(agent)
    may_administer(me, _("say who is in which team"))
    if request.method == "GET":
        chosen = list(row.memberships.values_list("team_id", flat=True))
        form = PlacesForm(initial={"teams": chosen})
        return ask(request, form, title=_("Teams"), act=_("Change it"), lead=row.name, then=_page(row))
    words = checked(PlacesForm(request.POST))
    place(row, words["teams"], by=me.actor, now=now())  # type: ignore[arg-type]
    return done(request, "desk:person", row.pk, says=_("Changed for %(name)s.") % {"name": row.name})


@require_http_methods(["GET", "POST"])
@at_desk
def learning(request: HttpRequest, agent: int) -> HttpResponse:
    """What a colleague speaks and knows about."""
    me, row = agent_of(request), agent_by_id(agent)
    _tend(me, row)
    spoken = list(AgentLanguage.objects.filter(agent=row).values_list("language", flat=True))
    company = [code.partition("-")[0] for brand in current().pledge.brands for code in brand.languages]
    near = sorted({*company, *AgentLanguage.objects.values_list("language", flat=True)})
    if request.method == "GET":
        chosen = list(row.knows.values_list("skill_id", flat=True))
        form = KnowledgeForm(near=near, initial={"languages": spoken, "skills": chosen})
        title = _("Languages and skills")
        return ask(request, form, title=title, act=_("Change it"), lead=row.name, then=_page(row))
    form = KnowledgeForm(request.POST, near=near)
    words = checked(form)
    known = list(words["skills"])  # type: ignore[call-overload]
    if words["new_skill"]:
        known.append(name_skill(str(words["new_skill"]), by=me.actor, now=now()))
    learn(row, languages=form.spoken, skills=known, by=me.actor, now=now())
    return done(request, "desk:person", row.pk, says=_("Changed for %(name)s.") % {"name": row.name})


@require_http_methods(["GET", "POST"])
@at_desk
def working(request: HttpRequest, agent: int) -> HttpResponse:
    """A colleague's own working hours."""
    me, row = agent_of(request), agent_by_id(agent)
    _tend(me, row)
    if request.method == "GET":
        own = WorkingWeek.objects.filter(agent=row).first()
        brand = current().pledge.brands[0]
        initial = {day: ", ".join(shifts) for day, shifts in own.shifts.items()} if own else {}
        form = HoursForm(initial=initial | {"zone": own.zone if own else _zone(request, row, brand.zone)})
        return ask(
            request, form, title=_("Working hours"), act=_("Change it"), lead=row.name, then=_page(row)
        )
    form = HoursForm(request.POST)
    checked(form)
    set_hours(row, form.shifts, zone=form.cleaned_data["zone"], by=me.actor, now=now())
    return done(request, "desk:person", row.pk, says=_("Changed for %(name)s.") % {"name": row.name})


def _zone(request: HttpRequest, row: Agent, brand: ZoneInfo) -> str:
    """Where his hours count: his own zone; the reader's, when it is himself; the brand's."""
    return row.zone or (str(zone_of(request)) if row == agent_of(request) else str(brand))


def _may_tend(me: Agent, row: Agent) -> bool:
    return row.is_active and me.role != Role.READER and (me.leads or me.pk == row.pk)


def _tend(me: Agent, row: Agent) -> None:
    if not _may_tend(me, row):
        raise NotAllowed(_("Only a lead may change this for somebody else."), remedy=_("Ask your lead."))


def _page(row: Agent) -> str:
    return reverse("desk:person", args=[row.pk])
