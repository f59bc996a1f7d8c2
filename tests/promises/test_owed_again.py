"""A promise that falls back, is taken back, or is moved: somebody is told again, and one answer is owed, not two."""

from datetime import timedelta

import pytest

from kept.cases.models import Case
from kept.handling.settle import settle_case
from kept.ledger.models import Entry
from kept.pledge.queries import current
from kept.promises import clock
from kept.promises.checking import PromiseRefuses
from kept.promises.clock import sweep
from kept.promises.close import give, move, release, restore, supersede, void
from kept.promises.locking import lock_promise
from kept.promises.make import Vow, make_promise
from kept.promises.models import Promise
from kept.promises.prove import Sign, keep_promise, withdraw
from kept.refusal import NotFound, Refusal
from kept.rules.promise import Reach
from kept.staff.models import Notice
from tests.making import take

pytestmark = pytest.mark.usefixtures("keyed_sql")
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def vow(desk, receipt, now, due, kind="update", **more):
    made = Vow(kind, "Tell her how it stands", due, **more)
    return make_promise(receipt.customer_id, receipt.case_id, made, by=desk.ines.actor, now=now)


def fresh(promise):
    return Promise.objects.get(customer_id=promise.customer_id, pk=promise.pk)


def answer_of(receipt, **filters):
    return Promise.objects.get(
        customer_id=receipt.customer_id, case_id=receipt.case_id, kind="answer", **filters
    )


def drain(now):
    while sweep(now=now):
        pass


def prove(desk, promise, at, reach=Reach.HANDED_OVER, outgoing=1):
    sign = Sign(reach, at, "relay", "mail", outgoing_id=outgoing)
    return keep_promise(promise.customer_id, promise.pk, sign, by=desk.ines.actor, now=at)


def take_back(desk, promise, at, outgoing=1):
    locked = lock_promise(promise.customer_id, promise.pk)
    return withdraw(locked, outgoing, "it came back", by=desk.ines.actor, now=at)


def told(kind, promise):
    return Notice.objects.filter(kind=kind, about_promise=promise.pk, read_at=None).count()


def test_what_falls_back_within_its_time_of_warning_is_warned_of_at_once(desk, now):
    receipt = take(desk, at=now, machine="list")
    promise = vow(desk, receipt, now, now + 24 * HOUR, owner_id=desk.jonas.pk)
    prove(desk, promise, promise.warn_at - MINUTE)
    back = promise.warn_at + MINUTE
    take_back(desk, promise, back)
    drain(back)
    assert fresh(promise).warned_at == back and told("warned", promise) == 1


def test_a_broken_promise_that_falls_back_is_told_anew(desk, now):
    receipt = take(desk, at=now, machine="list")
    promise = vow(desk, receipt, now, now + 24 * HOUR, owner_id=desk.jonas.pk)
    late = promise.due_at + timedelta(days=3)
    drain(late)
    prove(desk, promise, late + HOUR)
    drain(late + HOUR + current().pledge.proof.bounce_grace)
    assert fresh(promise).state == "kept"
    Notice.objects.update(read_at=late)
    bounced = late + timedelta(days=1)
    take_back(desk, promise, bounced)
    drain(bounced)
    assert fresh(promise).state == "owed" and told("broken", promise) >= 2


def test_two_answers_in_one_round_of_the_clock_become_one_owed_answer(desk, now):
    first = take(desk, at=now, message_id="<a@x.test>")
    one = answer_of(first)
    Promise.objects.filter(customer_id=one.customer_id, pk=one.pk).update(needs=int(Reach.CONFIRMED))
    prove(desk, one, now + MINUTE)
    second = take(desk, at=now + HOUR, reply_to="<a@x.test>", text="And the charger?")
    two = answer_of(first, state="owed")
    drain(now + timedelta(days=30))  # both were due while nobody looked
    assert (fresh(one).state, fresh(two).state) == ("owed", "superseded")
    assert fresh(two).broken_at == two.due_at
    from kept.contacts.models import Contact

    assert Contact.objects.get(customer_id=one.customer_id, pk=second.contact_id).promise_id == one.pk


def test_the_earliest_due_stands_when_a_later_one_falls_back(desk, now):
    first = take(desk, at=now, message_id="<a@x.test>")
    one = answer_of(first)
    move(one.customer_id, one.pk, due_at=now + timedelta(days=9), words="", by=desk.ines.actor, now=now)
    prove(desk, one, now + MINUTE)
    take(desk, at=now + HOUR, reply_to="<a@x.test>", text="And the charger?")
    two = answer_of(first, state="owed")
    take_back(desk, one, now + 2 * HOUR)
    assert (fresh(one).state, fresh(two).state) == ("superseded", "owed")
    assert fresh(one).superseded_by_id == two.pk


def test_an_answer_taken_back_from_void_joins_the_one_that_is_owed_meanwhile(desk, now):
    first = take(desk, at=now, message_id="<a@x.test>")
    one = answer_of(first)
    void(one.customer_id, one.pk, why="mistake", by=desk.ines.actor, now=now)
    take(desk, at=now + HOUR, reply_to="<a@x.test>", text="And the charger?")
    restore(one.customer_id, one.pk, by=desk.ines.actor, now=now + 2 * HOUR)
    assert answer_of(first, state="owed").pk == one.pk
    assert answer_of(first, state="superseded").superseded_by_id == one.pk


