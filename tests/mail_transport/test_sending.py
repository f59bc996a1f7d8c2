"""The outbox on its way out, by way of real servers: kept when handed over, tried again, never lost, never twice."""

import smtplib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from kept.channels.mail import models
from kept.channels.mail.sending import outbox
from kept.channels.mail.sending.relay import Handed, Parcel, Relay, RelaySettings
from kept.channels.mail.sending.sender import Sender
from kept.channels.mail.sending.smtp import SmtpRelay
from kept.clock import now as clock
from kept.contacts.models import Contact, DeliveryFact, Outgoing
from kept.contacts.states import Delivery
from kept.handling.answer import Reply, answer_case
from kept.staff.models import Agent
from tests.mail_transport.mails import mail
from tests.mail_transport.peers.private import free_port
from tests.mail_transport.peers.sink import Sink

pytestmark = pytest.mark.usefixtures("open_desk")


class Given:
    """A relay as a test gives it, in the place of the settings."""

    def __init__(self, relay: Relay | None) -> None:
        self.given = relay

    def relay(self) -> Relay | None:
        return self.given

    def rest(self) -> None:
        if self.given is not None:
            self.given.close()

    def close(self) -> None:
        self.rest()


def sender(port: int | None, *, now: Callable[[], datetime] = clock, lmtp: bool = False) -> Sender:
    settings = RelaySettings("lmtp" if lmtp else "smtp", "none", "127.0.0.1", port or 0)
    return Sender(now=now, relays=Given(SmtpRelay(settings, verdict_patience=5) if port else None))  # type: ignore[arg-type]


@pytest.fixture
def sink() -> Iterator[Sink]:
    sink = Sink().start()
    yield sink
    sink.stop()


def arrive(message: bytes) -> Contact:
    """A mail comes in; its contact."""
    from kept.channels.mail.intake import Incoming, read, take_in

    incoming = Incoming(
        message, "ada@customer.example", ("help@shop.example",), "192.0.2.7", clock(), "smtp",
        believed=("mx.shop.example",),
    )  # fmt: skip
    take_in([read(incoming)], now=clock())
    return Contact.objects.filter(direction="in").order_by("-pk")[0]


def answer(text: str = "Please send it back.", **changes: object) -> Outgoing:
    """Ada wrote, Grace answers; the answer's row in the outbox. Acknowledgements are out of the way."""
    contact = arrive(mail())
    Outgoing.objects.all().update(state=Delivery.CANCELLED, next_try_at=None)
    reply = Reply(text=text, seen_contact_id=contact.pk, **changes)  # type: ignore[arg-type]
    sent = answer_case(contact.customer_id, contact.case_id, reply, by=Agent.objects.get(), now=clock())
    return Outgoing.objects.get(contact_id=sent.pk)


def again(row: Outgoing) -> Outgoing:
    row.refresh_from_db()
    return row


def test_an_answer_is_handed_over_with_its_own_identity_and_shown_as_handed_over(sink):
    row = answer()
    assert sender(sink.port).round() == 1
    got = sink.got[0]
    assert got.recipients == ["ada@customer.example"]
    assert row.message_id.encode() in got.content and b"Please send it back." in got.content
    assert again(row).state == Delivery.HANDED_OVER and row.handed_over_at and row.next_try_at is None
    assert Contact.objects.get(pk=row.contact_id).delivery == Delivery.HANDED_OVER
    assert sender(sink.port).round() == 0


def test_over_lmtp_it_is_accepted_by_the_recipients_own_server():
    sink = Sink(lmtp=True).start()
    row = answer()
    sender(sink.port, lmtp=True).round()
    assert again(row).state == Delivery.ACCEPTED
    sink.stop()


def test_without_a_way_to_send_mail_is_held_in_sight_and_leaves_when_there_is_one(sink):
    row = answer()
    sender(None).round()
    assert again(row).state == Delivery.HELD and "Set one up" in row.problem
    assert Contact.objects.get(pk=row.contact_id).delivery == Delivery.HELD
    assert sender(sink.port).round() == 1
    assert again(row).state == Delivery.HANDED_OVER


def test_a_recipient_refused_for_good_is_a_bounce_at_once_with_its_code_and_plain_words(sink):
    sink.on_recipient = lambda _: "550 5.1.1 No such user here"
    row = answer()
    sender(sink.port).round()
    assert again(row).state == Delivery.BOUNCED
    fact = DeliveryFact.objects.get(outgoing_id=row.pk)
    assert fact.code == "5.1.1" and "The mailbox does not exist." in fact.words


def test_a_recipient_refused_for_now_is_tried_again_less_and_less_often_and_given_up_after_three_days(sink):
    sink.on_recipient = lambda _: "451 4.2.2 Mailbox full"
    row = answer()
    moment = [clock()]
    posted = sender(sink.port, now=lambda: moment[0])
    pauses = []
    for _ in range(60):
        posted.round()
        if again(row).state == Delivery.BOUNCED:
            break
        assert row.state == Delivery.DELAYED and row.next_try_at and "The mailbox is full." in row.problem
        pauses.append(row.next_try_at - moment[0])
        moment[0] = row.next_try_at
    assert row.state == Delivery.BOUNCED
    assert timedelta(days=3) <= moment[0] - row.not_before < timedelta(days=3, hours=6)
    assert pauses[0] < timedelta(minutes=2) and max(pauses) < timedelta(hours=5) and len(pauses) < 40


