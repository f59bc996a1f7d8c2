"""Telling by mail: one letter with everything that is due for one agent."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from kept.operations.telling import words
from kept.operations.telling.outcome import TOLD, Outcome, Result
from kept.pledge.queries import current
from kept.refusal import Refusal
from kept.staff.telling import Telling


def tell_by_mail(rows: Sequence[Telling]) -> Result:
    """Send one letter about these, all of one agent. The same rows give the same message id."""
    agent, sender = rows[0].agent, current().pledge.brands[0].address
    notices = [row.notice for row in rows]
    with translation.override(agent.language or "en"):
        letter = EmailMessage(
            subject=_("[Kept] %(what)s") % {"what": words.subject(notices)},
            body=words.letter(notices),
            from_email=f"Kept <{sender}>",
            to=[agent.email],
            headers={
                "Message-ID": _message_id(rows, sender),
                "Auto-Submitted": "auto-generated",
                "X-Auto-Response-Suppress": "All",
            },
        )
        try:
            letter.send()
        except Refusal as refused:  # no relay, or it did not take the letter
            return Result(Outcome.AGAIN, refused.sentence)
    return TOLD


def _message_id(rows: Sequence[Telling], sender: str) -> str:
    named = "-".join(f"{row.pk}.{int(row.noticed_at.timestamp())}" for row in rows[:3])
    return f"<kept.notice.{named}@{sender.rpartition('@')[2]}>"
