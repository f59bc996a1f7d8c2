"""What one can do to a case: note, take, hand over, settle, snooze, merge, split, spam, strangers."""

from datetime import timedelta

import pytest

from kept.cases.models import Case, Note, Participant
from kept.contacts.addresses import reply_address
from kept.contacts.models import Contact
from kept.customers.models import ContactPoint
from kept.handling.assign import assign_case, take_case, transfer_case
from kept.handling.gates import case_for, promise_for
from kept.handling.linking import link_customers, link_persons, unlink_customers, unlink_persons
from kept.handling.merge import merge_cases, split_case, unmerge_case
from kept.handling.note import write_note
from kept.handling.participants import accept_stranger, refuse_stranger
from kept.handling.settle import reopen_case, settle_case
from kept.handling.snooze import snooze_case
from kept.handling.spam import mark_spam, not_spam
from kept.promises.close import move, release, restore, supersede, void
from kept.promises.make import DueInThePast, Vow, make_promise
from kept.promises.models import Promise
from kept.promises.prove import Sign, keep_promise
from kept.refusal import NotFound, Refusal
from kept.rules.promise import Reach
from kept.staff.actions import change
from kept.staff.models import Notice
from tests.making import take

pytestmark = pytest.mark.usefixtures("keyed_sql")
HOUR = timedelta(hours=1)


def case_of(receipt):
    return Case.objects.get(customer_id=receipt.customer_id, pk=receipt.case_id)


def promises(receipt, **filters):
    return Promise.objects.filter(customer_id=receipt.customer_id, **filters).order_by("pk")


def vow(desk, receipt, now, kind="refund", text="You get 40.00 back", due=None, **more):
    made = Vow(kind, text, due or now + 24 * HOUR, **more)
    return make_promise(receipt.customer_id, receipt.case_id, made, by=desk.ines.actor, now=now)


def test_who_takes_a_case_owns_what_is_owed_in_it(desk, now):
    receipt = take(desk, at=now)
    take_case(receipt.customer_id, receipt.case_id, by=desk.jonas, now=now)
    assert case_of(receipt).owner == desk.jonas
    assert promises(receipt).get().owner == desk.jonas


def test_who_is_given_a_case_is_told(desk, now):
    receipt = take(desk, at=now)
    assign_case(receipt.customer_id, receipt.case_id, desk.jonas, by=desk.ines, now=now)
    assert Notice.objects.get(agent=desk.jonas).words.startswith("Ines Valadão gave you")


def test_a_case_handed_to_nobody_or_to_two_is_refused(desk, now):
    receipt = take(desk, at=now)
    with pytest.raises(Refusal):
        transfer_case(receipt.customer_id, receipt.case_id, to=None, team=None, why="", by=desk.ines, now=now)


def test_a_reader_changes_nothing(desk, now):
    receipt = take(desk, at=now)
    reader = change(desk.jonas.pk, role="reader", active=True, by=desk.ines.actor, now=now)
    with pytest.raises(Refusal, match="read"):
        write_note(receipt.customer_id, receipt.case_id, "Hm.", by=reader, now=now)


def test_a_note_stays_inside(desk, now):
    receipt = take(desk, at=now)
    write_note(receipt.customer_id, receipt.case_id, "The board is dead.", by=desk.ines, now=now)
    assert Note.objects.get(customer_id=receipt.customer_id).text == "The board is dead."
    assert not Contact.objects.filter(customer_id=receipt.customer_id, visible__contains="board").exists()


def test_a_promise_in_the_past_is_refused_with_a_remedy(desk, now):
    receipt = take(desk, at=now)
    with pytest.raises(DueInThePast) as refused:
        vow(desk, receipt, now, due=now - HOUR)
    assert refused.value.remedy


def test_a_promise_names_the_pledge_that_it_was_made_under_and_needs_its_proof(desk, now):
    receipt = take(desk, at=now)
    made = vow(desk, receipt, now)
    assert made.pledge_id and made.needs == Reach.CONFIRMED
    kept = keep_promise(
        receipt.customer_id,
        made.pk,
        Sign(Reach.CONFIRMED, now + HOUR, "payment"),
        by=desk.ines.actor,
        now=now + HOUR,
    )
    assert kept.state == "kept"


def test_an_attested_proof_needs_a_reason(desk, now):
    receipt = take(desk, at=now)
    made = vow(desk, receipt, now)
    with pytest.raises(Refusal, match="how you know"):
        keep_promise(
            receipt.customer_id, made.pk, Sign(Reach.CONFIRMED, now, "attested"), by=desk.ines.actor, now=now
        )


