"""Customers: the list, one of them, and the link that says that two are one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kept.clock import now
from kept.faces.desk.acting import ask, done
from kept.faces.desk.forms.customer import LinkForm
from kept.faces.desk.gate import agent_of, at_desk, zone_of
from kept.faces.desk.read.brands import brands
from kept.faces.desk.read.customers import account, hits
from kept.faces.desk.refusals import checked
from kept.handling.gates import case_for, customer_for, link_for, may_write
from kept.handling.linking import link_customers, unlink_customers
from kept.refusal import NotFound
from kept.rules.codes import normalise
from kept.staff.models import Agent, Role


@require_GET
@at_desk
def customers(request: HttpRequest) -> HttpResponse:
    """Find a customer; a reference or a code goes straight to its case."""
    words = request.GET.get("q", "").strip()[:200]
    straight = _straight(agent_of(request), words)
    if straight is not None:
        return straight
    after = request.GET.get("after", "")
    found, more = hits(
        agent_of(request), words, after=int(after) if after.isdigit() else 0, now=now(), zone=zone_of(request)
    )
    context = {"query": words, "hits": found, "more": more}
    return render(request, "desk/customer/customers.html", context)


@require_GET
@at_desk
def customer(request: HttpRequest, code: str) -> HttpResponse:
    """One customer: who speaks for it, how they are reached, promises both ways, its cases."""
    agent = agent_of(request)
    found = customer_for(agent, code)
    seen = account(found, agent, brands=brands(agent), now=now(), zone=zone_of(request))
    context = {"account": seen, "their_zone": found.zone, "may_write": agent.role != Role.READER}
    return render(request, "desk/customer/customer.html", context)


@require_http_methods(["GET", "POST"])
@at_desk
def linking(request: HttpRequest, code: str) -> HttpResponse:
    """Say that two accounts are one customer: a person's decision, which can be undone."""
    agent = agent_of(request)
    found = customer_for(agent, code)
    if request.method == "GET":
        lead = _("Both accounts are read as one from then on. No fact moves, and the link can be undone.")
        then = reverse("desk:customer", args=[code])
        return ask(
            request, LinkForm(), title=_("The same customer"), act=_("Link them"), lead=lead, then=then
        )
    other = customer_for(agent, str(checked(LinkForm(request.POST))["code"]))
    link_customers(other.pk, found.pk, by=agent, now=now())
    words = {"one": other.name, "other": found.name}
    return done(request, "desk:customer", code, says=_("%(one)s and %(other)s are read as one.") % words)


@require_POST
@at_desk
def unlinking(request: HttpRequest, code: str, link: int) -> HttpResponse:
    """They are two after all."""
    agent = agent_of(request)
    may_write(agent)
    found = link_for(agent, customer_for(agent, code), link)
    unlink_customers(found.pk, by=agent, now=now())
    return done(request, "desk:customer", code, says=_("They are two customers again."))


def _straight(agent: Agent, words: str) -> HttpResponse | None:
    if not normalise(words):
        return None
    try:
        case_for(agent, words)
    except NotFound:
        return None  # a name that looks like a reference, or a case of a brand that is not the reader's
    return redirect("desk:case", normalise(words))
