"""Who has a case: take it, give it, hand it over with the story."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kept.clock import now
from kept.faces.desk.acting import ask, done
from kept.faces.desk.forms.case import AssignForm, TransferForm
from kept.faces.desk.gate import agent_of, at_desk
from kept.faces.desk.refusals import checked
from kept.handling.assign import assign_case, take_case, transfer_case
from kept.handling.gates import case_for
from kept.handling.note import write_note
from kept.staff.models import Agent, Team


@require_http_methods(["GET", "POST"])
@at_desk
def assigning(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the case, and what is owed in it, to somebody; to oneself is taking it."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    if request.method == "GET":
        form = AssignForm(initial={"to": agent.pk})
        lead = "What is owed in the case goes along."
        then = reverse("desk:case", args=[case.reference])
        return ask(request, form, title="Who has this case", act="Give it", lead=lead, then=then)
    to: Agent = checked(AssignForm(request.POST))["to"]
    if to == agent:
        take_case(case.customer_id, case.pk, by=agent, now=now())
        return done(request, "desk:case", case.reference, says="It is yours.")
    assign_case(case.customer_id, case.pk, to, by=agent, now=now())
    return done(request, "desk:case", case.reference, says=f"{to.name} has it and was told.")


@require_http_methods(["GET", "POST"])
@at_desk
def handing_over(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand the whole story over, with a note of what the next one needs to know."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    if request.method == "GET":
        lead = "They get the whole story, and everything that is owed. The customer repeats nothing."
        then = reverse("desk:case", args=[case.reference])
        return ask(request, TransferForm(), title="Hand over", act="Hand it over", lead=lead, then=then)
    words = checked(TransferForm(request.POST))
    what, _, key = words["to"].partition(":")
    to = Agent.objects.get(pk=key) if what == "agent" else None
    team = Team.objects.get(pk=key) if what == "team" else None
    write_note(case.customer_id, case.pk, words["why"], by=agent, now=now())
    transfer_case(case.customer_id, case.pk, to=to, team=team, why=words["why"], by=agent, now=now())
    return done(request, "desk:case", case.reference, says=f"{to or team} has it now, with the story.")
