"""Who has a case: take it, give it, offer it with its story, and answer such an offer."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kept.cases.models import Case, Offer
from kept.clock import now
from kept.faces.desk.acting import ask, done
from kept.faces.desk.forms.case import AssignForm, ReasonForm, TransferForm
from kept.faces.desk.gate import agent_of, at_desk
from kept.faces.desk.read.routing import suggested
from kept.faces.desk.refusals import checked
from kept.handling.assign import assign_case, take_case
from kept.handling.case_gates import offer_of
from kept.handling.gates import case_for
from kept.handling.offering import accept_offer, decline_offer, offer_case, withdraw_offer
from kept.staff.models import Agent, Team


@require_http_methods(["GET", "POST"])
@at_desk
def assigning(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the case, and what is owed in it, to somebody; to oneself is taking it."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    if request.method == "GET":
        form = AssignForm(initial={"to": agent.pk})
        lead = _("What is owed in the case goes along, at once. To ask first, hand it over.")
        then = reverse("desk:case", args=[case.reference])
        title, best = _("Who has this case"), suggested(case, now=now())
        if best is not None and best.suggested:
            form.fields["to"].label = _("Or somebody else")
        return ask(request, form, title=title, act=_("Give it"), lead=lead, then=then, routing=best)
    to: Agent = checked(AssignForm(request.POST))["to"]
    if to == agent:
        take_case(case.customer_id, case.pk, by=agent, now=now())
        return done(request, "desk:case", case.reference, says=_("It is yours."))
    assign_case(case.customer_id, case.pk, to, by=agent, now=now())
    says = _("%(name)s has it and was told.") % {"name": to.name}
    return done(request, "desk:case", case.reference, says=says)


@require_http_methods(["GET", "POST"])
@at_desk
def handing_over(request: HttpRequest, reference: str) -> HttpResponse:
    """Offer the case with its whole story; its owner keeps it until somebody accepts."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    if request.method == "GET":
        lead = _(
            "They read the whole story and what is owed, then accept or decline. Until they accept, the case stays "
            "where it is, and so does every promise."
        )
        then = reverse("desk:case", args=[case.reference])
        return ask(request, TransferForm(), title=_("Hand over"), act=_("Offer it"), lead=lead, then=then)
    words = checked(TransferForm(request.POST))
    what, _sign, key = words["to"].partition(":")
    to = Agent.objects.get(pk=key) if what == "agent" else None
    team = Team.objects.get(pk=key) if what == "team" else None
    offer_case(case.customer_id, case.pk, to=to, team=team, words=words["why"], by=agent, now=now())
    says = _("Offered to %(name)s. It stays where it is until then.") % {"name": to or team}
    undo = (_("Take it back"), reverse("desk:withdrawing_offer", args=[case.reference]))
    return done(request, "desk:case", case.reference, says=says, undo=undo)


@require_POST
@at_desk
def accepting_offer(request: HttpRequest, reference: str) -> HttpResponse:
    """The offered case is mine from now on, with all that is owed in it."""
    case, offer = _gate(request, reference)
    accept_offer(case.customer_id, offer.pk, by=agent_of(request), now=now())
    return done(request, "desk:case", case.reference, says=_("It is yours now, with all that is owed in it."))


@require_http_methods(["GET", "POST"])
@at_desk
def declining_offer(request: HttpRequest, reference: str) -> HttpResponse:
    """Not I, and why: the case stays with its owner."""
    case, offer = _gate(request, reference)
    if request.method == "GET":
        form = ReasonForm(label=_("Why not"))
        lead = _("%(name)s keeps the case and is told.") % {"name": case.owner or case.team}
        then = reverse("desk:case", args=[case.reference])
        return ask(request, form, title=_("Decline"), act=_("Decline it"), lead=lead, then=then)
    why = checked(ReasonForm(request.POST))["why"]
    decline_offer(case.customer_id, offer.pk, why=why, by=agent_of(request), now=now())
    return done(request, "desk:case", case.reference, says=_("Declined. The case stays where it was."))


@require_POST
@at_desk
def withdrawing_offer(request: HttpRequest, reference: str) -> HttpResponse:
    """The offer is taken back."""
    case, offer = _gate(request, reference)
    withdraw_offer(case.customer_id, offer.pk, by=agent_of(request), now=now())
    return done(request, "desk:case", case.reference, says=_("The offer is taken back."))


def _gate(request: HttpRequest, reference: str) -> tuple[Case, Offer]:
    case = case_for(agent_of(request), reference)
    return case, offer_of(case)
