"""One case: its story, what is owed in it, and the composer."""

from dataclasses import dataclass

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
from kept.faces.desk.read.panel import Panel, panel
from kept.faces.desk.read.recipients import Recipients, recipients
from kept.faces.desk.read.story import story
from kept.handling.gates import case_for

MODES = (("answer", "Answer", "r"), ("note", "Note", "n"), ("promise", "Promise", "p"))


@dataclass(frozen=True, slots=True)
class Composer:
    """What the composer needs: who gets it, what was on screen, which mode is open."""

    mode: str
    to: Recipients
    seen: str
    promise_form: PromiseForm
    modes: tuple[tuple[str, str, str], ...] = MODES


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
    told = story(found, rows, before=request.GET.get("before", ""), now=at, zone=zone)
    side = panel(found, promises, brands=brands(agent), now=at, zone=zone)
    return {
        "case": case_seen(found, promises, agent, now=at, zone=zone),
        "story": told,
        "side": side,
        "composer": _composer(request, found, told, side),
        "their_zone": found.customer.zone,
    }


def _composer(request: HttpRequest, found: Case, told: Story, side: Panel) -> Composer:
    mode = request.GET.get("mode", "")
    form = PromiseForm(initial={"kind": "call_back", "due": later(now(), 4)}, auto_id="promise-%s")
    form.fields["text"].widget.attrs["data-draft"] = f"{found.reference}:promise"
    return Composer(
        mode=mode if mode in {name for name, _, _ in MODES} else "answer",
        to=recipients(found, side),
        seen=told.last,
        promise_form=form,
    )
