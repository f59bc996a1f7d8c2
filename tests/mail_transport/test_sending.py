"""The outbox on its way out, by way of real servers: kept when handed over, tried again, never lost, never twice."""

from datetime import timedelta

import pytest
from django.db import connection

from kept.channels.mail import models
from kept.channels.mail.sending import outbox
from kept.clock import now as clock
from kept.contacts.models import Contact, DeliveryFact, Outgoing
from kept.contacts.states import Delivery
from tests.mail_transport.outgoing import again, answer, sender
from tests.mail_transport.peers.private import free_port
from tests.mail_transport.peers.sink import Sink

pytestmark = pytest.mark.usefixtures("open_desk")


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