def test_moving_the_due_time_after_it_passed_does_not_unbreak_the_promise(desk, now):
    receipt = take(desk, at=now)
    made = vow(desk, receipt, now)
    later = made.due_at + HOUR
    moved = move(receipt.customer_id, made.pk, due_at=later + HOUR, words="", by=desk.ines.actor, now=later)
    assert moved.broken_at == made.due_at


def test_a_promise_that_is_superseded_after_due_keeps_its_break(desk, now):
    receipt = take(desk, at=now)
    old = vow(desk, receipt, now)
    later = old.due_at + HOUR
    new = make_promise(
        receipt.customer_id,
        receipt.case_id,
        Vow("refund", "Tomorrow", later + HOUR),
        by=desk.ines.actor,
        now=later,
    )
    ended = supersede(
        receipt.customer_id, old.pk, by_promise_id=new.pk, why="Agreed.", by=desk.ines.actor, now=later
    )
    assert (ended.state, ended.broken_at) == ("superseded", old.due_at)


def test_a_release_names_the_contact_in_which_he_let_it_go(desk, now):
    receipt = take(desk, at=now)
    made = vow(desk, receipt, now)
    done = release(
        receipt.customer_id, made.pk, contact_id=receipt.contact_id, why="", by=desk.ines.actor, now=now
    )
    assert (done.state, done.closed_contact_id) == ("released", receipt.contact_id)
    with pytest.raises(Refusal):
        release(
            receipt.customer_id, made.pk, contact_id=receipt.contact_id, why="", by=desk.ines.actor, now=now
        )


def test_a_void_can_be_taken_back_and_is_broken_if_its_time_passed(desk, now):
    receipt = take(desk, at=now)
    made = vow(desk, receipt, now)
    void(receipt.customer_id, made.pk, why="mistake", by=desk.ines.actor, now=now)
    back = restore(receipt.customer_id, made.pk, by=desk.ines.actor, now=made.due_at + HOUR)
    assert (back.state, back.broken_at) == ("owed", made.due_at)


def test_snoozing_survives_a_thank_you(desk, now):
    receipt = take(desk, at=now, message_id="<a@x.test>")
    snooze_case(
        receipt.customer_id, receipt.case_id, until=now + 24 * HOUR, why="parcel", by=desk.ines.actor, now=now
    )
    take(desk, at=now + HOUR, reply_to="<a@x.test>", text="Thanks!")
    assert promises(receipt, kind="other", state="owed").exists()


def test_settling_and_reopening(desk, now):
    receipt = take(desk, at=now, machine="list")
    settled = settle_case(
        receipt.customer_id, receipt.case_id, cause="Newsletter.", by=desk.ines.actor, now=now
    )
    assert settled.stands == "settled"
    again = reopen_case(
        receipt.customer_id, receipt.case_id, why="Looked again.", by=desk.ines.actor, now=now
    )
    assert (again.stands, again.settled_cause) == ("quiet", "")
    with pytest.raises(Refusal, match="cause"):
        settle_case(receipt.customer_id, receipt.case_id, cause=" ", by=desk.ines.actor, now=now)


def test_a_customers_reply_reopens_a_settled_case(desk, now):
    receipt = take(desk, at=now, message_id="<a@x.test>", machine="auto_reply")
    settle_case(receipt.customer_id, receipt.case_id, cause="Machine.", by=desk.ines.actor, now=now)
    take(desk, at=now + HOUR, reply_to="<a@x.test>", text="It was me.")
    assert (case_of(receipt).stands, case_of(receipt).settled_at) == ("ours", None)


def test_merging_keeps_one_owed_answer_with_the_earlier_due_and_can_be_undone(desk, now):
    first = take(desk, at=now)
    second = take(desk, at=now + HOUR, subject="Second")
    merge_cases(second.customer_id, second.case_id, first.case_id, by=desk.ines, now=now + 2 * HOUR)
    owed = promises(first, state="owed", kind="answer").get()
    assert (owed.case_id, owed.due_at) == (first.case_id, promises(first).first().due_at)
    assert case_for(desk.ines, second.reference).pk == first.case_id
    assert case_of(first).contacts_in == 2
    unmerge_case(second.customer_id, second.case_id, by=desk.ines, now=now + 3 * HOUR)
    assert case_for(desk.ines, second.reference).pk == second.case_id
    assert case_of(first).contacts_in == 1


