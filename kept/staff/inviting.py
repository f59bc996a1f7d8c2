"""The mail that invites a colleague: from the company, about his own sign-in, so that no guard is asked."""

from datetime import datetime

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from kept.pledge.queries import current
from kept.staff.first_link import INVITATION, note_sent
from kept.staff.models import Agent


def mail_invitation(agent: Agent, url: str, *, by: str, now: datetime) -> None:
    """Send the link by the relay in force, now. Raises a Refusal (`mail_not_sent`) when it is not taken."""
    company = current().pledge.company
    words = {"name": agent.name, "by": by, "company": company, "url": url, "days": INVITATION.days}
    text = _(
        "Hello %(name)s,\n\n%(by)s has made a place for you at the desk of %(company)s, where customers are answered."
        "\n\nOpen this link and choose a password:\n%(url)s\n\n"
        "It works once, for %(days)d days. Whoever has it can use it, so please do not pass it on."
    )
    EmailMessage(
        _("Your place at the desk of %(company)s") % {"company": company},
        text % words,
        to=[agent.email],
        headers={"Auto-Submitted": "auto-generated"},
    ).send()
    note_sent(agent, now=now)
