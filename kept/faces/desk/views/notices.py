"""Notices: what one of us was told, and saying that it was read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from kept.clock import now
from kept.faces.desk.acting import done
from kept.faces.desk.gate import agent_of, at_desk
from kept.staff.actions import read_notices
from kept.staff.models import Notice

PAGE = 100
ICONS = {
    "warned": "later",
    "broken": "alarm",
    "escalated": "bell",
    "overdue": "later",
    "assigned": "hand",
    "bounced": "bounce",
    "alarm": "alarm",
}


@require_GET
@at_desk
def notices(request: HttpRequest) -> HttpResponse:
    """What I was told, the newest first; unread ones stand out."""
    rows = list(Notice.objects.filter(agent=agent_of(request)).order_by("-at", "-id")[:PAGE])
    told = [(row, ICONS.get(row.kind, "bell")) for row in rows]
    context = {"told": told, "unread": sum(row.read_at is None for row in rows)}
    return render(request, "desk/letters/notices.html", context)


@require_POST
@at_desk
def reading(request: HttpRequest, notice: int = 0) -> HttpResponse:
    """I have read this one, or all of them."""
    read_notices(agent_of(request), now=now(), notice_id=notice or None)
    return done(request, "desk:notices")
