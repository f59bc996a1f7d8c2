"""Ways to reach a person: added and taken out of use by name, and what is learnt of them stands on the ledger."""

from datetime import timedelta

import pytest

from kept.contacts.models import Outgoing
from kept.customers.models import ContactPoint, Speaks
from kept.customers.points import add_point, retire_point
from kept.handling.answer import Reply, answer_case
from kept.handling.deliver import take_delivery
from kept.handling.ladder import climb
from kept.ledger.models import Entry
from kept.refusal import NotFound, Refusal
from tests.making import take

pytestmark = pytest.mark.usefixtures("keyed_sql")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def receipt(desk, now):
    return take(desk, at=now)


def person_of(receipt):
    return Speaks.objects.get(customer_id=receipt.customer_id).person_id


def add(desk, receipt, now, channel="mail", value="marcus@home.test", source="told us"):
    who = person_of(receipt)
    return add_point(receipt.customer_id, who, channel, value, source=source, by=desk.ines.actor, now=now)


def retire(desk, receipt, point, now, why="She has left the firm."):
    return retire_point(receipt.customer_id, point.pk, why=why, by=desk.ines.actor, now=now)


def entries(receipt, kind):
    return list(
        Entry.objects.filter(customer_id=receipt.customer_id, kind=f"customer.{kind}").order_by("seq")
    )


def send(desk, receipt, at):
    contact = answer_case(receipt.customer_id, receipt.case_id, Reply("Yes.", None), by=desk.ines, now=at)
    return Outgoing.objects.get(customer_id=receipt.customer_id, contact_id=contact.pk)


def learn(outgoing, state, at, **more):
    take_delivery(outgoing.customer_id, outgoing.pk, state, happened_at=at, now=at, **more)


def test_that_an_address_works_again_is_on_the_ledger_once(desk, receipt, now):
    point = ContactPoint.objects.get(value="marcus@customer.test")
    ContactPoint.objects.filter(pk=point.pk).update(state="failed", state_words="No such mailbox.")
    sent = send(desk, receipt, now)
    learn(sent, "handed_over", now)
    learn(sent, "delivered", now + MINUTE, source="provider")
    learn(sent, "confirmed", now + 2 * MINUTE, source="reply")
    point.refresh_from_db()
    assert (point.state, point.state_words, point.state_at) == ("works", "", now + MINUTE)
    (entry,) = entries(receipt, "point_works")
    assert f'"point":"{point.pk}"' in entry.body or f'"point":{point.pk}' in entry.body
    assert entry.case_id == receipt.case_id


def test_what_is_known_to_work_is_not_said_again(desk, receipt, now):
    sent = send(desk, receipt, now)
    learn(sent, "handed_over", now)
    learn(sent, "delivered", now + MINUTE)
    assert entries(receipt, "point_works") == []


def test_a_way_is_added_by_name_and_words_of_a_person_stay_off_the_ledger(desk, receipt, now):
    add(desk, receipt, now, source="Mrs Hill said so")
    (entry,) = entries(receipt, "point_added")
    assert entry.actor == str(desk.ines.actor)
    assert "Hill" not in entry.body and '"source":"stated"' in entry.body
    assert ContactPoint.objects.get(value="marcus@home.test").source == "Mrs Hill said so"


@pytest.mark.parametrize(
    ("channel", "value", "stored"),
    [
        ("mail", "  Marcus@Home.Test ", "marcus@home.test"),
        ("phone", "+44 (0)20 7946 0018".replace("(0)", ""), "+442079460018"),
        ("phone", "0049 40 / 123-456", "+4940123456"),
        ("post", "4  Mill Lane,  Larkfield", "4 Mill Lane, Larkfield"),
    ],
)
def test_a_way_is_stored_in_one_spelling(desk, receipt, now, channel, value, stored):
    assert add(desk, receipt, now, channel, value).value == stored


@pytest.mark.parametrize(
    ("channel", "value"),
    [
        ("mail", "nobody"), ("mail", "@home.test"), ("mail", "a b@home.test"), ("mail", " "), ("phone", "7946 0018"),
        ("phone", "+12"), ("pigeon", "grey"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_way_is_refused(desk, receipt, now, channel, value):
    with pytest.raises(Refusal):
        add(desk, receipt, now, channel, value)
    assert entries(receipt, "point_added") == []


def test_a_way_belongs_to_one_person(desk, receipt, now):
    other = take(desk, at=now, sender="priya@else.test", name="Priya")
    with pytest.raises(Refusal, match="somebody else"):
        add(desk, receipt, now, value="priya@else.test")
    with pytest.raises(Refusal, match="this person"):
        add(desk, receipt, now, value="marcus@customer.test")
    with pytest.raises(NotFound):
        add_point(
            receipt.customer_id, person_of(other), "mail", "x@y.test", source="", by=desk.ines.actor, now=now
        )


def test_a_way_out_of_use_is_not_climbed_to(desk, receipt, now):
    point = add(desk, receipt, now)
    retire(desk, receipt, point, now)
    sent = send(desk, receipt, now)
    learn(sent, "handed_over", now + MINUTE)
    learn(sent, "bounced", now + 2 * MINUTE, code="5.1.1", words="No such mailbox.")
    assert climb(receipt.customer_id, sent.pk, now=now + 3 * MINUTE).contact_id is None


def test_a_way_is_taken_out_of_use_with_a_reason_and_a_name_once(desk, receipt, now):
    point = add(desk, receipt, now)
    with pytest.raises(Refusal, match="Say why"):
        retire(desk, receipt, point, now, why=" ")
    retire(desk, receipt, point, now)
    with pytest.raises(Refusal, match="out of use already"):
        retire(desk, receipt, point, now)
    point.refresh_from_db()
    assert (point.state, point.state_words) == ("retired", "She has left the firm.")
    (entry,) = entries(receipt, "point_retired")
    assert entry.actor == str(desk.ines.actor) and "left" not in entry.body


def test_a_way_out_of_use_stays_so_whatever_comes_from_there_and_the_writer_is_known(desk, receipt, now):
    point = ContactPoint.objects.get(value="marcus@customer.test")
    retire(desk, receipt, point, now)
    again = take(desk, at=now + MINUTE, subject="Another matter")
    assert again.customer_id == receipt.customer_id
    sent = send(desk, receipt, now + MINUTE)
    learn(sent, "handed_over", now + MINUTE)
    learn(sent, "delivered", now + 2 * MINUTE)
    point.refresh_from_db()
    assert point.state == "retired"


def test_a_way_out_of_use_can_be_used_again(desk, receipt, now):
    point = add(desk, receipt, now)
    retire(desk, receipt, point, now)
    assert add(desk, receipt, now + MINUTE).pk == point.pk
    point.refresh_from_db()
    assert (point.state, point.state_words) == ("unknown", "")
    assert len(entries(receipt, "point_added")) == 2


def test_only_somebody_who_speaks_for_the_customer_loses_a_way(desk, receipt, now):
    other = take(desk, at=now, sender="priya@else.test", name="Priya")
    point = ContactPoint.objects.get(value="marcus@customer.test")
    with pytest.raises(NotFound):
        retire(desk, other, point, now)
