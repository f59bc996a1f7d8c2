"""Notices: what one of us was told, saying that it was read, and taking that back."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kept.clock import now
from kept.faces.desk.acting import done
from kept.faces.desk.gate import agent_of, at_desk, at_own_desk, zone_of
from kept.faces.desk.read.notices import notices_of
from kept.refusal import NotFound
from kept.staff.actions import read_notices, unread_notices

#: A moment in an address.
STAMP = "%Y%m%dT%H%M%S%f"


@require_GET
@at_desk
def notices(request: HttpRequest) -> HttpResponse:
    """What I was told, the newest first; unread ones stand out."""
    only_new = request.GET.get("only") == "new"
    seen = notices_of(
        agent_of(request), before=request.GET.get("before", ""), only_new=only_new, zone=zone_of(request)
    )
    return render(request, "desk/letters/notices.html", {"seen": seen, "only_new": only_new})


@require_POST
@at_own_desk
def reading(request: HttpRequest, notice: int = 0) -> HttpResponse:
    """I have read this one, or all of them."""
    at = now()
    count = read_notices(agent_of(request), now=at, notice_id=notice or None)
    if not count:
        return done(request, "desk:notices")
    says = ngettext("One notice is read.", "%(count)s notices are read.", count) % {"count": count}
    back = reverse("desk:unreading", args=[at.astimezone(UTC).strftime(STAMP)])
    return done(request, "desk:notices", says=says, undo=(_("Undo"), back))


@require_POST
@at_own_desk
def unreading(request: HttpRequest, at: str) -> HttpResponse:
    """What I marked at that moment is new again."""
    try:
        moment = datetime.strptime(at, STAMP).replace(tzinfo=UTC)
    except ValueError:
        raise NotFound(_("There is nothing to take back.")) from None
    unread_notices(agent_of(request), read_at=moment)
    return done(request, "desk:notices")
