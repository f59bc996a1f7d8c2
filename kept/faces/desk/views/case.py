"""One case: its story, what is owed in it, and the composer; its story on one page; what came before it."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from kept.cases.models import Case
from kept.clock import now
from kept.faces.components.seen import Story
from kept.faces.desk.forms.case import PromiseForm, later
from kept.faces.desk.gate import agent_of, at_desk, zone_of
from kept.faces.desk.read.brands import brands
from kept.faces.desk.read.case import case_seen, promises_of, seen_of
from kept.faces.desk.read.composing import Composer, composer
from kept.faces.desk.read.offered import offered
from kept.faces.desk.read.panel import Panel, panel
from kept.faces.desk.read.participants import links_of
from kept.faces.desk.read.past import accounts_of
from kept.faces.desk.read.past import earlier_cases as before_this
from kept.faces.desk.read.presence import seen_here
from kept.faces.desk.read.story import story
from kept.faces.live.presence import who_is_here
from kept.handling.gates import case_for
from kept.staff.models import Role

#: Contacts of a story on one page.
WHOLE = 300


@require_GET
@at_desk
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """The page of a case. A merged one leads to what remains."""
    found = case_for(agent_of(request), reference)
    if found.reference != reference:
        return redirect("desk:case", found.reference)
    return render(request, "desk/case/case.html", page(request, found))


def page(request: HttpRequest, found: Case) -> dict[str, object]:
    """Everything that the page of this case shows."""
    agent, zone, at = agent_of(request), zone_of(request), now()
    rows = promises_of(found)
    promises = seen_of(rows, agent, now=at)
    family = found.family
    told = story(found, rows, family, before=request.GET.get("before", ""), now=at, zone=zone)
    side = panel(found, promises, family, brands=brands(agent), now=at, zone=zone)
    return {
        "case": case_seen(found, promises, agent, now=at, zone=zone),
        "story": told,
        "side": side,
        "composer": _composer(request, found, told, side, at),
        "offer": offered(found, agent),
        "presence": seen_here(who_is_here(found.reference, now=at), agent),
        "may_write": agent.role != Role.READER,
        "their_zone": found.customer.zone,
    }


@require_GET
@at_desk
def whole_story(request: HttpRequest, reference: str) -> HttpResponse:
    """The case as one readable page, for who has to know and does not work in it; made to be printed."""
    agent, zone, at = agent_of(request), zone_of(request), now()
    found = case_for(agent, reference)
    rows = promises_of(found)
    promises = seen_of(rows, agent, now=at)
    family = found.family
    told = story(
        found, rows, family, before=request.GET.get("before", ""), page=WHOLE, folded=False, now=at, zone=zone
    )
    context = {
        "case": case_seen(found, promises, agent, now=at, zone=zone),
        "opened_at": found.opened_at,
        "story": told,
        "side": panel(found, promises, family, brands=brands(agent), now=at, zone=zone),
        "offer": offered(found, agent),
        "their_zone": found.customer.zone,
    }
    return render(request, "desk/case/whole_story.html", context)


@require_GET
@at_desk
def earlier_cases(request: HttpRequest, reference: str) -> HttpResponse:
    """More of the customer's other cases: into the panel when the page's script asked, else as a page."""
    agent = agent_of(request)
    found = case_for(agent, reference)
    after = request.GET.get("after", "")
    accounts = accounts_of(found.customer_id, links_of(found.customer_id))
    past = before_this(found, accounts, brands(agent), after=after, now=now(), zone=zone_of(request))
    context = {"case": found, "past": past}
    template = "desk/case/past.html" if request.htmx else "desk/case/past_page.html"
    return render(request, template, context)


def _composer(request: HttpRequest, found: Case, told: Story, side: Panel, at: datetime) -> Composer:
    form = PromiseForm(initial={"kind": "call_back", "due": later(at, 4)}, auto_id="promise-%s")
    form.fields["text"].widget.attrs["data-draft"] = f"{found.reference}:promise"
    return composer(
        found,
        agent_of(request),
        mode=request.GET.get("mode", ""),
        seen=told.last,
        form=form,
        side=side,
        now=at,
        zone=zone_of(request),
    )
