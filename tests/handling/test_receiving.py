"""A mail comes in: who, which case, what is owed for it."""

from datetime import timedelta

import pytest

from kept.cases.models import Case, Participant
from kept.contacts.models import Contact, GuardDecision, Outgoing, Quarantine, RawMessage
from kept.customers.models import ContactPoint, Customer
from kept.handling.arrival import DeliveryReport
from kept.handling.receive import receive
from kept.ledger.models import Entry
from kept.promises.models import Promise
from kept.storage.fanning import fan_out
from tests.making import again, arrival, take

pytestmark = pytest.mark.usefixtures("keyed_sql")


def promise_of(receipt):
    return Promise.objects.get(customer_id=receipt.customer_id, case_id=receipt.case_id, kind="answer")


def customers():
    with fan_out("counting customers"):
        return Customer.objects.count()


def contact_of(receipt):
    return Contact.objects.get(customer_id=receipt.customer_id, pk=receipt.contact_id)


def test_a_mail_opens_a_case_with_an_owed_answer_and_an_acknowledgement(desk, now):
    receipt = take(desk, at=now)
    promise = promise_of(receipt)
    case = Case.objects.get(customer_id=receipt.customer_id, pk=receipt.case_id)
    assert (promise.state, promise.text) == ("owed", "Answer")
    assert promise.due_at > now and promise.team_id == case.team_id
    assert (case.stands, case.next_due_at) == ("ours", promise.due_at)
    sent = Outgoing.objects.get(customer_id=receipt.customer_id)
    words = Contact.objects.get(customer_id=receipt.customer_id, pk=sent.contact_id)
    assert sent.null_sender and sent.to_address == "marcus@customer.test"
    assert case.reference in words.subject + words.visible
    assert "charge" not in words.visible  # nothing that came in is echoed


def test_the_ledger_tells_the_whole_story(desk, now):
    receipt = take(desk, at=now)
    kinds = list(
        Entry.objects.filter(customer_id=receipt.customer_id).order_by("seq").values_list("kind", flat=True)
    )
    assert kinds == ["customer.met", "case.opened", "promise.made", "contact.received", "contact.queued"]


def test_a_second_mail_joins_the_owed_answer_and_the_earliest_due_stands(desk, now):
    first = take(desk, at=now, message_id="<one@x.test>")
    due = promise_of(first).due_at
    second = take(desk, at=now + timedelta(minutes=5), reply_to="<one@x.test>", subject="Re: Laptop")
    assert second.case_id == first.case_id
    assert promise_of(first).due_at == due
    assert contact_of(second).promise_id == promise_of(first).pk


def test_the_same_message_by_two_ways_is_one_contact(desk, now):
    first = arrival(desk, at=now)
    second = again(first, source="imap:1", raw=b"Received: other way\r\n" + first.raw, sha256=b"x" * 32)
    receipts = receive([first], now=now) + receive([second], now=now) + receive([first, second], now=now)
    assert [receipt.how for receipt in receipts] == ["stored", "double", "double", "double"]
    assert {receipt.contact_id for receipt in receipts} == {receipts[0].contact_id}
    assert RawMessage.objects.count() == 1


def test_a_known_sender_without_thread_gets_a_second_case_of_the_same_customer(desk, now):
    first = take(desk, at=now)
    second = take(desk, at=now + timedelta(hours=1), subject="Something else", text="Another matter.")
    assert first.customer_id == second.customer_id and first.case_id != second.case_id
    assert customers() == 1


def test_a_stranger_who_knows_the_reply_address_waits_until_somebody_accepts(desk, now):
    from kept.contacts.addresses import reply_address

    first = take(desk, at=now)
    to = reply_address(desk.address, first.reference)
    second = take(
        desk, at=now + timedelta(minutes=1), sender="stranger@else.test", name="Stranger", to=to, text="Hi."
    )
    assert second.case_id == first.case_id
    assert contact_of(second).unconfirmed
    assert (
        Participant.objects.get(customer_id=first.customer_id, address="stranger@else.test").standing
        == "unconfirmed"
    )
    assert not ContactPoint.objects.filter(value="stranger@else.test").exists()
    case = Case.objects.get(customer_id=first.customer_id, pk=first.case_id)
    assert (
        case.snippet == contact_of(first).snippet != contact_of(second).snippet
    )  # his words do not stand for the customer's
    assert contact_of(second).promise_id == promise_of(first).pk  # somebody has to look at it in time


def test_a_forged_reply_address_leads_nowhere(desk, now):
    first = take(desk, at=now)
    forged = desk.address.replace("@", f"+{first.reference.replace('-', '').lower()}.0000000000000000@")
    second = take(desk, at=now, sender="stranger@else.test", name="Stranger", to=forged)
    assert second.case_id != first.case_id


