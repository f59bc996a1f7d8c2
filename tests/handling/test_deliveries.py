"""What became of a message, in the order in which it is learnt, and what that means for the promise."""

from datetime import timedelta

import pytest

from kept.channels.mail.sending.outbox import begin, hold_all, settle
from kept.channels.mail.sending.relay import Handed, Outcome
from kept.contacts.models import Contact, DeliveryFact, GuardDecision, Outgoing
from kept.customers.models import Speaks
from kept.customers.points import add_point
from kept.handling.answer import Reply, answer_case
from kept.handling.deliver import take_delivery
from kept.handling.handover import cancel_message, may_hand_over
from kept.handling.ladder import climb
from kept.handling.merge import merge_cases
from kept.handling.presuming import presume
from kept.handling.spam import mark_spam, not_spam
from kept.ledger.models import Entry
from kept.pledge.queries import current
from kept.promises.models import Promise
from kept.promises.prove import Sign, keep_promise
from kept.rules.ladder import Way
from kept.rules.promise import Reach
from tests.making import take

pytestmark = pytest.mark.usefixtures("keyed_sql")
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def answer(desk, receipt, at, **how):
    reply = Reply("Dear Marcus, yes.", how.pop("seen", None), **how)
    contact = answer_case(receipt.customer_id, receipt.case_id, reply, by=desk.ines, now=at)
    rows = Outgoing.objects.filter(customer_id=receipt.customer_id, contact_id=contact.pk).order_by("pk")
    return contact, list(rows)


def deliver(outgoing, state, at, **more):
    return take_delivery(outgoing.customer_id, outgoing.pk, state, happened_at=at, now=at, **more)


def again(row):
    return type(row).objects.get(customer_id=row.customer_id, pk=row.pk)


def promise(receipt, **filters):
    return Promise.objects.get(customer_id=receipt.customer_id, kind="answer", **filters)


def grace():
    return current().pledge.proof.bounce_grace


def test_a_notice_of_delay_after_the_hand_over_puts_the_presumption_off(desk, now):
    receipt = take(desk, at=now)
    _, [sent] = answer(desk, receipt, now)
    deliver(sent, "handed_over", now + MINUTE)
    deliver(sent, "delayed", now + HOUR, words="The server does not answer; it is tried again.")
    presume(now=now + MINUTE + grace())
    assert (again(sent).state, promise(receipt).state) == ("handed_over", "in_proof")
    presume(now=now + HOUR + grace())
    assert (again(sent).state, promise(receipt).state) == ("presumed", "kept")


def test_a_notice_of_delay_takes_back_what_silence_had_shown(desk, now):
    receipt = take(desk, at=now)
    _, [sent] = answer(desk, receipt, now)
    deliver(sent, "handed_over", now + MINUTE)
    late = now + MINUTE + grace()
    presume(now=late)
    assert promise(receipt).state == "kept"
    deliver(sent, "delayed", late + MINUTE, words="It is tried for three more days.")
    assert (again(sent).state, promise(receipt).state) == ("handed_over", "in_proof")
    presume(now=late + MINUTE + grace())
    assert (again(sent).state, promise(receipt).state) == ("presumed", "kept")


def test_a_delayed_message_that_the_guard_stops_stays_stopped(desk, now):
    receipt = take(desk, at=now)
    _, [sent] = answer(desk, receipt, now)
    underway = begin(sent.customer_id, sent.pk, now=now + MINUTE)
    settle(underway, Handed(Outcome.LATER, "4.2.2", "Mailbox full."), now=now + MINUTE)
    mark_spam(receipt.customer_id, receipt.case_id, reason="Advertising.", by=desk.ines, now=now + MINUTE)
    due = again(sent).next_try_at
    assert begin(sent.customer_id, sent.pk, now=due) is None
    assert again(sent).state == "stopped"
    assert begin(sent.customer_id, sent.pk, now=due + HOUR) is None
    assert DeliveryFact.objects.filter(customer_id=sent.customer_id, state="stopped").count() == 1


def test_a_message_that_was_held_for_days_is_not_given_up_at_its_first_refusal(desk, now):
    receipt = take(desk, at=now)
    _, [sent] = answer(desk, receipt, now)
    hold_all(now=now + MINUTE)
    later = now + timedelta(days=6)
    Outgoing.objects.filter(customer_id=sent.customer_id, pk=sent.pk).update(
        state="queued", next_try_at=later
    )
    underway = begin(sent.customer_id, sent.pk, now=later)
    settle(underway, Handed(Outcome.LATER, "4.7.1", "Greylisted."), now=later)
    assert again(sent).state == "delayed"


