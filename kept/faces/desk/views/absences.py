"""Who is away, from when until when, and who stands in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kept.clock import now
from kept.faces.desk.acting import ask, done
from kept.faces.desk.forms.case import later
from kept.faces.desk.forms.people import AbsenceForm
from kept.faces.desk.gate import agent_of, at_desk
from kept.faces.desk.read.people import absences as absences_seen
from kept.faces.desk.refusals import checked
from kept.faces.desk.views.settings import TABS
from kept.handling.standing_in import cover_absent, welcome_back
from kept.refusal import NotAllowed
from kept.staff.models import Agent
from kept.staff.queries import agent_by_id
from kept.staff.working import absence_by_id, end_absence, plan_absence


@require_GET
@at_desk
def absences(request: HttpRequest) -> HttpResponse:
    """Everybody who is away now or will be."""
    me = agent_of(request)
    found = absences_seen(me, now=now())
    return render(request, "desk/settings/absences.html", {"tabs": TABS, "absences": found, "agent": me})


@require_http_methods(["GET", "POST"])
@at_desk
def planning(request: HttpRequest, agent: int) -> HttpResponse:
    """Write down that somebody is away; from the beginning on, what falls due goes to who stands in."""
    me, row = agent_of(request), agent_by_id(agent)
    _tend(me, row)
    if request.method == "GET":
        form = AbsenceForm(away=row, initial={"begins": later(now(), 0)})
        title = _("%(name)s is away") % {"name": row.name}
        return ask(request, form, title=title, act=_("Write it down"), then=reverse("desk:absences"))
    words = checked(AbsenceForm(request.POST, away=row))
    at = now()
    plan_absence(
        row,
        begins_at=words["begins"],  # type: ignore[arg-type]
        ends_at=words["ends"],  # type: ignore[arg-type]
        reason=str(words["reason"]),
        stand_in=words["stand_in"],  # type: ignore[arg-type]
        by=me.actor,
        now=at,
    )
    cover_absent(now=at)  # what is due soon need not wait for the worker
    says = _("Written down. What falls due meanwhile has somebody else.")
    return done(request, "desk:absences", says=says)


@require_POST
@at_desk
def ending(request: HttpRequest, absence: int) -> HttpResponse:
    """Back already, or called off before it began; what nobody has begun is his own again."""
    me, row = agent_of(request), absence_by_id(absence)
    _tend(me, row.agent)
    at = now()
    ended = end_absence(row, by=me.actor, now=at)
    welcome_back(now=at)
    says = (
        _("It is called off.") if ended.called_off_at else _("%(name)s is back.") % {"name": row.agent.name}
    )
    return done(request, "desk:absences", says=says)


def _tend(me: Agent, row: Agent) -> None:
    if not row.is_active or not (me.leads or me.pk == row.pk):
        raise NotAllowed(_("Only a lead may change this for somebody else."), remedy=_("Ask your lead."))