def test_a_relay_that_is_down_for_a_day_loses_nothing_and_bounces_nobody(sink):
    row = answer()
    moment = [clock()]
    down = sender(free_port(), now=lambda: moment[0])
    for _ in range(30):
        down.round()
        down._rest_until = 0.0
        assert again(row).state == Delivery.QUEUED and row.next_try_at
        moment[0] = max(moment[0] + timedelta(hours=1), row.next_try_at)
    failing = models.Relay.objects.get()
    assert failing.failing_since and failing.failing_since < moment[0] - timedelta(hours=20)
    assert "cannot be reached" in failing.last_error
    sender(sink.port, now=lambda: moment[0]).round()
    assert again(row).state == Delivery.HANDED_OVER
    failing.refresh_from_db()
    assert failing.failing_since is None and failing.last_ok_at == moment[0]


def test_when_nobody_knows_whether_the_relay_took_it_it_goes_once_more_as_the_same_message(sink):
    sink.on_data = lambda _: "drop"
    row = answer()
    sender(sink.port).round()
    assert again(row).state == Delivery.UNSURE and not row.resent
    sink.on_data = lambda _: "250 2.0.0 taken"
    sender(sink.port).round()
    assert again(row).state == Delivery.HANDED_OVER and row.resent
    first, second = sink.got
    assert first.content == second.content and first.recipients == second.recipients


def test_a_second_doubt_is_not_followed_by_a_third_sending(sink):
    sink.on_data = lambda _: "drop"
    row = answer()
    for _ in range(4):
        sender(sink.port).round()
    assert len(sink.got) == 2
    assert again(row).state == Delivery.UNSURE and row.resent and row.next_try_at is None


def test_a_sender_that_died_in_the_middle_leaves_a_doubt_which_the_next_one_settles(sink):
    row = answer()
    moment = clock()
    assert outbox.begin(row.customer_id, row.pk, now=moment)
    assert again(row).state == Delivery.SENDING
    assert sender(sink.port, now=lambda: moment).round() == 0, "its sender may live"
    connection.close()  # as when the process is killed: its lock ends with it
    later = moment + timedelta(seconds=5)
    assert sender(sink.port, now=lambda: later).round() == 1
    assert again(row).state == Delivery.HANDED_OVER and row.resent and len(sink.got) == 1


def test_two_senders_at_once_send_everything_once(sink):
    import threading

    rows = [answer(f"Answer {n}") for n in range(8)]
    Outgoing.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=Delivery.QUEUED, next_try_at=clock()
    )

    def send() -> None:
        posted = sender(sink.port)
        while posted.round():
            pass
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(got.content.count(b"Answer") >= 1 for got in sink.got) == [True] * 8
    assert len({got.content for got in sink.got}) == 8
    assert {again(row).state for row in rows} == {Delivery.HANDED_OVER}


def test_a_held_desk_lets_nothing_out_until_somebody_lets_go(sink):
    from kept.contacts.hold import hold_desk, let_go
    from kept.ledger.actor import SETUP

    row = answer()
    hold_desk("Restored from a backup.", now=clock())
    assert sender(sink.port).round() == 0
    assert again(row).state == Delivery.HELD and "backup" in row.problem
    let_go(by=SETUP, now=clock())
    sender(sink.port).round()
    assert again(row).state == Delivery.HANDED_OVER


def test_a_message_whose_words_changed_after_the_guard_looked_is_stopped(sink):
    row = answer()
    Contact.objects.filter(pk=row.contact_id).update(visible="Something else.")
    assert sender(sink.port).round() == 0
    assert again(row).state == Delivery.STOPPED and not sink.got


def test_acknowledgements_leave_with_the_null_sender(sink):
    arrive(mail(headers="Authentication-Results: mx.shop.example; dmarc=pass\r\n"))
    assert Outgoing.objects.filter(purpose="acknowledgement").count() == 1
    sender(sink.port).round()
    assert sink.got[0].mail_from == "" and b"Auto-Submitted: auto-" in sink.got[0].content


def test_bounces_and_answers_come_back_by_keyed_addresses_only_where_those_were_seen_to_work(sink):
    from kept.channels.mail.models import PlusAddress
    from kept.contacts.addresses import case_named, outgoing_named

    answer()
    sender(sink.port).round()
    assert sink.got[0].mail_from == "help@shop.example" and b"\nReply-To:" not in sink.got[0].content
    PlusAddress.objects.create(address="help@shop.example", works=True)
    row = answer()
    sender(sink.port).round()
    path = sink.got[1].mail_from
    assert path.startswith("help+bounce+") and outgoing_named(path) == row.pk
    reply_to = next(
        line for line in sink.got[1].content.splitlines() if line.startswith(b"Reply-To:")
    ).decode()
    assert case_named(reply_to)
    PlusAddress.objects.create(address="bounce@shop.example", works=True)
    row = answer()
    sender(sink.port).round()
    assert sink.got[2].mail_from.startswith("bounce+") and outgoing_named(sink.got[2].mail_from) == row.pk