def test_splitting_takes_the_contact_and_what_is_owed_for_it_along(desk, now):
    first = take(desk, at=now, message_id="<a@x.test>")
    second = take(desk, at=now + HOUR, reply_to="<a@x.test>", text="And another matter.")
    fresh = split_case(
        first.customer_id, first.case_id, [second.contact_id], by=desk.ines, now=now + 2 * HOUR
    )
    moved = Contact.objects.get(customer_id=first.customer_id, pk=second.contact_id)
    assert moved.case_id == fresh.pk
    assert promises(first, case_id=fresh.pk, state="owed", kind="answer").exists()
    assert promises(first, case_id=first.case_id, state="owed", kind="answer").exists()


def test_spam_owes_nothing_and_can_be_taken_back(desk, now):
    receipt = take(desk, at=now)
    mark_spam(receipt.customer_id, receipt.case_id, reason="Advertising.", by=desk.ines, now=now)
    assert promises(receipt).get().state == "void"
    not_spam(receipt.customer_id, receipt.case_id, by=desk.ines, now=now + HOUR)
    assert promises(receipt).get().state == "owed"
    assert case_of(receipt).stands == "ours"


def stranger(desk, now):
    first = take(desk, at=now)
    second = take(
        desk,
        at=now + HOUR,
        sender="stranger@else.test",
        name="Sam",
        to=reply_address(desk.address, first.reference),
    )
    return first, second, Participant.objects.get(customer_id=first.customer_id, address="stranger@else.test")


def test_an_accepted_stranger_takes_part(desk, now):
    first, _, waiting = stranger(desk, now)
    accept_stranger(first.customer_id, waiting.pk, by=desk.ines, now=now + HOUR)
    assert case_of(first).unconfirmed == 0
    third = take(desk, at=now + 2 * HOUR, sender="stranger@else.test", name="Sam", subject=first.reference)
    assert third.case_id == first.case_id


def test_a_refused_strangers_words_get_a_case_of_their_own(desk, now):
    first, second, waiting = stranger(desk, now)
    fresh = refuse_stranger(first.customer_id, waiting.pk, by=desk.ines, now=now + HOUR)
    assert Contact.objects.get(customer_id=first.customer_id, pk=second.contact_id).case_id == fresh.pk


def test_customers_that_are_one_are_linked_and_unlinked_on_both_chains(desk, now):
    one = take(desk, at=now, sender="a@x.test", name="A")
    two = take(desk, at=now, sender="b@x.test", name="B")
    link = link_customers(one.customer_id, two.customer_id, by=desk.ines, now=now)
    later = take(desk, at=now + HOUR, sender="a@x.test", name="A", subject="New matter")
    assert later.customer_id == two.customer_id  # new matters go to the account that remains
    unlink_customers(link.pk, by=desk.ines, now=now + HOUR)
    last = take(desk, at=now + 2 * HOUR, sender="a@x.test", name="A", subject="Newest matter")
    assert last.customer_id == one.customer_id


def test_persons_that_are_one_write_from_either_address_and_can_be_parted(desk, now):
    one = take(desk, at=now, sender="a@x.test", name="Ada")
    two = take(desk, at=now, sender="ada@home.test", name="Ada at home")
    person = {p.value: p.person_id for p in ContactPoint.objects.all()}
    link = link_persons(person["ada@home.test"], person["a@x.test"], by=desk.ines, now=now)
    later = take(desk, at=now + HOUR, sender="ada@home.test", name="Ada", subject="New matter")
    contact = Contact.objects.get(customer_id=later.customer_id, pk=later.contact_id)
    assert contact.person_id == person["a@x.test"] and later.customer_id in (one.customer_id, two.customer_id)
    unlink_persons(link.pk, by=desk.ines, now=now + HOUR)
    last = take(desk, at=now + 2 * HOUR, sender="ada@home.test", name="Ada", subject="Newest matter")
    assert last.customer_id == two.customer_id


def test_nobody_sees_what_is_not_theirs(desk, now):
    receipt = take(desk, at=now)
    desk.jonas.all_brands = False
    desk.jonas.save()
    with pytest.raises(NotFound):
        case_for(desk.jonas, receipt.reference)
    with pytest.raises(NotFound):
        promise_for(desk.jonas, promises(receipt).get().code)
