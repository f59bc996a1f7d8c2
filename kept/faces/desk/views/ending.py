"""How a case rests or ends: look at it again later, settled, spam; and the way back from each."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

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
        lead = _("What is owed stays owed. This adds a promise of our own to look again.")
        then = reverse("desk:case", args=[case.reference])
        return ask(request, form, title=_("Snooze"), act=_("Snooze it"), lead=lead, then=then)
    may_write(agent)
    words = checked(SnoozeForm(request.POST))
    snooze_case(case.customer_id, case.pk, until=words["until"], why=words["why"], by=agent.actor, now=now())
    return done(request, "desk:case", case.reference, says=_("You will be asked to look again."))


@require_http_methods(["GET", "POST"])
@at_desk
def settling(request: HttpRequest, reference: str) -> HttpResponse:
    """Settle with a cause; refused while something is owed."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    if request.method == "GET":
        lead = _("Only when nothing is owed any more. The customer can open it again at any time.")
        then = reverse("desk:case", args=[case.reference])
        title = _("Settle the case")
        return ask(request, SettleForm(), title=title, act=_("Settle it"), lead=lead, then=then)
    may_write(agent)
    words = checked(SettleForm(request.POST))
    settle_case(case.customer_id, case.pk, cause=words["cause"], by=agent.actor, now=now())
    undo = (_("Undo"), reverse("desk:unsettling", args=[case.reference]))
    return done(request, "desk:case", case.reference, says=_("Settled."), undo=undo)


@require_POST
@at_desk
def unsettling(request: HttpRequest, reference: str) -> HttpResponse:
    """The settlement is taken back: it was not over."""
    agent = agent_of(request)
    may_write(agent)
    case = case_for(agent, reference)
    reopen_case(case.customer_id, case.pk, why="", by=agent.actor, now=now())
    return done(request, "desk:case", case.reference, says=_("The case is open again."))


@require_http_methods(["GET", "POST"])
@at_desk
def reopening(request: HttpRequest, reference: str) -> HttpResponse:
    """Open a settled case again, with the reason."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    if request.method == "GET":
        form = ReasonForm(label=_("Why it is not over"))
        then = reverse("desk:case", args=[case.reference])
        return ask(request, form, title=_("Open it again"), act=_("Open it"), then=then)
    may_write(agent)
    words = checked(ReasonForm(request.POST))
    if case.spam_reason:
        not_spam(case.customer_id, case.pk, by=agent, now=now())
        return done(request, "desk:case", case.reference, says=_("No spam: what was owed is owed again."))
    reopen_case(case.customer_id, case.pk, why=words["why"], by=agent.actor, now=now())
    return done(request, "desk:case", case.reference, says=_("The case is open again."))


@require_http_methods(["GET", "POST"])
@at_desk
def spamming(request: HttpRequest, reference: str) -> HttpResponse:
    """Nobody owes an answer to this; said with a reason, counted, and taken back by opening it again."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    if request.method == "GET":
        form = ReasonForm(label=_("How you know"))
        lead = _("What is owed here is marked as never owed. When in doubt, it is a customer.")
        then = reverse("desk:case", args=[case.reference])
        return ask(request, form, title=_("This is spam"), act=_("It is spam"), lead=lead, then=then)
    words = checked(ReasonForm(request.POST))
    mark_spam(case.customer_id, case.pk, reason=words["why"], by=agent, now=now())
    undo = (_("Undo"), reverse("desk:unspamming", args=[case.reference]))
    return done(request, "desk:owed", says=_("Marked as spam."), undo=undo)


@require_POST
@at_desk
def unspamming(request: HttpRequest, reference: str) -> HttpResponse:
    """It was a customer after all."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    not_spam(case.customer_id, case.pk, by=agent, now=now())
    return done(request, "desk:case", case.reference, says=_("No spam: what was owed is owed again."))
