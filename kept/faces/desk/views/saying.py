"""What an agent says in a case: an answer, a note, a promise; and taking an answer back."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.clock import now
from kept.faces.desk.acting import done
from kept.faces.desk.forms.case import PromiseForm
from kept.faces.desk.forms.composer import AnswerForm, NoteForm
from kept.faces.desk.forms.times import MomentField
from kept.faces.desk.gate import agent_of, at_desk, zone_of
from kept.faces.desk.refusals import checked
from kept.handling.answer import Reply, answer_case
from kept.handling.committing import ask_about, refuse_unworkable
from kept.handling.drafting import drop_draft
from kept.handling.gates import case_for, may_write
from kept.handling.note import write_note
from kept.handling.sending_later import reschedule
from kept.handling.taking_back import take_back
from kept.promises.make import Vow, make_promise
from kept.refusal import Refusal


@require_POST
@at_desk
def answering(request: HttpRequest, reference: str) -> HttpResponse:
    """The answer goes into the outbox, signed by its writer, with the promises and files in it."""
    agent, at = agent_of(request), now()
    case = case_for(agent, reference)
    form = AnswerForm(request.POST)
    words = _whole(form)
    vows = _promised(form, str(zone_of(request)))
    if not words["alone"]:
        ask_about(case, str(words["text"]), {vow.key for vow in form.vows if vow.state != "found"}, now=at)
    for vow in vows:
        refuse_unworkable(case, vow.kind, vow.due_at, zone=zone_of(request), now=at)
    reply = Reply(
        text=str(words["text"]),
        seen_contact_id=words["seen"],  # type: ignore[arg-type]
        to=form.people["to"],
        cc=form.people["cc"],
        bcc=form.people["bcc"],
        knowingly=form.knowingly,
        vows=vows,
        uploads=form.uploads,
        send_at=words["send_at"],  # type: ignore[arg-type]
        anyway=bool(words["anyway"]),
        override_reason=str(words["override_reason"]),
    )
    answer_case(case.customer_id, case.pk, reply, by=agent, now=at)
    says = _("Your answer leaves later.") if reply.send_at else _("Your answer is on its way.")
    return done(request, "desk:case", case.reference, says=says)


@require_POST
@at_desk
def taking_back(request: HttpRequest, reference: str, contact: int) -> HttpResponse:
    """The answer has not left: its words are in the composer again."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    take_back(case, contact, by=agent, now=now())
    return done(
        request, "desk:case", case.reference, says=_("Taken back. Your words are in the composer again.")
    )


@require_POST
@at_desk
def rescheduling(request: HttpRequest, reference: str, contact: int) -> HttpResponse:
    """It leaves at another time, or now with what has come since before the reader's eyes."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    at = _moment(request.POST.get("at", "")) if request.POST.get("use_time") else None
    seen = request.POST.get("seen", "")
    reschedule(
        case,
        contact,
        at=at,
        seen_contact_id=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else None,
        by=agent,
        now=now(),
    )
    says = _("It leaves at that time.") if at else _("It leaves now.")
    return done(request, "desk:case", case.reference, says=says)


@require_POST
@at_desk
def noting(request: HttpRequest, reference: str) -> HttpResponse:
    """The note stays inside."""
    agent, at = agent_of(request), now()
    case = case_for(agent, reference)
    words = _whole(NoteForm(request.POST))
    write_note(case.customer_id, case.pk, str(words["text"]), by=agent, now=at)
    drop_draft(case, "note", by=agent, now=at)
    return done(request, "desk:case", case.reference, says=_("The note is kept, inside only."))


@require_POST
@at_desk
def promising(request: HttpRequest, reference: str) -> HttpResponse:
    """A promise by hand, ours or theirs."""
    agent, at = agent_of(request), now()
    may_write(agent)
    case = case_for(agent, reference)
    words = checked(PromiseForm(request.POST, auto_id="promise-%s"))
    if not words["theirs"]:
        refuse_unworkable(case, words["kind"], words["due"], zone=zone_of(request), now=at)  # type: ignore[arg-type]
    vow = Vow(
        kind=str(words["kind"]),
        text=str(words["text"]),
        due_at=words["due"],  # type: ignore[arg-type]
        promisor="customer" if words["theirs"] else "company",
        due_zone=str(zone_of(request)),
    )
    made = make_promise(case.customer_id, case.pk, vow, by=agent.actor, now=at)
    says = _("It is promised. Code %(code)s.") % {"code": made.code}
    return done(request, "desk:case", case.reference, says=says)


def _whole(form: Form) -> dict[str, object]:
    """What was typed, if it is whole; what is missing is said where the answer is sent."""
    if not form.is_valid():
        raise Refusal(
            " ".join(str(error) for errors in form.errors.values() for error in errors), code="not_whole"
        )
    return form.cleaned_data


def _moment(typed: str) -> datetime:
    try:
        return MomentField().clean(typed)  # type: ignore[no-any-return]
    except ValidationError as wrong:
        raise Refusal(" ".join(wrong.messages), code="no_moment") from None


def _promised(form: AnswerForm, zone: str) -> list[Vow]:
    try:
        return form.promised(zone)
    except ValidationError as wrong:
        raise Refusal(" ".join(wrong.messages), code="bad_promise") from None
