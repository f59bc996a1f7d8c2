"""Who has a case open: a page's heartbeat, who is here, and the pen."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kept.cases.models import Case
from kept.clock import now
from kept.faces.desk.acting import done
from kept.faces.desk.gate import agent_of, at_desk
from kept.faces.desk.read.presence import seen_here
from kept.faces.live.presence import Here, beat, leave, take_over, who_is_here
from kept.handling.gates import case_for, may_write


@require_http_methods(["GET", "POST"])
@at_desk
def presence(request: HttpRequest, reference: str) -> HttpResponse:
    """Who is here. Sent, it says as well that this page is alive: reading, writing, or about to close."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    if request.method == "GET":
        return _answer(request, case, who_is_here(case.reference, now=now()))
    doing = request.POST.get("doing", "reading")
    if doing == "gone":
        leave(case.reference, case.brand_id, agent, now=now())
        return HttpResponse(status=204)
    here = beat(case.reference, case.brand_id, agent, writing=doing == "writing", now=now())
    return _answer(request, case, here)


@require_POST
@at_desk
def taking_pen(request: HttpRequest, reference: str) -> HttpResponse:
    """Write instead of who is writing; he is told."""
    agent = agent_of(request)
    may_write(agent)
    case = case_for(agent, reference)
    title = case.subject or case.reference
    here = take_over(case.reference, case.brand_id, agent, title=title, now=now())
    if request.headers.get("X-Requested-With") == "presence":
        return _answer(request, case, here)
    return done(request, "desk:case", case.reference, says=_("You have taken over the answer."))


def _answer(request: HttpRequest, case: Case, here: list[Here]) -> HttpResponse:
    context = {"case": case, "presence": seen_here(here, agent_of(request))}
    return render(request, "desk/case/presence.html", context)