def test_a_promise_taken_back_from_void_opens_its_settled_case(desk, now):
    receipt = take(desk, at=now, machine="list")
    promise = vow(desk, receipt, now, now + 24 * HOUR)
    void(promise.customer_id, promise.pk, why="mistake", by=desk.ines.actor, now=now)
    settle_case(receipt.customer_id, receipt.case_id, cause="Done.", by=desk.ines.actor, now=now)
    restore(promise.customer_id, promise.pk, by=desk.ines.actor, now=now + HOUR)
    case = Case.objects.get(customer_id=receipt.customer_id, pk=receipt.case_id)
    assert (case.settled_at, case.stands) == (None, "ours")
    assert (fresh(promise).closed_why, fresh(promise).closed_by) == ("", "")


def test_a_promise_is_replaced_only_by_another_open_one(desk, now):
    receipt = take(desk, at=now, machine="list")
    old, new = (vow(desk, receipt, now, now + days * 24 * HOUR) for days in (1, 2))
    for wrong in (old.pk, 999_999_999):
        with pytest.raises(Refusal, match="Only another open promise"):
            supersede(
                old.customer_id, old.pk, by_promise_id=wrong, why="Agreed.", by=desk.ines.actor, now=now
            )
    key = {"by_promise_id": new.pk, "why": "Agreed.", "by": desk.ines.actor, "now": now}
    assert supersede(old.customer_id, old.pk, **key).state == "superseded"


def test_a_promise_is_let_go_only_in_a_contact_of_the_customer(desk, now):
    receipt = take(desk, at=now)
    promise = answer_of(receipt)
    with pytest.raises(NotFound):
        release(promise.customer_id, promise.pk, contact_id=1, why="", by=desk.ines.actor, now=now)


def test_what_was_let_go_takes_no_proof(desk, now):
    receipt = take(desk, at=now)
    promise = answer_of(receipt)
    release(
        promise.customer_id, promise.pk, contact_id=receipt.contact_id, why="", by=desk.ines.actor, now=now
    )
    with pytest.raises(PromiseRefuses, match="let it go"):
        sign = Sign(Reach.CONFIRMED, now, "attested", reason="I called.")
        keep_promise(promise.customer_id, promise.pk, sign, by=desk.ines.actor, now=now)


def test_a_promise_is_given_to_somebody(desk, now):
    receipt = take(desk, at=now)
    with pytest.raises(Refusal, match="colleague or to a team"):
        give(
            receipt.customer_id,
            answer_of(receipt).pk,
            owner_id=None,
            team_id=None,
            by=desk.ines.actor,
            now=now,
        )


def test_a_persons_words_do_not_stand_on_the_ledger(desk, now):
    receipt = take(desk, at=now)
    promise = answer_of(receipt)
    void(promise.customer_id, promise.pk, why="Mrs Hill is ill.", by=desk.ines.actor, now=now)
    assert fresh(promise).closed_why == "Mrs Hill is ill."
    bodies = Entry.objects.filter(customer_id=promise.customer_id).values_list("body", flat=True)
    assert not any("Hill" in body for body in bodies)


def test_what_the_customer_owes_can_be_overdue_again_after_it_was_moved(desk, now):
    receipt = take(desk, at=now, machine="list")
    theirs = vow(desk, receipt, now, now + 24 * HOUR, kind="pay", promisor="customer")
    drain(theirs.due_at + HOUR)
    later = theirs.due_at + 24 * HOUR
    move(
        theirs.customer_id,
        theirs.pk,
        due_at=later,
        words="",
        by=desk.ines.actor,
        now=theirs.due_at + 2 * HOUR,
    )
    drain(later + HOUR)
    assert Entry.objects.filter(customer_id=theirs.customer_id, kind="promise.overdue").count() == 2


def test_a_short_time_that_a_promise_is_moved_to_is_warned_of_at_half_time(desk, now):
    receipt = take(desk, at=now, machine="list")
    promise = vow(desk, receipt, now, now + 48 * HOUR)
    move(promise.customer_id, promise.pk, due_at=now + HOUR, words="", by=desk.ines.actor, now=now)
    # The two hours that were left between warning and due do not fit into the one that is left.
    ahead = fresh(promise).due_at - fresh(promise).warn_at
    assert timedelta(0) < ahead <= HOUR and fresh(promise).warn_at > now


def test_one_promise_that_cannot_be_reckoned_does_not_stop_the_clock(desk, now, monkeypatch):
    receipts = [take(desk, at=now, machine="list", sender=f"{n}@x.test") for n in range(3)]
    bad, *good = [vow(desk, receipt, now, now + 24 * HOUR) for receipt in receipts]
    whole = clock.reckon

    def broken(promise, *args, **more):
        if promise.pk == bad.pk:
            raise ValueError("a pledge that nobody can read any more")
        return whole(promise, *args, **more)

    monkeypatch.setattr(clock, "reckon", broken)
    swept = sweep(now=now + 25 * HOUR)
    assert swept.broken == 2 and all(fresh(promise).broken_at for promise in good)
