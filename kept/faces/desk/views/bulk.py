"""Verbs over the rows that somebody selected: one form, one verb, one line of what was done and what was refused."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kept.clock import now
from kept.faces.desk.acting import ask
from kept.faces.desk.forms.bulk import (
    BulkAssignForm,
    BulkForm,
    BulkMoveForm,
    BulkReasonForm,
    BulkSettleForm,
    BulkSnoozeForm,
)
from kept.faces.desk.forms.case import later
from kept.faces.desk.gate import agent_of, at_desk
from kept.faces.desk.refusals import checked
from kept.faces.desk.undoing import finished, home, remembered
from kept.handling.bulk import (
    assign_each,
    move_each,
    settle_each,
    snooze_each,
    spam_each,
    take_back,
    take_each,
)
from kept.handling.gates import may_write
from kept.refusal import Refusal

Form = type[BulkForm]
either = require_http_methods(["GET", "POST"])
#: What the line says of those that were done.
TAKEN = ngettext_lazy("%(n)s taken.", "%(n)s taken.", "n")
GIVEN = ngettext_lazy("%(n)s given to %(name)s.", "%(n)s given to %(name)s.", "n")
SNOOZED = ngettext_lazy("%(n)s snoozed.", "%(n)s snoozed.", "n")
SETTLED = ngettext_lazy("%(n)s settled.", "%(n)s settled.", "n")
SPAM = ngettext_lazy("%(n)s marked as spam.", "%(n)s marked as spam.", "n")
MOVED = ngettext_lazy("%(n)s moved.", "%(n)s moved.", "n")
TAKEN_BACK = ngettext_lazy("%(n)s taken back.", "%(n)s taken back.", "n")


@either
@at_desk
def taking(request: HttpRequest) -> HttpResponse:
    """Take them oneself."""
    if request.method == "GET":
        lead = _("What is owed in them is yours from then on.")
        return _ask(request, BulkForm, title=_("Take these"), act=_("Take"), lead=lead)
    words = _words(request, BulkForm)
    outcome = take_each(words["row"], by=agent_of(request), now=now())
    return finished(request, outcome, TAKEN, words)


@either
@at_desk
def assigning(request: HttpRequest) -> HttpResponse:
    """Give them to somebody, who is told."""
    if request.method == "GET":
        lead = _("What is owed in the cases goes along.")
        first = {"to": agent_of(request).pk}
        return _ask(request, BulkAssignForm, first, title=_("Who has these"), act=_("Give"), lead=lead)
    words = _words(request, BulkAssignForm)
    outcome = assign_each(words["row"], words["to"], by=agent_of(request), now=now())
    return finished(request, outcome, GIVEN, words, name=words["to"].name)


@either
@at_desk
def snoozing(request: HttpRequest) -> HttpResponse:
    """Look at them again later; what is owed stays owed."""
    if request.method == "GET":
        lead = _("What is owed stays owed. This adds a promise of our own to look again.")
        first = {"until": later(now(), 24)}
        return _ask(request, BulkSnoozeForm, first, title=_("Snooze"), act=_("Snooze"), lead=lead)
    words = _words(request, BulkSnoozeForm)
    by, at = agent_of(request), now()
    outcome = snooze_each(words["row"], until=words["until"], why=words["why"], by=by, now=at)
    return finished(request, outcome, SNOOZED, words)


@either
@at_desk
def settling(request: HttpRequest) -> HttpResponse:
    """Settle those in which nothing is owed."""
    if request.method == "GET":
        lead = _("Those in which something is still owed are refused, one by one; the others are settled.")
        return _ask(request, BulkSettleForm, title=_("Settle"), act=_("Settle"), lead=lead)
    words = _words(request, BulkSettleForm)
    outcome = settle_each(words["row"], cause=words["cause"], by=agent_of(request), now=now())
    return finished(request, outcome, SETTLED, words)


@either
@at_desk
def spamming(request: HttpRequest) -> HttpResponse:
    """Nobody owes an answer to these."""
    if request.method == "GET":
        lead = _("What is owed in them is marked as never owed. When in doubt, it is a customer.")
        return _ask(request, BulkReasonForm, title=_("This is spam"), act=_("It is spam"), lead=lead)
    words = _words(request, BulkReasonForm)
    outcome = spam_each(words["row"], reason=words["why"], by=agent_of(request), now=now())
    return finished(request, outcome, SPAM, words)


@either
@at_desk
def moving(request: HttpRequest) -> HttpResponse:
    """Another due time, with the reason."""
    if request.method == "GET":
        lead = _("What has passed its time stays broken.")
        first = {"due": later(now(), 24)}
        return _ask(request, BulkMoveForm, first, title=_("Another time"), act=_("Move"), lead=lead)
    words = _words(request, BulkMoveForm)
    outcome = move_each(words["row"], due_at=words["due"], why=words["why"], by=agent_of(request), now=now())
    return finished(request, outcome, MOVED, words)


@require_POST
@at_desk
def undoing(request: HttpRequest, key: str) -> HttpResponse:
    """Take back what was just done to many."""
    may_write(agent_of(request))
    acts = remembered(request, key)
    if not acts:
        raise Refusal(_("It cannot be taken back any more."), code="nothing_to_undo")
    outcome = take_back(acts, by=agent_of(request), now=now())
    return finished(request, outcome, TAKEN_BACK, {"back": home(request), "part": ""})


def _ask(
    request: HttpRequest,
    form: Form,
    initial: dict[str, Any] | None = None,
    *,
    title: str,
    act: str,
    lead: str,
) -> HttpResponse:
    rows = request.GET.getlist("row")
    if not rows:
        raise Refusal(_("Select some rows first."), remedy=_("Press X on a row, or tick it."), code="no_rows")
    back = home(request)
    asked = form(initial={**(initial or {}), "row": rows, "back": back})
    count = ngettext("%(n)s row selected.", "%(n)s rows selected.", len(rows)) % {"n": len(rows)}
    return ask(request, asked, title=title, act=act, lead=f"{count} {lead}", then=back)


def _words(request: HttpRequest, form: Form) -> dict[str, Any]:
    may_write(agent_of(request))
    return checked(form(request.POST))
