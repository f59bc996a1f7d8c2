"""The sandbox mailbox. Only in a demo, which serves no other machine than its own."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kept.channels.mail.models import SandboxMail
from kept.channels.mail.sending.sandbox import answer_as_customer, write_as_customer
from kept.clock import now
from kept.faces.sandbox.forms import AnswerForm, LetterForm
from kept.refusal import NotFound

PAGE = 60


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as its recipient sees it."""

    id: int
    to: str
    sender: str
    subject: str
    at: datetime
    text: str = ""


@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """Everything that customers would have got, the newest first."""
    _only_in_a_demo()
    return render(request, "sandbox/mailbox.html", {"letters": _letters()})


@require_GET
def letter(request: HttpRequest, mail: int) -> HttpResponse:
    """One mail, and the field for an answer."""
    _only_in_a_demo()
    found = _found(mail)
    context = {"letters": _letters(), "letter": _letter(found, whole=True), "form": AnswerForm()}
    return render(request, "sandbox/letter.html", context)


@require_POST
def answering(request: HttpRequest, mail: int) -> HttpResponse:
    """Answer as the customer; the mail goes the way that every mail takes in."""
    _only_in_a_demo()
    found, form = _found(mail), AnswerForm(request.POST)
    if not form.is_valid():
        context = {"letters": _letters(), "letter": _letter(found, whole=True), "form": form}
        return render(request, "sandbox/letter.html", context, status=422)
    answer_as_customer(found, form.cleaned_data["text"], now=now())
    return redirect(f"{reverse('sandbox:letter', args=[mail])}?sent=1")


@require_http_methods(["GET", "POST"])
def writing(request: HttpRequest) -> HttpResponse:
    """Write to the company as a customer of one's own making."""
    _only_in_a_demo()
    form = LetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        write_as_customer(
            words["address"].lower(), words["name"], words["to"], words["subject"], words["text"], now=now()
        )
        return redirect(f"{reverse('sandbox:mailbox')}?sent=1")
    status = 422 if form.is_bound else 200
    return render(request, "sandbox/writing.html", {"letters": _letters(), "form": form}, status=status)


def _only_in_a_demo() -> None:
    if not settings.KEPT.demo:
        raise NotFound("There is no sandbox here.", remedy="Only a demo has one.")


def _letters() -> list[Letter]:
    return [_letter(row) for row in SandboxMail.objects.order_by("-at", "-id")[:PAGE]]


def _letter(row: SandboxMail, *, whole: bool = False) -> Letter:
    message = message_from_bytes(bytes(row.message), policy=default)
    return Letter(
        id=row.pk,
        to=row.address,
        sender=str(message["From"] or ""),
        subject=str(message["Subject"] or _("Without a subject")),
        at=row.at,
        text=_text(message) if whole else "",
    )


def _text(message: EmailMessage) -> str:
    body = message.get_body(("plain", "html"))
    return str(body.get_content()).strip() if body is not None else ""


def _found(mail: int) -> SandboxMail:
    row = SandboxMail.objects.filter(pk=mail).first()
    if row is None:
        raise NotFound("There is no such mail.")
    return row