def test_a_letter_that_cannot_be_written_keeps_no_other_in(sink):
    broken, good = answer("One"), answer("Two")
    Outgoing.objects.filter(pk__in=[broken.pk, good.pk]).update(state=Delivery.QUEUED, next_try_at=clock())
    with transaction.atomic():
        Contact.objects.filter(pk=broken.contact_id).update(recipients=[{"odd": 1}])
    sender(sink.port).round()
    assert again(good).state == Delivery.HANDED_OVER
    assert again(broken).state == Delivery.QUEUED and "could not be prepared" in broken.problem


def test_the_sandbox_takes_what_would_leave_and_the_visitor_answers_as_the_customer():
    from kept.channels.mail.models import SandboxMail
    from kept.channels.mail.sending.sandbox import SandboxRelay, answer_as_customer, write_as_customer

    row = answer()
    Sender(relays=Given(SandboxRelay())).round()  # type: ignore[arg-type]
    assert again(row).state == Delivery.ACCEPTED
    lying = SandboxMail.objects.get(address="ada@customer.example")
    answer_as_customer(lying, "Thank you, it is on its way.", now=clock())
    reply = Contact.objects.filter(direction="in").order_by("-pk")[0]
    assert reply.case_id == Contact.objects.get(pk=row.contact_id).case_id
    assert reply.visible.strip() == "Thank you, it is on its way." and "Please send it back." in reply.text
    assert again(row).state == Delivery.CONFIRMED
    write_as_customer(
        "bob@customer.example", "Bob", "help@shop.example", "Another matter", "Hello?", now=clock()
    )
    assert Contact.objects.filter(sender_address="bob@customer.example", subject="Another matter").exists()


def test_the_same_parcel_twice_lies_in_the_sandbox_once():
    from kept.channels.mail.models import SandboxMail
    from kept.channels.mail.sending.sandbox import SandboxRelay

    for to in ("a@x.example", "a@x.example", "b@x.example"):
        handed = SandboxRelay().hand_over(Parcel("", to, b"Subject: x\r\n\r\n", "<1@shop.example>"))
        assert isinstance(handed, Handed)
    assert SandboxMail.objects.count() == 2


def test_a_real_relay_returns_a_real_bounce_and_it_finds_its_message(listener, peer_folder, needs_postfix):
    from tests.mail_transport.peers.postfix import Postfix
    from tests.mail_transport.peers.private import until

    postfix = Postfix(
        peer_folder, people=("ada@customer.example",), routes={"shop.example": f"smtp:{listener}"}
    )
    postfix.start()
    try:
        arrive(mail(sender="Bob <bob@customer.example>"))
        Outgoing.objects.all().update(state=Delivery.CANCELLED, next_try_at=None)
        contact = Contact.objects.filter(direction="in").get()
        reply = Reply(text="Here you are.", seen_contact_id=contact.pk, cc=[("Ada", "ada@customer.example")])
        sent = answer_case(contact.customer_id, contact.case_id, reply, by=Agent.objects.get(), now=clock())
        rows = {row.to_address: row for row in Outgoing.objects.filter(contact_id=sent.pk)}
        sender(postfix.port).round()
        until(
            lambda: again(rows["bob@customer.example"]).state == Delivery.BOUNCED,
            what=f"the bounce\n{postfix.log()}",
        )
        until(lambda: postfix.delivered("ada@customer.example"))
        assert again(rows["ada@customer.example"]).state == Delivery.HANDED_OVER
        fact = DeliveryFact.objects.get(outgoing_id=rows["bob@customer.example"].pk, state=Delivery.BOUNCED)
        assert fact.code == "5.1.1" and fact.source == "bounce" and "does not exist" in fact.words
        assert Contact.objects.get(pk=sent.pk).delivery == Delivery.BOUNCED
    finally:
        postfix.stop()


def test_a_real_relay_retries_while_the_database_is_gone_and_its_mail_arrives(
    listener, peer_folder, needs_postfix
):
    from tests.mail_transport.peers.postfix import Postfix
    from tests.mail_transport.peers.private import until
    from tests.mail_transport.test_intake import database_gone

    postfix = Postfix(peer_folder, routes={"shop.example": f"smtp:{listener}"})
    postfix.start()
    try:
        with database_gone():
            with smtplib.SMTP("127.0.0.1", postfix.port) as client:
                for number in range(10):
                    client.sendmail("ada@customer.example", ["help@shop.example"], mail(f"retried {number}"))
            until(lambda: "451 4.3.0" in postfix.log(), what="a temporary refusal")
        until(
            lambda: Contact.objects.filter(direction="in").count() == 10,
            seconds=30,
            what=postfix.log()[-2000:],
        )
    finally:
        postfix.stop()
