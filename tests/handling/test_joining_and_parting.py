"""Cases brought together and parted again: nothing that is owed gets lost between them, and nothing is owed twice."""

from datetime import timedelta

import pytest

from kept.cases.models import Case, Participant
from kept.contacts.models import Contact, Outgoing
from kept.customers.models import Customer
from kept.handling.answer import Reply, answer_case
from kept.handling.assign import assign_case
from kept.handling.deliver import take_delivery
from kept.handling.joining import join_parent
from kept.handling.merge import merge_cases, split_case, unmerge_case
from kept.handling.participants import accept_stranger, refuse_stranger
from kept.handling.quarantine import dismiss
from kept.handling.settle import settle_case
from kept.handling.spam import mark_spam
from kept.ledger.models import Entry
from kept.operations.doctor.summaries import compare
from kept.promises.clock import sweep
from kept.promises.models import Promise
from kept.refusal import Refusal
from tests.handling.test_case_verbs import stranger
from tests.making import take

pytestmark = pytest.mark.usefixtures("keyed_sql")
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def case_of(receipt):
    return Case.objects.get(customer_id=receipt.customer_id, pk=receipt.case_id)


def contact_of(receipt):
    return Contact.objects.get(customer_id=receipt.customer_id, pk=receipt.contact_id)


def owed(receipt):
    return Promise.objects.filter(
        customer_id=receipt.customer_id, case_id=receipt.case_id, kind="answer", state="owed"
    )


def merge(desk, one, into, at):
    return merge_cases(one.customer_id, one.case_id, into.case_id, by=desk.ines, now=at)


def kinds(receipt):
    rows = Entry.objects.filter(customer_id=receipt.customer_id).order_by("seq")
    return list(rows.values_list("kind", flat=True))


def two(desk, now):
    return take(desk, at=now), take(desk, at=now + HOUR, subject="Second")


def answered(desk, receipt, at, seen):
    reply = Reply("Dear Marcus, yes.", seen)
    contact = answer_case(receipt.customer_id, receipt.case_id, reply, by=desk.ines, now=at)
    sent = Outgoing.objects.get(customer_id=receipt.customer_id, contact_id=contact.pk)
    take_delivery(sent.customer_id, sent.pk, "handed_over", happened_at=at, now=at)
    return contact


def test_a_settled_case_into_which_something_owed_is_merged_is_open_again(desk, now):
    first = take(desk, at=now, machine="list")
    settle_case(first.customer_id, first.case_id, cause="Newsletter.", by=desk.ines.actor, now=now)
    second = take(desk, at=now + HOUR, subject="Second")
    merge(desk, second, first, now + HOUR)
    assert (case_of(first).settled_at, case_of(first).stands) == (None, "ours")
    assert "case.reopened" in kinds(first)


def test_nothing_is_merged_with_spam(desk, now):
    first, second = two(desk, now)
    mark_spam(first.customer_id, first.case_id, reason="Advertising.", by=desk.ines, now=now)
    with pytest.raises(Refusal, match="spam"):
        merge(desk, second, first, now)


def test_merging_writes_down_what_broke_before(desk, now):
    first, second = two(desk, now)
    later = owed(second).get().due_at + MINUTE
    merge(desk, second, first, later)
    replaced = Promise.objects.get(customer_id=second.customer_id, state="superseded")
    assert (replaced.broken_at, replaced.closed_at) == (replaced.due_at, later)
    assert replaced.closed_by == str(desk.ines.actor)
    assert kinds(first).count("promise.broken") == 1


def test_an_answer_in_a_merged_case_goes_to_whoever_wrote_last_in_either(desk, now):
    first = take(desk, at=now, message_id="<a@x.test>")
    second = take(desk, at=now + HOUR, subject="Second", message_id="<b@x.test>")
    merge(desk, second, first, now + HOUR)
    reply = Reply("Dear Marcus, both.", second.contact_id)
    contact = answer_case(first.customer_id, first.case_id, reply, by=desk.ines, now=now + 2 * HOUR)
    assert contact.seen_contact_id == second.contact_id
    assert contact.references[0] == "<b@x.test>"


