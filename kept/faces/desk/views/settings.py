"""Set-up: how mail comes in and leaves, each with a live test; the pledge in sentences."""

from django.conf import settings as project
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kept.channels.mail.checks import Check
from kept.channels.mail.fetching.trying import try_mailbox
from kept.channels.mail.mailboxes import account_wanted, keep_mailbox, remove_mailbox
from kept.channels.mail.models import Mailbox, PlusAddress, Relay
from kept.channels.mail.sending.choosing import chosen
from kept.channels.mail.sending.trying import try_relay
from kept.channels.mail.setting_up import keep_relay, test_mail
from kept.clock import now
from kept.faces.desk.acting import ask, done
from kept.faces.desk.forms.mailbox import MailboxForm, mailbox_values
from kept.faces.desk.forms.settings import RelayForm, initial_of
from kept.faces.desk.gate import agent_of, at_desk
from kept.faces.desk.read.pledge import clauses
from kept.faces.desk.refusals import checked
from kept.handling.gates import may_administer
from kept.pledge.queries import current
from kept.refusal import NotFound, Refusal

TABS = (
    ("desk:settings", gettext_lazy("Mail")),
    ("desk:pledge", gettext_lazy("Pledge")),
    ("desk:wording", gettext_lazy("Wording")),
    ("desk:people", gettext_lazy("People")),
    ("desk:teams", gettext_lazy("Teams")),
    ("desk:absences", gettext_lazy("Absences")),
    ("desk:setup", gettext_lazy("First steps")),
    ("desk:signing_in", gettext_lazy("Signing in")),
)


@require_GET
@at_desk
def settings(request: HttpRequest) -> HttpResponse:
    """How mail comes in and how it leaves."""
    context = {
        "tabs": TABS,
        "agent": agent_of(request),
        "brands": current().pledge.brands,
        "listener": f"{project.KEPT.smtp_host}:{project.KEPT.smtp_port}",
        "mailboxes": list(Mailbox.objects.order_by("address")),
        "plus": {row.address: row.works for row in PlusAddress.objects.all()},
        "relay": Relay.objects.filter(pk=1).first(),
        "way_out": chosen(),
        "by_environment": project.KEPT.relay is not None,
    }
    return render(request, "desk/settings/mail.html", context)


@require_GET
@at_desk
def pledge(request: HttpRequest) -> HttpResponse:
    """What the company promises, in sentences."""
    in_force = current()
    return render(
        request, "desk/settings/pledge.html", {"tabs": TABS, "pledge": in_force, "clauses": clauses(in_force)}
    )


@require_http_methods(["GET", "POST"])
@at_desk
def mailbox(request: HttpRequest, mailbox: int = 0) -> HttpResponse:
    """A mailbox: looked at, changed, and saved only when its live test was good or somebody insists."""
    agent = agent_of(request)
    may_administer(agent, _("set up a mailbox"))
    row = _mailbox(mailbox) if mailbox else None
    if request.method == "GET":
        form = MailboxForm(initial=mailbox_values(row) if row else None, known=row)
        return render(request, "desk/settings/mailbox.html", {"tabs": TABS, "form": form, "mailbox": row})
    form = MailboxForm(request.POST, known=row)
    checked(form)
    keep_mailbox(form.wanted(), row, by=agent.actor, now=now())
    return done(request, "desk:settings", says=_("The mailbox is set up."))


@require_http_methods(["GET", "POST"])
@at_desk
def removing_mailbox(request: HttpRequest, mailbox: int) -> HttpResponse:
    """A mailbox is fetched from no more."""
    agent = agent_of(request)
    may_administer(agent, _("remove a mailbox"))
    row = _mailbox(mailbox)
    if request.method == "GET":
        lead = _("Its mail stays where it is, and what was taken in stays here.")
        title, then = _("Fetch from %(address)s no more") % {"address": row.address}, reverse("desk:settings")
        return ask(request, Form(), title=title, act=_("Remove it"), lead=lead, then=then)
    remove_mailbox(row, by=agent.actor, now=now())
    return done(request, "desk:settings", says=_("It is fetched from no more."))


@require_POST
@at_desk
def trying_mailbox(request: HttpRequest, mailbox: int = 0) -> HttpResponse:
    """The live test of what stands in the form, step by step in plain words."""
    may_administer(agent_of(request), _("test a mailbox"))
    row = _mailbox(mailbox) if mailbox else None
    form = MailboxForm(request.POST, known=row)
    checked(form)
    return _outcome(request, try_mailbox(account_wanted(form.wanted(), row)))


@require_http_methods(["GET", "POST"])
@at_desk
def relay(request: HttpRequest) -> HttpResponse:
    """The server that takes our mail."""
    agent = agent_of(request)
    may_administer(agent, _("set up the relay"))
    row = Relay.objects.filter(pk=1).first()
    if request.method == "GET":
        form = RelayForm(initial=initial_of(row) if row and row.host else None)
        return render(request, "desk/settings/relay.html", {"tabs": TABS, "form": form})
    if project.KEPT.relay is not None:
        raise Refusal(
            "The relay is set by KEPT_RELAY.", remedy="Change it there, or take it away there first."
        )
    form = RelayForm(request.POST)
    checked(form)
    keep_relay(form.settings(_known_password(form)), by=agent, now=now())
    return done(request, "desk:settings", says=_("Mail leaves by this relay now."))


@require_POST
@at_desk
def trying_relay(request: HttpRequest) -> HttpResponse:
    """The live test of what stands in the form."""
    may_administer(agent_of(request), _("test the relay"))
    form = RelayForm(request.POST)
    values = checked(form)
    brand = current().pledge.brands[0]
    to = str(values["test_to"])
    message = test_mail(brand.address, to, now=now()) if to else b""
    return _outcome(
        request,
        try_relay(form.settings(_known_password(form)), sender=brand.address, recipient=to, message=message),
    )


def _outcome(request: HttpRequest, checks: list[Check]) -> HttpResponse:
    return render(
        request, "desk/settings/outcome.html", {"checks": checks, "good": all(c.ok for c in checks)}
    )


def _mailbox(mailbox_id: int) -> Mailbox:
    row = Mailbox.objects.filter(pk=mailbox_id).first()
    if row is None:
        raise NotFound("There is no such mailbox.")
    return row


def _known_password(form: RelayForm) -> str:
    """What is known is for its own server, as safely as before: nobody learns it by naming another, or in clear."""
    known, values = chosen(), form.cleaned_data
    asked = (values["host"].strip(), values["port"], values["security"])
    same = known is not None and (known.host, known.port, known.security) == asked
    return known.password if known is not None and same else ""
