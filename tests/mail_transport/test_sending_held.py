"""What does not leave or leaves otherwise, and what comes back: holds, the null sender, the sandbox, a real relay."""

import smtplib

import pytest
from django.db import transaction

from kept.channels.mail.sending.relay import Handed, Parcel
from kept.channels.mail.sending.sender import Sender
from kept.clock import now as clock
from kept.contacts.models import Contact, DeliveryFact, Outgoing
from kept.contacts.states import Delivery
from kept.handling.answer import Reply, answer_case
from kept.staff.models import Agent
from tests.mail_transport.mails import mail
from tests.mail_transport.outgoing import Given, again, answer, arrive, sender

pytestmark = pytest.mark.usefixtures("open_desk")


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
