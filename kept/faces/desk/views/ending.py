"""How a case rests or ends: snoozed, settled, opened again, spam."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kept.clock import now
from kept.faces.desk.acting import ask, done
from kept.faces.desk.forms.case import ReasonForm, SettleForm, SnoozeForm, later
from kept.faces.desk.gate import agent_of, at_desk
from kept.faces.desk.refusals import checked
from kept.handling.gates import case_for, may_write
from kept.handling.settle import reopen_case, settle_case
from kept.handling.snooze import snooze_case
from kept.handling.spam import mark_spam, not_spam


@require_http_methods(["GET", "POST"])
@at_desk
def snoozing(request: HttpRequest, reference: str) -> HttpResponse:
    """Look at it again later: a promise of our own, which a "thanks" of the customer does not end."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    if request.method == "GET":
        form = SnoozeForm(initial={"until": later(now(), 24)})
        lead = "What is owed stays owed. This adds a promise of our own to look again."
        then = reverse("desk:case", args=[case.reference])
        return ask(request, form, title="Snooze", act="Snooze it", lead=lead, then=then)
    may_write(agent)
    words = checked(SnoozeForm(request.POST))
    snooze_case(case.customer_id, case.pk, until=words["until"], why=words["why"], by=agent.actor, now=now())
    return done(request, "desk:case", case.reference, says="You will be asked to look again.")


@require_http_methods(["GET", "POST"])
@at_desk
def settling(request: HttpRequest, reference: str) -> HttpResponse:
    """Settle with a cause; refused while something is owed."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    if request.method == "GET":
        lead = "Only when nothing is owed any more. The customer can open it again at any time."
        then = reverse("desk:case", args=[case.reference])
        return ask(request, SettleForm(), title="Settle the case", act="Settle it", lead=lead, then=then)
    may_write(agent)
    words = checked(SettleForm(request.POST))
    settle_case(case.customer_id, case.pk, cause=words["cause"], by=agent.actor, now=now())
    return done(request, "desk:case", case.reference, says="Settled.")


@require_http_methods(["GET", "POST"])
@at_desk
def reopening(request: HttpRequest, reference: str) -> HttpResponse:
    """Open a settled case again, with the reason."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    if request.method == "GET":
        form = ReasonForm(label="Why it is not over")
        then = reverse("desk:case", args=[case.reference])
        return ask(request, form, title="Open it again", act="Open it", then=then)
    may_write(agent)
    words = checked(ReasonForm(request.POST))
    if case.spam_reason:
        not_spam(case.customer_id, case.pk, by=agent, now=now())
        return done(request, "desk:case", case.reference, says="No spam: what was owed is owed again.")
    reopen_case(case.customer_id, case.pk, why=words["why"], by=agent.actor, now=now())
    return done(request, "desk:case", case.reference, says="The case is open again.")


@require_http_methods(["GET", "POST"])
@at_desk
def spamming(request: HttpRequest, reference: str) -> HttpResponse:
    """Nobody owes an answer to this; said with a reason, counted, and taken back by opening it again."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    if request.method == "GET":
        form = ReasonForm(label="How you know")
        lead = "What is owed here is marked as never owed. When in doubt, it is a customer."
        then = reverse("desk:case", args=[case.reference])
        return ask(request, form, title="This is spam", act="It is spam", lead=lead, then=then)
    words = checked(ReasonForm(request.POST))
    mark_spam(case.customer_id, case.pk, reason=words["why"], by=agent, now=now())
    return done(request, "desk:owed", says="Marked as spam.")