def test_what_reached_only_those_in_copy_proves_nothing_to_the_customer(desk, now):
    receipt = take(desk, at=now)
    contact, [to, copy] = answer(desk, receipt, now, cc=[("Pia", "pia@partner.test")])
    deliver(to, "handed_over", now + MINUTE)
    deliver(copy, "handed_over", now + MINUTE)
    deliver(to, "bounced", now + 2 * MINUTE, code="5.1.1", words="No such mailbox.")
    assert promise(receipt).state == "owed"
    deliver(copy, "accepted", now + 3 * MINUTE)
    shown = again(contact)
    assert (shown.delivery, shown.delivery_words) == ("bounced", "No such mailbox.")
    assert climb(receipt.customer_id, to.pk, now=now + 4 * MINUTE).step.way is Way.FIND_WAY


def test_a_reply_confirms_the_copy_that_its_writer_had(desk, now):
    receipt = take(desk, at=now)
    contact, [to, copy] = answer(desk, receipt, now, cc=[("Pia", "pia@partner.test")])
    for row in (to, copy):
        deliver(row, "handed_over", now + MINUTE)
    take(
        desk, at=now + HOUR, sender="pia@partner.test", name="Pia", reply_to=contact.message_id, text="Noted."
    )
    assert (again(to).state, again(copy).state) == ("handed_over", "confirmed")


def test_a_reply_shows_that_what_came_back_had_reached_him_all_the_same(desk, now):
    receipt = take(desk, at=now)
    contact, [sent] = answer(desk, receipt, now)
    deliver(sent, "handed_over", now + MINUTE)
    deliver(sent, "bounced", now + 2 * MINUTE, code="5.2.2", words="A forwarding failed.")
    take(desk, at=now + HOUR, reply_to=contact.message_id, text="Thanks!")
    assert again(sent).state == "confirmed"
    assert Promise.objects.filter(customer_id=receipt.customer_id, state="kept").count() == 1


def test_what_bounced_while_a_case_was_spam_is_known_when_that_is_taken_back(desk, now):
    receipt = take(desk, at=now)
    _, [sent] = answer(desk, receipt, now)
    deliver(sent, "handed_over", now + MINUTE)
    mark_spam(receipt.customer_id, receipt.case_id, reason="Advertising.", by=desk.ines, now=now + 2 * MINUTE)
    deliver(sent, "bounced", now + 3 * MINUTE, code="5.1.1", words="No such mailbox.")
    assert promise(receipt).state == "void"
    not_spam(receipt.customer_id, receipt.case_id, by=desk.ines, now=now + timedelta(days=1))
    owed = promise(receipt)
    assert (owed.state, owed.broken_at) == ("owed", owed.due_at)


def test_the_ladder_does_not_wait_for_an_answer_that_was_taken_back(desk, now):
    receipt = take(desk, at=now)
    _, [first] = answer(desk, receipt, now)
    assert cancel_message(receipt.customer_id, first.pk, now=now, by=desk.ines.actor)
    _, [second] = answer(desk, receipt, now + MINUTE)
    deliver(second, "handed_over", now + 2 * MINUTE)
    deliver(second, "bounced", now + 3 * MINUTE, code="5.1.1", words="No such mailbox.")
    assert climb(receipt.customer_id, second.pk, now=now + 4 * MINUTE).step.way is Way.FIND_WAY


def test_the_ladder_sends_nothing_more_when_the_promise_was_kept_by_another_way(desk, now):
    receipt = take(desk, at=now)
    person = Speaks.objects.get(customer_id=receipt.customer_id).person_id
    key = (receipt.customer_id, person, "mail", "marcus@home.test")
    add_point(*key, source="told us", by=desk.ines.actor, now=now)
    _, [sent] = answer(desk, receipt, now)
    deliver(sent, "handed_over", now + MINUTE)
    deliver(sent, "bounced", now + 2 * MINUTE, code="5.1.1", words="No such mailbox.")
    sign = Sign(Reach.CONFIRMED, now + 3 * MINUTE, "attested", reason="I called her.")
    keep_promise(receipt.customer_id, promise(receipt).pk, sign, by=desk.ines.actor, now=now + 3 * MINUTE)
    assert climb(receipt.customer_id, sent.pk, now=now + 4 * MINUTE) is None


def test_a_message_of_the_ladder_counts_in_the_case(desk, now):
    from kept.operations.doctor.summaries import compare

    receipt = take(desk, at=now)
    person = Speaks.objects.get(customer_id=receipt.customer_id).person_id
    key = (receipt.customer_id, person, "mail", "marcus@home.test")
    add_point(*key, source="told us", by=desk.ines.actor, now=now)
    _, [sent] = answer(desk, receipt, now)
    deliver(sent, "handed_over", now + MINUTE)
    deliver(sent, "bounced", now + 2 * MINUTE, code="5.1.1", words="No such mailbox.")
    assert climb(receipt.customer_id, sent.pk, now=now + 4 * MINUTE).contact_id
    assert compare([(receipt.customer_id, receipt.case_id)]) == []


