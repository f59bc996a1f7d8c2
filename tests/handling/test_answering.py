"""An answer goes out, and the proof comes back."""

from datetime import timedelta

import pytest

from kept.cases.models import Case
from kept.contacts.hold import hold_desk
from kept.contacts.models import Contact, GuardDecision, Outgoing
from kept.customers.models import ContactPoint, Speaks
from kept.customers.points import add_point
from kept.handling.answer import AnsweredMeanwhile, GuardStops, Reply, answer_case
from kept.handling.arrival import DeliveryReport
from kept.handling.deliver import take_delivery
from kept.handling.handover import cancel_message, may_hand_over
from kept.handling.ladder import climb
from kept.handling.presuming import presume
from kept.handling.settle import StillOwed, settle_case
from kept.pledge.queries import current
from kept.promises.clock import sweep
from kept.promises.models import Evidence, Promise
from kept.refusal import Refusal
from kept.staff.models import Notice
from tests.making import take

pytestmark = pytest.mark.usefixtures("keyed_sql")
MINUTE = timedelta(minutes=1)


def answer(desk, receipt, at, *, text="Dear Marcus, yes.", seen=None, by=None, **how):
    reply = Reply(text, seen, **how)
    contact = answer_case(receipt.customer_id, receipt.case_id, reply, by=by or desk.ines, now=at)
    outgoing = Outgoing.objects.filter(customer_id=receipt.customer_id, contact_id=contact.pk).order_by("pk")
    return contact, outgoing.first()


def promise(receipt, **filters):
    return Promise.objects.get(customer_id=receipt.customer_id, case_id=receipt.case_id, **filters)


def deliver(outgoing, state, at, **more):
    return take_delivery(outgoing.customer_id, outgoing.pk, state, happened_at=at, now=at, **more)


def test_an_answer_is_in_proof_when_it_left_and_kept_when_no_bounce_came(desk, now):
    receipt = take(desk, at=now)
    _, outgoing = answer(desk, receipt, now + MINUTE)
    assert promise(receipt).state == "owed"  # queued is no proof
    deliver(outgoing, "handed_over", now + 2 * MINUTE)
    assert promise(receipt).state == "in_proof"
    later = now + current().pledge.proof.bounce_grace + 3 * MINUTE
    presume(now=later)
    kept = promise(receipt)
    assert (kept.state, kept.late, kept.kept_at) == ("kept", False, now + 2 * MINUTE)
    outgoing.refresh_from_db(from_queryset=Outgoing.objects.filter(customer_id=receipt.customer_id))
    assert outgoing.state == "presumed"


def test_a_bounce_makes_it_owed_again_and_says_why(desk, now):
    receipt = take(desk, at=now)
    contact, outgoing = answer(desk, receipt, now + MINUTE)
    deliver(outgoing, "handed_over", now + 2 * MINUTE)
    report = DeliveryReport(
        "failed",
        "marcus@customer.test",
        "5.1.1",
        "550 unknown",
        "The mailbox does not exist.",
        outgoing.message_id,
    )
    bounce = take(
        desk,
        at=now + 3 * MINUTE,
        machine="bounce",
        sender="mailer-daemon@mx.test",
        name="",
        reports=(report,),
    )
    assert bounce.case_id == receipt.case_id
    owed = promise(receipt, kind="answer")
    assert (owed.state, owed.fell_back) == ("owed", "withdrawn")
    shown = Contact.objects.get(customer_id=receipt.customer_id, pk=contact.pk)
    assert (shown.delivery, shown.delivery_words) == ("bounced", "The mailbox does not exist.")
    assert ContactPoint.objects.get(value="marcus@customer.test").state == "failed"


