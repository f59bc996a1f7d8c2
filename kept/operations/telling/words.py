"""What leaves the desk about a notice: its kind and the reference, never a customer's words or name."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.staff.models import Notice

WORDS: Mapping[str, object] = {
    "broken": gettext_lazy("A promise is broken"),
    "warned": gettext_lazy("A promise is about to break"),
    "escalated": gettext_lazy("A promise is passed up to you"),
    "assigned": gettext_lazy("You were given a case"),
    "transfer": gettext_lazy("A colleague offers you a case"),
    "mention": gettext_lazy("A colleague mentions you in a note"),
    "bounced": gettext_lazy("A message came back"),
    "overdue": gettext_lazy("A customer’s promise is overdue"),
    "alarm": gettext_lazy("Something is wrong with the desk"),
    "test": gettext_lazy("This is how the desk tells you"),
}


def headline(notice: Notice) -> str:
    """The kind of the notice and its reference: "A promise is broken: K7Q-3M9-E"."""
    words = str(WORDS.get(notice.kind, _("There is news for you")))
    if not notice.case_reference:
        return words
    return _("%(what)s: %(reference)s") % {"what": words, "reference": notice.case_reference}


def link(notice: Notice) -> str:
    """Where it is read; a sign-in stands before it."""
    return settings.KEPT.public_url + path(notice)


def path(notice: Notice) -> str:
    """The same without the host."""
    if notice.case_reference:
        return reverse("desk:case", args=[notice.case_reference])
    return reverse("desk:notices")


def subject(notices: Sequence[Notice]) -> str:
    """The subject of a mail that tells of all these."""
    if len(notices) == 1:
        return headline(notices[0])
    return _("%(first)s, and %(count)s more") % {"first": headline(notices[0]), "count": len(notices) - 1}


def letter(notices: Sequence[Notice]) -> str:
    """The text of that mail."""
    lines = [f"{headline(notice)}\n{link(notice)}" for notice in notices]
    choose = settings.KEPT.public_url + reverse("desk:telling")
    end = _("What you are told by mail, and when, you choose here:")
    return "\n\n".join([*lines, f"-- \n{end}\n{choose}\n"])
