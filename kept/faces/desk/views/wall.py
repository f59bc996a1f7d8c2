"""The wall: one screen that is read from five metres, and asks for nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kept.clock import now
from kept.faces.desk.gate import agent_of, at_desk, zone_of
from kept.faces.desk.read.wall import wall as look


@require_GET
@at_desk
def wall(request: HttpRequest) -> HttpResponse:
    """What is broken, what is due next, and who is ignored."""
    at = now()
    context = {"wall": look(agent_of(request), now=at, zone=zone_of(request)), "at": at}
    return render(request, "desk/figures/wall.html", context)