def test_a_bounce_after_due_breaks_the_promise_at_its_due_time(desk, now):
    receipt = take(desk, at=now)
    due = promise(receipt).due_at
    _, outgoing = answer(desk, receipt, now + MINUTE)
    deliver(outgoing, "handed_over", now + 2 * MINUTE)
    deliver(outgoing, "bounced", due + MINUTE, code="5.1.1", words="No such mailbox.")
    broken = promise(receipt, kind="answer")
    assert (broken.state, broken.broken_at) == ("owed", due)


def test_the_ladder_takes_another_address_by_itself_and_a_person_at_the_end(desk, now):
    receipt = take(desk, at=now)
    person = Speaks.objects.get(customer_id=receipt.customer_id).person_id
    add_point(
        receipt.customer_id, person, "mail", "marcus@home.test", source="told us", by=desk.ines.actor, now=now
    )
    _, outgoing = answer(desk, receipt, now + MINUTE)
    deliver(outgoing, "handed_over", now + 2 * MINUTE)
    deliver(outgoing, "bounced", now + 3 * MINUTE, code="5.1.1", words="No such mailbox.")
    step = climb(receipt.customer_id, outgoing.pk, now=now + 4 * MINUTE)
    second = Outgoing.objects.get(customer_id=receipt.customer_id, contact_id=step.contact_id)
    assert second.to_address == "marcus@home.test"
    deliver(second, "bounced", now + 5 * MINUTE, code="5.1.1", words="No such mailbox.")
    end = climb(receipt.customer_id, second.pk, now=now + 6 * MINUTE)
    assert promise(receipt, kind="find_way").pk == end.promise_id
    assert "marcus@home.test" in end.step.clues


def test_a_reply_confirms_that_the_answer_came(desk, now):
    receipt = take(desk, at=now, message_id="<a@x.test>")
    contact, outgoing = answer(desk, receipt, now + MINUTE)
    deliver(outgoing, "handed_over", now + 2 * MINUTE)
    take(desk, at=now + 3 * MINUTE, reply_to=contact.message_id, text="Thank you!")
    kept = promise(receipt, state="kept")
    assert kept.reach == 5
    assert (
        promise(receipt, state="owed").origin_contact_id is not None
    )  # what he wrote is owed an answer of its own


def test_what_came_after_the_writer_looked_is_owed_an_answer_of_its_own(desk, now):
    first = take(desk, at=now, message_id="<a@x.test>")
    second = take(desk, at=now + MINUTE, reply_to="<a@x.test>", text="And the charger?")
    _, outgoing = answer(desk, first, now + 2 * MINUTE, seen=first.contact_id)
    deliver(outgoing, "handed_over", now + 3 * MINUTE)
    assert promise(first, state="in_proof").origin_contact_id == first.contact_id
    assert promise(first, state="owed").origin_contact_id == second.contact_id


def test_two_agents_do_not_answer_over_each_other(desk, now):
    receipt = take(desk, at=now)
    answer(desk, receipt, now + MINUTE, seen=receipt.contact_id)
    with pytest.raises(AnsweredMeanwhile, match="Ines Valadão has answered"):
        reply = Reply("Dear Marcus, no.", receipt.contact_id)
        answer_case(receipt.customer_id, receipt.case_id, reply, by=desk.jonas, now=now + MINUTE)


def test_an_answer_carries_name_reference_and_thread(desk, now):
    receipt = take(desk, at=now, message_id="<a@x.test>")
    contact, outgoing = answer(desk, receipt, now + MINUTE)
    assert "Ines Valadão" in contact.sender_name
    assert receipt.reference in contact.subject
    assert contact.references[0] == "<a@x.test>"
    assert (
        GuardDecision.objects.get(customer_id=receipt.customer_id, pk=outgoing.decision_id).verdict == "allow"
    )


def test_an_empty_answer_is_refused_in_words(desk, now):
    receipt = take(desk, at=now)
    with pytest.raises(Refusal, match="no words"):
        answer(desk, receipt, now, text="  \n ")