def test_what_a_merge_brought_unseen_is_owed_an_answer_of_its_own(desk, now):
    first, second = two(desk, now)
    merge(desk, second, first, now + HOUR)
    answered(desk, first, now + 2 * HOUR, first.contact_id)  # from a page drawn before the merge
    assert contact_of(second).promise_id == owed(first).get().pk


def test_whoever_took_part_in_a_merged_case_takes_part_in_the_one_that_remains(desk, now):
    first = take(desk, at=now)
    second = take(desk, at=now + HOUR, subject="Second", cc=(("Ada", "ada@customer.test"),))
    merge(desk, second, first, now + HOUR)
    people = Participant.objects.filter(customer_id=first.customer_id, case_id=first.case_id)
    assert "ada@customer.test" in people.values_list("address", flat=True)


def test_a_merge_taken_back_leaves_each_case_with_what_is_owed_in_it(desk, now):
    first, second = two(desk, now)
    merge(desk, second, first, now + HOUR)
    unmerge_case(second.customer_id, second.case_id, by=desk.ines, now=now + 2 * HOUR)
    assert contact_of(first).promise_id == owed(first).get().pk
    assert contact_of(second).promise_id == owed(second).get().pk
    assert (case_of(first).stands, case_of(second).stands) == ("ours", "ours")


def test_a_contact_of_a_merged_case_can_be_split_off(desk, now):
    first, second = two(desk, now)
    merge(desk, second, first, now + HOUR)
    fresh = split_case(first.customer_id, first.case_id, [second.contact_id], by=desk.ines, now=now + HOUR)
    assert contact_of(second).case_id == fresh.pk
    assert compare([(first.customer_id, first.case_id), (first.customer_id, fresh.pk)]) == []


def test_what_has_been_answered_is_not_owed_again_by_a_split(desk, now):
    first = take(desk, at=now, message_id="<a@x.test>")
    second = take(desk, at=now + MINUTE, reply_to="<a@x.test>", text="And another matter.")
    answered(desk, first, now + HOUR, second.contact_id)
    split_case(first.customer_id, first.case_id, [second.contact_id], by=desk.ines, now=now + 2 * HOUR)
    assert not Promise.objects.filter(customer_id=first.customer_id, state="owed").exists()


def test_a_refused_strangers_words_can_be_answered_in_their_own_case(desk, now):
    first, _, waiting = stranger(desk, now)
    fresh = refuse_stranger(first.customer_id, waiting.pk, by=desk.ines, now=now + HOUR)
    contact = answer_case(fresh.customer_id, fresh.pk, Reply("Dear Sam.", None), by=desk.ines, now=now + HOUR)
    assert contact.recipients[0]["address"] == "stranger@else.test"


def test_a_stranger_whose_words_were_split_off_waits_no_longer(desk, now):
    first, second, waiting = stranger(desk, now)
    split_case(first.customer_id, first.case_id, [second.contact_id], by=desk.ines, now=now + HOUR)
    assert case_of(first).unconfirmed == 0
    decided = Participant.objects.get(customer_id=first.customer_id, pk=waiting.pk)
    assert (decided.standing, decided.decided_by) == ("refused", str(desk.ines.actor))
    assert "case.participant" in kinds(first)


def test_who_speaks_for_a_customer_from_now_on_is_on_the_ledger(desk, now):
    first, _, waiting = stranger(desk, now)
    accept_stranger(first.customer_id, waiting.pk, by=desk.ines, now=now + HOUR)
    assert "customer.speaker" in kinds(first)


def orphan(desk, now, **more):
    """A reply that was taken in before its parent."""
    reply = take(desk, at=now, reply_to="<late@x.test>", text="See my last mail.", **more)
    parent = take(desk, at=now + MINUTE, message_id="<late@x.test>", subject="Parent")
    return reply, parent


def test_a_reply_that_joins_its_late_parent_leaves_true_figures_and_facts(desk, now):
    reply, parent = orphan(desk, now)
    assert join_parent(reply.customer_id, reply.contact_id, now=now + HOUR)
    assert contact_of(reply).case_id == parent.case_id
    assert "case.merged" in kinds(parent)
    assert compare([(parent.customer_id, parent.case_id), (reply.customer_id, reply.case_id)]) == []
    assert join_parent(reply.customer_id, reply.contact_id, now=now + HOUR)  # done, not "later"


