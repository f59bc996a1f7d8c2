"""The worst moments of sending: we die when the relay has the mail, or the relay is down for a day."""

import email
import os
import signal
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kept.contacts.models import Outgoing
from kept.contacts.states import Delivery
from kept.handling.answer import Reply, answer_case
from tests.faults.desks import FaultDesk
from tests.faults.senders import Senders, letters
from tests.mail_transport.peers.private import free_port
from tests.mail_transport.peers.sink import Sink
from tests.making import Desk, take
from tests.serve.desks import wait_until

HOUR = timedelta(hours=1)


def test_a_worker_killed_when_the_relay_has_the_mail_leaves_it_unsure_and_it_is_sent_once_more_as_the_same_mail(
    home: Path, start: Callable[..., FaultDesk], sink: Sink
) -> None:
    desk = start(home)
    killed: list[int] = []

    def kill_the_sender(content: bytes) -> str:
        if not killed:
            killed.append(desk.pid("worker") or 0)
            os.kill(killed[0], signal.SIGKILL)
        return "250 2.0.0 taken"

    sink.on_data = kill_the_sender
    senders = Senders(desk.mail_port, letters(1, seed=4), threads=1).start()
    senders.wait(20)
    assert wait_until(lambda: len(sink.got) == 2, 30)
    assert killed and killed[0] != desk.pid("worker")
    first, second = (one.content for one in sink.got)
    assert first == second  # to its reader, and to every server on the way, it is one mail
    assert email.message_from_bytes(first)["Message-ID"]
    state = "SELECT state, resent FROM contacts_outgoing"
    assert wait_until(lambda: desk.rows(state) == [("handed_over", True)], 10), desk.rows(state)
    assert desk.rows("SELECT state FROM contacts_delivery_fact ORDER BY id")[0] == ("unsure",)
    assert not wait_until(lambda: len(sink.got) > 2, 4)


@pytest.fixture
def answered(desk: Desk, now: datetime) -> Iterator[Outgoing]:
    """An answer in the outbox, and no acknowledgement beside it."""
    receipt = take(desk, at=now)
    Outgoing.objects.update(state=Delivery.CANCELLED, next_try_at=None)
    reply = Reply(text="Please send it back.", seen_contact_id=receipt.contact_id)
    sent = answer_case(receipt.customer_id, receipt.case_id, reply, by=desk.jonas, now=now)
    yield Outgoing.objects.get(contact_id=sent.pk)


def test_a_relay_that_is_down_for_a_day_gets_the_mail_once_when_it_is_back(
    answered: Outgoing, now: datetime, sink: Sink
) -> None:
    from kept.channels.mail.sending.relay import RelaySettings
    from kept.channels.mail.sending.sender import Sender
    from kept.channels.mail.sending.smtp import SmtpRelay
    from tests.mail_transport.outgoing import Given

    def round_at(moment: datetime, port: int) -> int:
        relay = SmtpRelay(RelaySettings("smtp", "none", "127.0.0.1", port), verdict_patience=5)
        sender = Sender(now=lambda: moment, relays=Given(relay))  # type: ignore[arg-type]
        try:
            return sender.round()
        finally:
            sender.close()

    nowhere, moment, tries = free_port(), now, 0
    while moment < now + 24 * HOUR:
        tries += round_at(moment, nowhere)
        answered.refresh_from_db()
        assert answered.state == Delivery.QUEUED and answered.next_try_at is not None
        assert answered.next_try_at - moment < 5 * HOUR
        moment += timedelta(minutes=20)
    assert 5 < tries < 72, "tried again and again, less and less often"
    assert not sink.got
    moment = max(moment, answered.next_try_at)
    assert round_at(moment, sink.port) == 1
    answered.refresh_from_db()
    assert (answered.state, answered.resent) == (Delivery.HANDED_OVER, False)
    for _ in range(5):
        moment += HOUR
        round_at(moment, sink.port)
    assert len(sink.got) == 1