def test_undo_takes_a_queued_answer_back(desk, now):
    receipt = take(desk, at=now)
    _, outgoing = answer(desk, receipt, now)
    assert outgoing.not_before == now + current().pledge.mail.undo
    assert cancel_message(receipt.customer_id, outgoing.pk, by=desk.ines.actor, now=now)
    assert promise(receipt).state == "owed"
    assert not cancel_message(receipt.customer_id, outgoing.pk, by=desk.ines.actor, now=now)


def test_nothing_leaves_a_held_desk_and_the_words_say_so(desk, now):
    receipt = take(desk, at=now)
    _, outgoing = answer(desk, receipt, now)
    hold_desk("Restored from a backup.", now=now)
    door = may_hand_over(outgoing, now=now + MINUTE)
    assert not door.open and door.held


def test_words_changed_after_the_guard_decided_do_not_leave(desk, now):
    receipt = take(desk, at=now)
    contact, outgoing = answer(desk, receipt, now)
    Contact.objects.filter(customer_id=receipt.customer_id, pk=contact.pk).update(visible="Something else.")
    assert not may_hand_over(outgoing, now=now + MINUTE).open


def test_the_guard_stops_an_answer_in_a_spam_case_and_a_lead_may_sign_for_it(desk, now):
    from kept.handling.spam import mark_spam

    receipt = take(desk, at=now)
    mark_spam(receipt.customer_id, receipt.case_id, reason="Advertising.", by=desk.ines, now=now)
    with pytest.raises(GuardStops):
        answer(desk, receipt, now, by=desk.jonas, override_reason="But still.")
    _, outgoing = answer(desk, receipt, now, override_reason="It was a customer after all.")
    decision = GuardDecision.objects.get(customer_id=receipt.customer_id, pk=outgoing.decision_id)
    assert (decision.verdict, decision.override_by) == ("stop", str(desk.ines.actor))


def test_a_promise_breaks_by_itself_and_the_lead_is_told(desk, now):
    receipt = take(desk, at=now)
    due = promise(receipt).due_at
    assert not sweep(now=now + MINUTE)
    while sweep(now=due + timedelta(seconds=1)):
        pass
    broken = promise(receipt)
    assert (broken.state, broken.broken_at, broken.noticed_at) == ("owed", due, due + timedelta(seconds=1))
    assert Notice.objects.filter(agent=desk.ines, kind="broken", about_promise=broken.pk).exists()


def test_nothing_settles_while_something_is_owed(desk, now):
    receipt = take(desk, at=now)
    with pytest.raises(StillOwed):
        settle_case(receipt.customer_id, receipt.case_id, cause="Done.", by=desk.ines.actor, now=now)
    _, outgoing = answer(desk, receipt, now)
    deliver(outgoing, "handed_over", now + MINUTE)
    case = settle_case(
        receipt.customer_id, receipt.case_id, cause="Answered.", by=desk.ines.actor, now=now + 2 * MINUTE
    )
    assert case.stands == "settled"


def test_a_bounce_in_a_settled_case_is_owed_again_and_opens_it(desk, now):
    receipt = take(desk, at=now)
    _, outgoing = answer(desk, receipt, now)
    deliver(outgoing, "handed_over", now + MINUTE)
    settle_case(
        receipt.customer_id, receipt.case_id, cause="Answered.", by=desk.ines.actor, now=now + 2 * MINUTE
    )
    deliver(outgoing, "bounced", now + 3 * MINUTE, code="5.1.1", words="No such mailbox.")
    case = Case.objects.get(customer_id=receipt.customer_id, pk=receipt.case_id)
    assert (case.settled_at, case.stands) == (None, "ours")


def test_the_same_delivery_fact_twice_changes_nothing(desk, now):
    receipt = take(desk, at=now)
    _, outgoing = answer(desk, receipt, now)
    for _ in range(2):
        deliver(outgoing, "handed_over", now + MINUTE)
    assert Evidence.objects.filter(customer_id=receipt.customer_id).count() == 1
