"""Ways to reach a person: a further one, and one that is not to be used any more."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kept.clock import now
from kept.customers.models import ContactPoint
from kept.customers.points import add_point, retire_point
from kept.faces.desk.acting import ask, done
from kept.faces.desk.forms.case import ReasonForm
from kept.faces.desk.forms.customer import PointForm
from kept.faces.desk.gate import agent_of, at_desk
from kept.faces.desk.refusals import checked
from kept.handling.gates import account_of, customer_for, may_write
from kept.refusal import NotFound


@require_http_methods(["GET", "POST"])
@at_desk
def adding_point(request: HttpRequest, code: str, person: int) -> HttpResponse:
    """A further address or number of somebody who speaks for the customer."""
    agent = agent_of(request)
    may_write(agent)
    account = account_of(agent, customer_for(agent, code), person)
    if request.method == "GET":
        lead = _("It is tried when the other ways fail. Your name stands beside it on the ledger.")
        title, then = _("A further way to reach them"), reverse("desk:customer", args=[code])
        return ask(request, PointForm(), title=title, act=_("Add it"), lead=lead, then=then)
    words = checked(PointForm(request.POST))
    point = add_point(
        account, person, words["channel"], words["value"], source=words["source"], by=agent.actor, now=now()
    )
    return done(request, "desk:customer", code, says=_("%(value)s is added.") % {"value": point.value})


@require_http_methods(["GET", "POST"])
@at_desk
def retiring_point(request: HttpRequest, code: str, point: int) -> HttpResponse:
    """This address or number is not to be used any more."""
    agent = agent_of(request)
    may_write(agent)
    customer = customer_for(agent, code)
    row = ContactPoint.objects.filter(pk=point).first()
    if row is None:
        raise NotFound("There is no such address or number.")
    account = account_of(agent, customer, row.person_id)
    if request.method == "GET":
        lead = _("Nothing goes there by itself any more. Whoever writes from it is still recognised.")
        title = _("Take %(value)s out of use") % {"value": row.value}
        form, then = ReasonForm(label=_("Why")), reverse("desk:customer", args=[code])
        return ask(request, form, title=title, act=_("Take it out of use"), lead=lead, then=then)
    why = str(checked(ReasonForm(request.POST))["why"])
    retire_point(account, row.pk, why=why, by=agent.actor, now=now())
    return done(request, "desk:customer", code, says=_("%(value)s is out of use.") % {"value": row.value})