def test_taking_a_message_back_is_on_the_ledger_with_a_name(desk, now):
    receipt = take(desk, at=now)
    contact, [_, copy] = answer(desk, receipt, now, cc=[("Pia", "pia@partner.test")])
    cancel_message(receipt.customer_id, copy.pk, now=now, by=desk.jonas.actor)
    assert again(contact).delivery == "queued"  # it still goes to the customer
    entry = Entry.objects.get(customer_id=receipt.customer_id, kind="contact.cancelled")
    assert entry.actor == str(desk.jonas.actor)


def test_a_message_redirected_after_the_guard_decided_does_not_leave(desk, now):
    receipt = take(desk, at=now)
    _, [sent] = answer(desk, receipt, now)
    Outgoing.objects.filter(customer_id=sent.customer_id, pk=sent.pk).update(to_address="other@else.test")
    assert not may_hand_over(again(sent), now=now + MINUTE).open


def test_a_signature_against_the_guard_covers_only_the_reasons_that_it_names(desk, now):
    receipt = take(desk, at=now)
    person = Speaks.objects.get(customer_id=receipt.customer_id).person_id
    mark_spam(receipt.customer_id, receipt.case_id, reason="Advertising.", by=desk.ines, now=now)
    _, [sent] = answer(desk, receipt, now, override_reason="It is a customer after all.")
    assert may_hand_over(sent, now=now + MINUTE).open
    from kept.cases.models import Participant

    Participant.objects.filter(customer_id=sent.customer_id, person_id=person).update(standing="refused")
    assert not may_hand_over(sent, now=now + MINUTE).open


def test_the_guard_looks_at_every_recipient_when_an_answer_is_written(desk, now):
    from kept.handling.answer import GuardStops
    from tests.handling.test_case_verbs import stranger

    first, _, waiting = stranger(desk, now)
    with pytest.raises(GuardStops, match="Accept the participant"):
        reply = Reply("Dear both.", None, to=[("M", "marcus@customer.test")], cc=[("Sam", waiting.address)])
        answer_case(first.customer_id, first.case_id, reply, by=desk.jonas, now=now + 2 * HOUR)


def test_an_acknowledgement_that_spam_stops_leaves_a_recorded_decision(desk, now):
    receipt = take(desk, at=now)
    sent = Outgoing.objects.get(customer_id=receipt.customer_id)
    mark_spam(receipt.customer_id, receipt.case_id, reason="Advertising.", by=desk.ines, now=now)
    assert not may_hand_over(sent, now=now + MINUTE).open
    decisions = GuardDecision.objects.filter(customer_id=receipt.customer_id, purpose="acknowledgement")
    assert sorted(decisions.values_list("verdict", flat=True)) == ["allow", "stop"]


def test_the_door_asks_about_the_case_that_remains_after_a_merge(desk, now):
    first = take(desk, at=now)
    second = take(desk, at=now + MINUTE, subject="Second")
    _, [sent] = answer(desk, second, now + 2 * MINUTE)
    merge_cases(second.customer_id, second.case_id, first.case_id, by=desk.ines, now=now + 3 * MINUTE)
    mark_spam(first.customer_id, first.case_id, reason="Advertising.", by=desk.ines, now=now + 4 * MINUTE)
    assert not may_hand_over(sent, now=now + 5 * MINUTE).open


def test_an_answer_keeps_nothing_of_what_came_after_an_older_contact_that_was_on_screen(desk, now):
    first = take(desk, at=now, message_id="<a@x.test>")
    _, [sent] = answer(desk, first, now, seen=first.contact_id)
    deliver(sent, "handed_over", now + MINUTE)
    later = take(desk, at=now + HOUR, reply_to="<a@x.test>", text="And the charger?")
    _, [more] = answer(desk, first, now + 2 * HOUR, seen=first.contact_id)  # a stale page
    deliver(more, "handed_over", now + 2 * HOUR)
    owed = promise(first, state="owed")
    assert owed.origin_contact_id == later.contact_id


def test_what_came_meanwhile_is_still_owed_when_the_first_answer_bounced_and_is_sent_again(desk, now):
    first = take(desk, at=now, message_id="<a@x.test>")
    _, [sent] = answer(desk, first, now, seen=first.contact_id)
    deliver(sent, "handed_over", now + MINUTE)
    later = take(desk, at=now + HOUR, reply_to="<a@x.test>", text="And the charger?")
    deliver(sent, "bounced", now + 2 * HOUR, code="4.2.2", words="Mailbox full.")
    assert promise(first, state="owed").origin_contact_id == first.contact_id
    _, [more] = answer(desk, first, now + 3 * HOUR, seen=first.contact_id)
    deliver(more, "handed_over", now + 3 * HOUR)
    covers = Contact.objects.get(customer_id=first.customer_id, pk=later.contact_id).promise_id
    assert promise(first, state="owed").pk == covers