def test_a_colleague_in_copy_joins_as_one_who_speaks_for_the_customer(desk, now):
    first = take(desk, at=now, cc=(("Ada", "ada@customer.test"),), message_id="<cc@x.test>")
    second = take(
        desk, at=now + timedelta(minutes=1), sender="ada@customer.test", name="Ada", reply_to="<cc@x.test>"
    )
    assert second.case_id == first.case_id
    assert not contact_of(second).unconfirmed
    assert customers() == 1


def test_a_reference_in_the_subject_counts_only_for_who_takes_part(desk, now):
    first = take(desk, at=now)
    mine = take(desk, at=now + timedelta(minutes=1), subject=f"About {first.reference}", text="Hello again.")
    other = take(
        desk,
        at=now + timedelta(minutes=2),
        sender="other@else.test",
        name="Other",
        subject=f"About {first.reference}",
    )
    assert mine.case_id == first.case_id
    assert other.case_id != first.case_id


@pytest.mark.parametrize("machine", ["auto_reply", "out_of_office", "list", "bulk"])
def test_machine_mail_is_owed_no_answer_and_says_why(desk, now, machine):
    receipt = take(desk, at=now, machine=machine, sender="robot@shop.test", name="Robot")
    assert contact_of(receipt).no_answer_reason
    assert not Promise.objects.filter(customer_id=receipt.customer_id).exists()
    assert not Outgoing.objects.filter(customer_id=receipt.customer_id).exists()


def test_an_unauthentic_sender_gets_no_acknowledgement_but_somebody_looks(desk, now):
    receipt = take(desk, at=now, aligned="fail")
    promise = Promise.objects.get(customer_id=receipt.customer_id)
    assert promise.kind == "other" and promise.text.startswith("Look through")
    assert "DMARC" in contact_of(receipt).no_answer_reason
    assert not Outgoing.objects.filter(customer_id=receipt.customer_id).exists()


def test_an_unknown_sender_from_outside_without_alignment_gets_no_acknowledgement(desk, now):
    receipt = take(desk, at=now, peer="198.51.100.7")
    assert not Outgoing.objects.filter(customer_id=receipt.customer_id).exists()
    assert GuardDecision.objects.get(customer_id=receipt.customer_id).verdict == "stop"
    assert promise_of(receipt).state == "owed"


def test_one_address_is_acknowledged_once_a_day(desk, now):
    first = take(desk, at=now, aligned="pass")
    take(desk, at=now + timedelta(hours=1), aligned="pass", subject="Another")
    assert Outgoing.objects.filter(customer_id=first.customer_id, purpose="acknowledgement").count() == 1


def test_a_flood_is_gathered_in_one_promise_to_look_through(desk, now):
    from kept.pledge.queries import current

    limit = current().pledge.flood.contacts_per_hour
    receipts = receive(
        [arrival(desk, at=now, subject=f"Again {n}", text=f"Again {n}") for n in range(limit + 5)], now=now
    )
    reasons = [contact_of(receipt).no_answer_reason for receipt in receipts]
    assert sum(bool(reason) for reason in reasons) == 5
    looks = Promise.objects.filter(customer_id=receipts[0].customer_id, kind="other")
    assert looks.count() == 1
    assert len({receipt.case_id for receipt in receipts[limit:]}) == 1
    assert all(contact_of(receipt).promise_id for receipt in receipts[:limit])


def test_a_report_about_nothing_of_ours_is_kept_apart_in_sight(desk, now):
    report = DeliveryReport(
        "failed", "nobody@x.test", "5.1.1", "unknown", "No such mailbox.", "<not.ours@x.test>"
    )
    receipt = take(desk, at=now, machine="bounce", sender="mailer-daemon@x.test", reports=(report,))
    assert receipt.how == "apart"
    assert Quarantine.objects.get().reason


def test_imported_history_is_silent_and_owes_nothing(desk, now):
    receipt = receive([arrival(desk, at=now)], now=now, silent=True)[0]
    assert contact_of(receipt).imported
    assert not Promise.objects.filter(customer_id=receipt.customer_id).exists()
    assert not Outgoing.objects.filter(customer_id=receipt.customer_id).exists()


def test_a_batch_may_hold_a_mail_and_its_reply(desk, now):
    first = arrival(desk, at=now, message_id="<same@x.test>")
    reply = arrival(desk, at=now, reply_to="<same@x.test>", text="And one more thing.")
    receipts = receive([first, reply], now=now)
    assert receipts[0].case_id == receipts[1].case_id


def test_a_message_id_that_is_taken_over_does_not_lead_others_to_the_thief(desk, now):
    first = take(desk, at=now, message_id="<mine@x.test>")
    thief = take(
        desk, at=now, sender="thief@else.test", name="Thief", message_id="<mine@x.test>", text="Mine now."
    )
    reply = take(desk, at=now, reply_to="<mine@x.test>", text="Any news?")
    assert thief.case_id != first.case_id
    assert reply.case_id == first.case_id