def test_a_reply_to_a_settled_parent_opens_its_case_with_a_fact(desk, now):
    reply = take(desk, at=now, reply_to="<late@x.test>", text="See my last mail.")
    parent = take(desk, at=now, message_id="<late@x.test>", machine="auto_reply")
    settle_case(parent.customer_id, parent.case_id, cause="Machine.", by=desk.ines.actor, now=now)
    join_parent(reply.customer_id, reply.contact_id, now=now + HOUR)
    assert (case_of(parent).settled_at, case_of(parent).settled_by) == (None, "")
    assert "case.reopened" in kinds(parent)


def test_a_mail_with_a_forged_sender_does_not_join_its_parent_unseen(desk, now):
    take(desk, at=now - HOUR)
    reply, parent = orphan(desk, now, aligned="fail")
    join_parent(reply.customer_id, reply.contact_id, now=now + HOUR)
    assert contact_of(reply).case_id != parent.case_id


def test_nothing_joins_a_case_that_is_marked_as_spam(desk, now):
    reply, parent = orphan(desk, now)
    mark_spam(parent.customer_id, parent.case_id, reason="Advertising.", by=desk.ines, now=now)
    join_parent(reply.customer_id, reply.contact_id, now=now + HOUR)
    assert contact_of(reply).case_id == reply.case_id and owed(reply).exists()


def test_a_case_is_not_given_to_somebody_who_does_not_see_its_brand(desk, now):
    receipt = take(desk, at=now)
    desk.jonas.all_brands = False
    desk.jonas.save()
    with pytest.raises(Refusal, match="does not see this brand"):
        assign_case(receipt.customer_id, receipt.case_id, desk.jonas, by=desk.ines, now=now)


def test_who_put_mail_away_unanswered_is_on_the_companys_chain(desk, now):
    from kept.contacts.models import Quarantine
    from kept.handling.quarantine import quarantine

    letter = {"channel": "mail", "source": "smtp", "envelope_from": "", "envelope_to": (), "peer": ""}
    key = quarantine(b"\x00\x01", **letter, received_at=now, reason="Unreadable.", now=now)
    dismiss(key, reason="Noise.", by=desk.jonas, now=now)
    assert Quarantine.objects.get(pk=key).ended_at
    assert Entry.objects.get(customer_id=0, kind="quarantine.dismissed").actor == str(desk.jonas.actor)


def test_broken_bytes_in_a_reason_do_not_stop_the_next_from_being_tried(desk, now):
    from kept.contacts.models import Quarantine
    from kept.handling.quarantine import quarantine, try_again

    letter = {"channel": "mail", "source": "smtp", "envelope_from": "", "envelope_to": (), "peer": ""}
    key = quarantine(b"\x00\x01", **letter, received_at=now, reason="Unreadable.", now=now)

    def read(raw):
        raise ValueError("Byte \x00 where a letter should be")

    assert try_again(key, read, now=now + HOUR) is None
    assert "where a letter should be" in Quarantine.objects.get(pk=key).reason


def test_cases_that_wait_for_a_person_do_not_keep_quiet_ones_from_settling(desk, now):
    from kept.handling.quieting import settle_quiet

    first, _, _ = stranger(desk, now)
    Promise.objects.filter(customer_id=first.customer_id).update(state="kept")
    Case.objects.filter(customer_id=first.customer_id, pk=first.case_id).update(stands="quiet")
    quiet = take(desk, at=now + 2 * HOUR, machine="list", sender="news@shop.test", name="News")
    assert settle_quiet(now=now + timedelta(days=60), limit=1) == 1
    assert case_of(quiet).settled_at and not case_of(first).settled_at
    assert Customer.objects.filter(pk=first.customer_id).exists()


def test_the_clock_rests_after_all_of_it(desk, now):
    first, second = two(desk, now)
    merge(desk, second, first, now + HOUR)
    unmerge_case(second.customer_id, second.case_id, by=desk.ines, now=now + 2 * HOUR)
    later = now + timedelta(days=3)
    for _ in range(10):
        if not sweep(now=later):
            break
    else:
        raise AssertionError("the clock never comes to rest")
