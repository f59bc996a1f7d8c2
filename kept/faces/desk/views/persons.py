"""Two addresses, one human being: a person's decision, which can be undone."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kept.clock import now
from kept.faces.desk.acting import ask, done
from kept.faces.desk.forms.joining import SamePersonForm
from kept.faces.desk.gate import agent_of, at_desk
from kept.faces.desk.refusals import checked
from kept.handling.case_gates import participant_of, person_at, person_link_of
from kept.handling.gates import case_for, may_write
from kept.handling.linking import link_persons, unlink_persons


@require_http_methods(["GET", "POST"])
@at_desk
def linking_person(request: HttpRequest, reference: str, participant: int) -> HttpResponse:
    """The writer is the same person as the owner of another address."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    who = participant_of(case, participant)
    if request.method == "GET":
        lead = _("No fact moves. %(address)s stays the address that is shown first.") % {
            "address": who.address
        }
        then = reverse("desk:case", args=[case.reference])
        title, act = _("The same person"), _("They are one")
        return ask(request, SamePersonForm(), title=title, act=act, lead=lead, then=then)
    address = checked(SamePersonForm(request.POST))["address"].lower()
    link = link_persons(person_at(agent, address).pk, who.person_id, by=agent, now=now())
    says = _("%(one)s and %(other)s are one person.") % {"one": who.address, "other": address}
    undo = (_("Undo"), reverse("desk:unlinking_person", args=[case.reference, who.pk, link.pk]))
    return done(request, "desk:case", case.reference, says=says, undo=undo)


@require_POST
@at_desk
def unlinking_person(request: HttpRequest, reference: str, participant: int, link: int) -> HttpResponse:
    """They are two after all."""
    agent = agent_of(request)
    may_write(agent)
    case = case_for(agent, reference)
    found = person_link_of(participant_of(case, participant), link)
    unlink_persons(found.pk, by=agent, now=now())
    return done(request, "desk:case", case.reference, says=_("They are two persons again."))
