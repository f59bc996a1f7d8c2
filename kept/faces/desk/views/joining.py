"""What belongs together: merge two cases, split one, and the way back from both; decide about a stranger."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kept.cases.models import Case
from kept.clock import now
from kept.contacts.models import Contact
from kept.faces.components import times
from kept.faces.desk.acting import ask, done
from kept.faces.desk.forms.case import MergeForm, SplitForm
from kept.faces.desk.gate import agent_of, at_desk
from kept.faces.desk.refusals import checked
from kept.handling.case_gates import part_for, split_from
from kept.handling.gates import case_for
from kept.handling.merge import merge_cases, split_case, unmerge_case
from kept.handling.participants import accept_stranger, refuse_stranger
from kept.refusal import Refusal

#: Contacts that the chooser of a split shows, the newest.
MOST = 60


@require_http_methods(["GET", "POST"])
@at_desk
def merging(request: HttpRequest, reference: str) -> HttpResponse:
    """One matter after all: this case leads to the other, and can be taken out again."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    if request.method == "GET":
        lead = _("Nothing moves and nothing is lost. The other case tells both parts of the story.")
        then = reverse("desk:case", args=[case.reference])
        title = _("Merge into another case")
        return ask(request, MergeForm(), title=title, act=_("Merge"), lead=lead, then=then)
    into = case_for(agent, checked(MergeForm(request.POST))["into"])
    if into.customer_id != case.customer_id:
        names = {"into": into.reference, "theirs": into.customer.name, "ours": case.customer.name}
        raise Refusal(
            _("%(into)s is a matter of %(theirs)s, not of %(ours)s.") % names,
            remedy=_("If the two are one customer, link the customers first."),
            code="other_customer",
        )
    merge_cases(case.customer_id, case.pk, into.pk, by=agent, now=now())
    says = _("%(reference)s is part of this case now.") % {"reference": case.reference}
    undo = (_("Undo"), reverse("desk:unmerging", args=[into.reference, case.reference]))
    return done(request, "desk:case", into.reference, says=says, undo=undo)


@require_POST
@at_desk
def unmerging(request: HttpRequest, reference: str, part: str) -> HttpResponse:
    """A merge is taken back: the part stands by itself again."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    found = part_for(case, part)
    unmerge_case(case.customer_id, found.pk, by=agent, now=now())
    says = _("%(reference)s stands by itself again.") % {"reference": found.reference}
    return done(request, "desk:case", found.reference, says=says)


@require_http_methods(["GET", "POST"])
@at_desk
def splitting(request: HttpRequest, reference: str) -> HttpResponse:
    """Two matters in one case: what is chosen gets a case and a reference of its own."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    choices = _contacts(case)
    if request.method == "GET":
        then = reverse("desk:case", args=[case.reference])
        lead = _("What is owed for the chosen words alone goes along.")
        form = SplitForm(contacts=choices)
        return ask(request, form, title=_("Split"), act=_("Split it off"), lead=lead, then=then)
    chosen = [int(key) for key in checked(SplitForm(request.POST, contacts=choices))["contacts"]]
    fresh = split_case(case.customer_id, case.pk, chosen, by=agent, now=now())
    says = _("This was split from %(reference)s.") % {"reference": case.reference}
    undo = (_("Undo"), reverse("desk:unsplitting", args=[fresh.reference]))
    return done(request, "desk:case", fresh.reference, says=says, undo=undo)


@require_POST
@at_desk
def unsplitting(request: HttpRequest, reference: str) -> HttpResponse:
    """What was split off is one matter with its origin again."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    origin = split_from(agent, case)
    merge_cases(case.customer_id, case.pk, origin.pk, by=agent, now=now())
    says = _("%(reference)s is part of this case again.") % {"reference": case.reference}
    return done(request, "desk:case", origin.reference, says=says)


@require_POST
@at_desk
def accepting(request: HttpRequest, reference: str, participant: int) -> HttpResponse:
    """The stranger belongs to this case."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    who = accept_stranger(case.customer_id, participant, by=agent, now=now())
    says = _("%(name)s is part of this case now.") % {"name": who.name or who.address}
    return done(request, "desk:case", case.reference, says=says)


@require_POST
@at_desk
def parting(request: HttpRequest, reference: str, participant: int) -> HttpResponse:
    """The stranger does not belong here: what he wrote gets a case of its own."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    fresh = refuse_stranger(case.customer_id, participant, by=agent, now=now())
    return done(request, "desk:case", fresh.reference, says=_("It has a case of its own."))


def _contacts(case: Case) -> list[tuple[str, str]]:
    zone, at = timezone.get_current_timezone(), now()
    rows = (
        Contact.objects.filter(customer_id=case.customer_id, case_id=case.pk)
        .only("at", "sender_name", "sender_address", "snippet")
        .order_by("-at", "-id")[:MOST]
    )
    return [
        (
            str(row.pk),
            f"{times.moment(row.at, at, zone)} {row.sender_name or row.sender_address}: {row.snippet[:80]}",
        )
        for row in rows
    ]
