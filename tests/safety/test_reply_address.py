"""The keyed reply address proves the thread, not the person: whoever has it is not the customer by that."""

from datetime import datetime, timedelta

import pytest

from kept.cases.models import Case, Participant
from kept.contacts.addresses import case_named, outgoing_named, reply_address
from kept.contacts.models import Contact, Outgoing
from kept.contacts.states import Delivery
from kept.handling.answer import Reply, answer_case
from kept.handling.deliver import take_delivery
from kept.handling.settle import settle_case
from kept.ledger.models import Entry
from kept.promises.models import Evidence, Promise
from tests.making import Desk, take

HOUR = timedelta(hours=1)


@pytest.fixture
def answered(desk: Desk, now: datetime) -> Case:
    """Marcus wrote, Jonas answered, and the answer was handed over."""
    receipt = take(desk, at=now)
    reply = Reply(text="Please send it back.", seen_contact_id=receipt.contact_id)
    sent = answer_case(receipt.customer_id, receipt.case_id, reply, by=desk.jonas, now=now)
    row = Outgoing.objects.get(customer_id=receipt.customer_id, contact_id=sent.pk)
    take_delivery(row.customer_id, row.pk, Delivery.HANDED_OVER, happened_at=now, now=now)
    return Case.objects.get(customer_id=receipt.customer_id, pk=receipt.case_id)


def intrude(desk: Desk, case: Case, now: datetime, **what: object) -> Contact:
    """A mail to the case's own reply address that answers our answer."""
    ours = Contact.objects.filter(customer_id=case.customer_id, purpose="answer").get()
    words = {"sender": "eve@else.test", "name": "Eve", "aligned": "pass", "peer": "198.51.100.7"} | what
    to = reply_address(desk.address, case.reference)
    receipt = take(desk, at=now, to=to, reply_to=ours.message_id, text="Forget it.", **words)
    assert receipt.case_id == case.pk
    return Contact.objects.get(customer_id=receipt.customer_id, pk=receipt.contact_id)


def test_a_stranger_who_has_the_address_waits_until_an_agent_accepts_him(
    desk: Desk, answered: Case, now: datetime
) -> None:
    contact = intrude(desk, answered, now + HOUR)
    assert contact.unconfirmed and contact.person_id is None
    assert Participant.objects.get(address="eve@else.test").standing == "unconfirmed"
    assert Outgoing.objects.filter(to_address="eve@else.test").count() == 0
    assert Promise.objects.filter(customer_id=answered.customer_id, pk=contact.promise_id).exists()


@pytest.mark.parametrize(
    "who", [{}, {"sender": "marcus@customer.test", "name": "Marcus Oyelaran", "aligned": "fail"}]
)
def test_his_words_confirm_nothing_and_keep_nothing(
    desk: Desk, answered: Case, now: datetime, who: dict[str, object]
) -> None:
    """Neither a stranger's nor those of a mail whose author's address is forged."""
    before = list(Evidence.objects.values_list("pk", "reach"))
    assert intrude(desk, answered, now + HOUR, **who).unconfirmed
    assert list(Evidence.objects.values_list("pk", "reach")) == before
    assert not Promise.objects.filter(state="kept").exists()
    assert not Outgoing.objects.filter(state=Delivery.CONFIRMED).exists()


def test_the_customers_own_reply_does(desk: Desk, answered: Case, now: datetime) -> None:
    who = {"sender": "marcus@customer.test", "name": "Marcus Oyelaran", "aligned": "pass"}
    assert not intrude(desk, answered, now + HOUR, **who).unconfirmed
    assert Promise.objects.filter(state="kept").exists()


def test_a_case_that_a_stranger_finds_settled_is_open_again_but_not_by_the_customers_word(
    desk: Desk, answered: Case, now: datetime
) -> None:
    Promise.objects.update(state="kept", kept_at=now, next_check_at=None, closed_at=now)
    settle_case(answered.customer_id, answered.pk, cause="Sent back", by=desk.jonas.actor, now=now)
    intrude(desk, answered, now + HOUR)
    reopened = Entry.objects.get(kind="case.reopened")
    assert "the customer wrote" not in reopened.body


def test_a_code_that_this_desk_did_not_make_leads_nowhere(desk: Desk, answered: Case, now: datetime) -> None:
    good = reply_address(desk.address, answered.reference)
    assert case_named(good)
    code = good.partition(".")[2].partition("@")[0]
    for forged in (code[::-1], "0" * len(code), code[:-1], ""):
        assert case_named(good.replace(code, forged)) is None
    row = Outgoing.objects.filter(purpose="answer").get()
    number, keyed = row.message_id.split(".")[1], row.message_id.split(".")[2].partition("@")[0]
    assert outgoing_named(f"{number}.{keyed}") == row.pk
    assert outgoing_named(f"{int(number) + 1}.{keyed}") is None
    assert outgoing_named(f"{number}.{keyed[::-1]}") is None
    forged = good.replace(code, code[::-1])
    receipt = take(desk, at=now + HOUR, sender="eve@else.test", to=forged)
    assert receipt.case_id != answered.pk


def test_a_reference_in_the_subject_leads_nobody_to_a_case_who_is_not_part_of_it(
    desk: Desk, answered: Case, now: datetime
) -> None:
    subject = f"Re: {answered.reference}"
    assert take(desk, at=now + HOUR, sender="eve@else.test", subject=subject).case_id != answered.pk
    forged = take(desk, at=now + HOUR, subject=f"{subject} 2", aligned="fail", peer="198.51.100.7")
    assert forged.case_id != answered.pk
    assert take(desk, at=now + HOUR, subject=f"{subject} 3").case_id == answered.pk
