"""Trouble with mail: mailboxes, the relay, the outbox, quarantine, silence where mail usually comes in."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from kept.channels.mail.fetching.health import UNATTENDED
from kept.channels.mail.models import Mailbox, Relay
from kept.contacts.hold import open_hold
from kept.contacts.models import Outgoing, Quarantine, RawMessage
from kept.contacts.states import Delivery
from kept.operations.alarms.silence import RECENT, silent_since
from kept.operations.alarms.ways import SealedElsewhere, has_way_out
from kept.operations.alarms.words import MOST, messages, since
from kept.pledge.queries import NoPledge, current
from kept.staff.alarms import Trouble
from kept.storage.fanning import fan_out

#: A message that is due for longer has nobody who sends it.
LATE = timedelta(minutes=15)


def troubles(*, now: datetime) -> Iterator[Trouble]:
    """What is wrong with mail now."""
    failing = False
    for trouble in _mailboxes(now):
        failing = True
        yield trouble
    try:
        way_out = has_way_out()
        yield from _relay(way_out)
    except SealedElsewhere as refusal:
        way_out = True  # there is one, and this is what is wrong with it
        yield Trouble("relay", refusal.sentence, refusal.remedy)
    yield from _outbox(now, way_out)
    yield from _quarantine()
    if not failing:  # else the silence has its alarm already
        yield from _silence(now)


def _mailboxes(now: datetime) -> Iterator[Trouble]:
    for mailbox in Mailbox.objects.filter(enabled=True).order_by("pk"):
        looked = mailbox.last_ok_at or mailbox.created_at
        if mailbox.failing_since is not None:
            yield Trouble(
                f"mailbox:{mailbox.pk}",
                f"The mailbox {mailbox.address} cannot be read since {since(mailbox.failing_since)}: "
                f"{mailbox.last_error}",
                mailbox.remedy or "Look at it in the settings.",
            )
        elif looked < now - UNATTENDED:
            yield Trouble(
                f"mailbox:{mailbox.pk}",
                f"Nobody has looked into the mailbox {mailbox.address} since {since(looked)}.",
                "Start the fetching of mail: kept mail, or kept serve.",
            )


def _relay(way_out: bool) -> Iterator[Trouble]:
    relay = Relay.objects.exclude(failing_since=None).first()
    if relay is not None and relay.failing_since is not None and way_out:
        yield Trouble(
            "relay",
            f"Mail cannot leave since {since(relay.failing_since)}: {relay.last_error}",
            relay.remedy or "Check the relay in the settings; kept relay test tries it.",
        )


def _outbox(now: datetime, way_out: bool) -> Iterator[Trouble]:
    hold = open_hold()
    if hold is not None:
        yield Trouble(
            "hold",
            f"Nothing leaves this desk since {since(hold.since)}. {hold.why}",
            "An admin looks through the outbox and lets mail leave, there or by kept let-go.",
        )
    with fan_out("the outbox, for the alarm"):
        late = list(
            Outgoing.objects.filter(state=Delivery.QUEUED, next_try_at__lt=now - LATE)
            .order_by("next_try_at")
            .values_list("next_try_at", flat=True)[:MOST]
        )
        held = Outgoing.objects.filter(state=Delivery.HELD)[:MOST].count()
        unsure = Outgoing.objects.filter(state=Delivery.UNSURE, next_try_at=None)[:MOST].count()
    if late and way_out and hold is None:
        yield Trouble(
            "outbox:growing",
            f"{messages(len(late))} due and not sent; the first since {since(late[0])}.",
            "Start a worker: kept worker, or kept serve.",
        )
    if held and not way_out:
        yield Trouble(
            "outbox:held",
            f"{messages(held)} held, because no way to send mail is set up.",
            "Set up the relay in the settings, or by KEPT_RELAY.",
        )
    if unsure:
        yield Trouble(
            "outbox:unsure",
            f"{messages(unsure)} perhaps sent, and nobody knows.",
            "Look at them in the outbox, and ask the customers.",
        )


def _quarantine() -> Iterator[Trouble]:
    waiting = Quarantine.objects.filter(ended_at=None)[:MOST].count()
    if waiting:
        yield Trouble(
            "quarantine",
            f"{messages(waiting)} in quarantine: nobody has been promised an answer for what could not be taken in.",
            "Look through the quarantine: take them in, or say that they need no answer.",
        )


def _silence(now: datetime) -> Iterator[Trouble]:
    rows = RawMessage.objects.order_by("-pk").values_list("received_at", "source")[:RECENT]
    arrivals = sorted(at for at, source in rows if source.startswith(("smtp", "lmtp", "imap")))
    try:
        week = current().pledge.brands[0].week
    except NoPledge:
        return
    last = silent_since(arrivals, week, now=now)
    if last is not None:
        yield Trouble(
            "intake:silent",
            f"No mail has come in since {since(last)}, which is far longer than usual.",
            "Send a test mail to your own address, and see where mail to it is delivered.",
        )
