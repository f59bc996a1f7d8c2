"""How far the desk is set up: each step of the guide with what it found, from the desk as it is."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.channels.mail.models import Mailbox
from kept.channels.mail.sending.choosing import chosen
from kept.contacts.models import RawMessage
from kept.pledge.queries import current
from kept.pledge.schema import default_pledge
from kept.staff.models import Agent
from kept.staff.setting_up import STEPS, remembered


@dataclass(frozen=True, slots=True)
class StepSeen:
    """One step. `opens`: its form opens in the dialog; else its button leads to a page."""

    name: str
    title: str
    words: str
    act: str
    where: str
    opens: bool
    done: bool
    later: bool = False

    @property
    def state(self) -> str:
        """In a word."""
        return _("Done") if self.done else _("Left for later") if self.later else _("To do")


@dataclass(frozen=True, slots=True)
class Guide:
    """All steps, and how many are done."""

    steps: tuple[StepSeen, ...]

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(step.done for step in self.steps)

    @property
    def complete(self) -> bool:
        """Whether nothing is left to do or to leave for later."""
        return all(step.done or step.later for step in self.steps)


def guide() -> Guide:
    """The guide, in a fixed number of queries."""
    known = remembered()
    found = {
        "company": _company(),
        "brand": _brand(),
        "mail_in": _mail_in(),
        "mail_out": _mail_out(),
        "people": _people(),
    }
    steps = []
    for name in STEPS:
        title, words, act, where, opens, fact = found[name]
        row = known.get(name)
        done = fact or (row is not None and row.done_at is not None)
        later = not done and row is not None and row.skipped_at is not None
        steps.append(StepSeen(name, title, words, act, where, opens, done, later))
    return Guide(tuple(steps))


Found = tuple[str, str, str, str, bool, bool]
"""Title, words, what the button says, where it leads, whether it opens the dialog, whether it is done."""


def _company() -> Found:
    name = current().pledge.company
    fresh = name == default_pledge().company
    words = (
        _("Who promises? Your customers read the name in every answer.")
        if fresh
        else _("%(company)s, in the time of %(zone)s.")
        % {"company": name, "zone": current().pledge.brands[0].zone.key}
    )
    return (
        _("Your company"),
        words,
        _("Name it") if fresh else _("Change"),
        "desk:setup_company",
        True,
        not fresh,
    )


def _brand() -> Found:
    brand = current().pledge.brands[0]
    fresh = brand.address.endswith(".localhost")
    words = (
        _("The name and the address that customers know. One is enough to begin with.")
        if fresh
        else _("%(brand)s answers from %(address)s.") % {"brand": brand.name, "address": brand.address}
    )
    return _("Your brand"), words, _("Set it") if fresh else _("Change"), "desk:setup_brand", True, not fresh


def _mail_in() -> Found:
    box = Mailbox.objects.filter(enabled=True).order_by("pk").first()
    arrived = RawMessage.objects.exists()
    address = current().pledge.brands[0].address
    if box is not None and box.failing_since is not None:
        words = f"{box.last_error} {box.remedy}".strip()
    elif box is not None:
        words = _("Mail is fetched from %(address)s.") % {"address": box.address}
    elif arrived:
        words = _("Mail has arrived here.")
    else:
        words = _(
            "Let Kept look into the mailbox of %(address)s, with a live test; or forward its mail to this machine, "
            "%(host)s port %(port)s."
        ) % {"address": address, "host": settings.KEPT.smtp_host, "port": settings.KEPT.smtp_port}
    done = arrived or (box is not None and box.failing_since is None)
    act = _("Look at it") if done else _("Fetch from a mailbox")
    where = "desk:settings" if done or box is not None else "desk:new_mailbox"
    return _("Mail comes in"), words, act, where, False, done


def _mail_out() -> Found:
    if settings.KEPT.demo:
        words = _("This is a demo: mail goes into the sandbox mailbox.")
        return _("Mail goes out"), words, _("Look at it"), "desk:settings", False, True
    way = chosen()
    words = (
        _("Answers leave by %(relay)s.") % {"relay": way.name}
        if way is not None
        else _(
            "The server that takes your mail and brings it on its way, with a live test. Until then mail is held."
        )
    )
    fixed = settings.KEPT.relay is not None
    act = _("Look at it") if way is not None else _("Set up a relay")
    return _("Mail goes out"), words, act, "desk:settings" if fixed else "desk:relay", False, way is not None


def _people() -> Found:
    others = Agent.objects.filter(is_active=True).count() - 1
    words = (
        ngettext("%(count)d colleague is let in.", "%(count)d colleagues are let in.", others)
        % {"count": others}
        if others > 0
        else _("Nobody can be away from a desk of one. Each colleague answers with a name.")
    )
    return _("Your colleagues"), words, _("Invite somebody"), "desk:joining", True, others > 0
