"""What an agent says in a case: an answer, a note, a promise."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from kept.clock import now
from kept.faces.desk.acting import done
from kept.faces.desk.forms.case import AnswerForm, NoteForm, PromiseForm
from kept.faces.desk.gate import agent_of, at_desk, zone_of
from kept.faces.desk.refusals import checked
from kept.handling.answer import Reply, answer_case
from kept.handling.gates import case_for, may_write
from kept.handling.note import write_note
from kept.promises.make import Vow, make_promise


@require_POST
@at_desk
def answering(request: HttpRequest, reference: str) -> HttpResponse:
    """The answer goes into the outbox, signed by its writer."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    words = checked(AnswerForm(request.POST))
    reply = Reply(
        text=words["text"],
        seen_contact_id=words["seen"],
        anyway=words["anyway"],
        override_reason=words["override_reason"],
    )
    answer_case(case.customer_id, case.pk, reply, by=agent, now=now())
    return done(request, "desk:case", case.reference, says="Your answer is on its way.")


@require_POST
@at_desk
def noting(request: HttpRequest, reference: str) -> HttpResponse:
    """The note stays inside."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    words = checked(NoteForm(request.POST))
    write_note(case.customer_id, case.pk, words["text"], by=agent, now=now())
    return done(request, "desk:case", case.reference, says="The note is kept, inside only.")


@require_POST
@at_desk
def promising(request: HttpRequest, reference: str) -> HttpResponse:
    """A promise by hand, ours or theirs."""
    agent = agent_of(request)
    may_write(agent)
    case = case_for(agent, reference)
    words = checked(PromiseForm(request.POST, auto_id="promise-%s"))
    vow = Vow(
        kind=words["kind"],
        text=words["text"],
        due_at=words["due"],
        promisor="customer" if words["theirs"] else "company",
        due_zone=str(zone_of(request)),
    )
    made = make_promise(case.customer_id, case.pk, vow, by=agent.actor, now=now())
    return done(request, "desk:case", case.reference, says=f"It is promised. Code {made.code}.")
