"""The outbox: what has not left yet, taken back or let go."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kept.clock import now
from kept.contacts.hold import let_go, open_hold
from kept.contacts.models import Outgoing, OutgoingCode
from kept.contacts.states import Delivery
from kept.faces.desk.acting import done
from kept.faces.desk.gate import agent_of, at_desk, zone_of
from kept.faces.desk.read.brands import brands
from kept.faces.desk.read.outbox import BOUNCED_FOR_DAYS
from kept.faces.desk.read.outbox import outbox as letters
from kept.handling.gates import case_for, may_administer, may_write
from kept.handling.handover import cancel_message, retry_message
from kept.handling.sending_later import STAYING
from kept.handling.taking_back import take_back, waiting_answer, waiting_in
from kept.refusal import NotFound, Refusal


@require_GET
@at_desk
def outbox(request: HttpRequest) -> HttpResponse:
    """What waits, what is held and why, what came back this week."""
    agent, at = agent_of(request), now()
    rows = letters(agent, since=at - timedelta(days=BOUNCED_FOR_DAYS), now=at, zone=zone_of(request))
    return render(request, "desk/letters/outbox.html", {"rows": rows, "hold": open_hold(), "agent": agent})


@require_POST
@at_desk
def cancelling(request: HttpRequest, outgoing: int) -> HttpResponse:
    """Take a message back before it leaves; the words of a whole answer are in the composer again."""
    agent, customer_id = agent_of(request), _customer_of(request, outgoing)
    letter = Outgoing.objects.select_related("contact__case").get(customer_id=customer_id, pk=outgoing)
    case = case_for(agent, letter.contact.case.reference)
    waits = waiting_in(case).filter(pk=letter.contact_id).exists()
    if waits:
        waiting_answer(case, letter.contact_id, agent)
    copies = Outgoing.objects.filter(customer_id=customer_id, contact_id=letter.contact_id)
    if waits and not copies.exclude(state__in=[*STAYING, Delivery.CANCELLED]).exists():
        take_back(case, letter.contact_id, by=agent, now=now())
        says = _("Taken back. Your words are in the composer again.")
        return done(request, "desk:case", case.reference, says=says)
    if not cancel_message(customer_id, outgoing, by=agent.actor, now=now()):
        raise Refusal(_("It has left already."), remedy=_("Write to the customer again."), code="left")
    return done(request, "desk:outbox", says=_("Taken back before it left."))


@require_POST
@at_desk
def sending_again(request: HttpRequest, outgoing: int) -> HttpResponse:
    """Try a delayed message now."""
    if not retry_message(_customer_of(request, outgoing), outgoing, now=now()):
        raise Refusal(_("It does not wait for another try any more."), code="not_waiting")
    return done(request, "desk:outbox", says=_("It is tried now."))


@require_POST
@at_desk
def letting_go(request: HttpRequest) -> HttpResponse:
    """An admin confirms that a restored desk may send again."""
    agent = agent_of(request)
    may_administer(agent, _("let mail leave again"))
    let_go(by=agent.actor, now=now())
    return done(request, "desk:outbox", says=_("Mail leaves again."))


def _customer_of(request: HttpRequest, outgoing: int) -> int:
    """Whose message this is, if the agent may write and see its brand."""
    agent = agent_of(request)
    may_write(agent)
    code = OutgoingCode.objects.filter(pk=outgoing).first()
    rows = code and Outgoing.objects.filter(
        customer_id=code.customer_id, pk=outgoing, brand_id__in=brands(agent)
    )
    if not code or not rows or not rows.exists():
        raise NotFound(_("There is no such message."))
    return code.customer_id
