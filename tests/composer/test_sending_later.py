"""Undo, and sending later: what came between holds an answer back, and its writer is told."""

from datetime import datetime, timedelta

import pytest

from kept.cases.models import Case
from kept.channels.mail.sending.outbox import begin
from kept.contacts.models import Contact, Outgoing
from kept.handling.answer import Reply, answer_case
from kept.handling.handover import may_hand_over
from kept.handling.sending_later import reschedule
from kept.ledger.models import Entry
from kept.pledge.queries import current
from kept.promises.make import Vow
from kept.refusal import Refusal
from kept.staff.models import Notice
from tests.making import Desk, take

pytestmark = pytest.mark.usefixtures("keyed_sql")
HOUR = timedelta(hours=1)


def send(
    case: Case, desk: Desk, now: datetime, *, at: datetime | None = None, **how: object
) -> tuple[Contact, Outgoing]:
    reply = Reply("Yes.", None, send_at=at, **how)  # type: ignore[arg-type]
    contact = answer_case(case.customer_id, case.pk, reply, by=desk.jonas, now=now)
    return contact, Outgoing.objects.get(customer_id=case.customer_id, contact_id=contact.pk)


def again(row: Outgoing) -> Outgoing:
    return Outgoing.objects.get(customer_id=row.customer_id, pk=row.pk)


def write_again(desk: Desk, case: Case, at: datetime, **what: object) -> None:
    receipt = take(desk, at=at, subject=f"Re: {case.reference}", text="It has come to life again!", **what)
    assert receipt.case_id == case.pk


def test_an_answer_leaves_after_the_time_for_undo(desk: Desk, case: Case, now: datetime) -> None:
    _, row = send(case, desk, now)
    assert row.not_before == row.next_try_at == now + current().pledge.mail.undo


def test_an_answer_for_later_waits_for_its_time(desk: Desk, case: Case, now: datetime) -> None:
    _, row = send(case, desk, now, at=now + 3 * HOUR)
    assert row.not_before == now + 3 * HOUR
    assert begin(row.customer_id, row.pk, now=now + HOUR) is None
    assert may_hand_over(row, now=now + 3 * HOUR).open


def test_a_time_that_has_passed_is_refused(desk: Desk, case: Case, now: datetime) -> None:
    with pytest.raises(Refusal, match="already passed"):
        send(case, desk, now, at=now - HOUR)


def test_what_the_customer_writes_meanwhile_holds_a_later_answer_back(
    desk: Desk, case: Case, now: datetime
) -> None:
    contact, row = send(case, desk, now, at=now + 3 * HOUR)
    write_again(desk, case, now + HOUR)
    assert begin(row.customer_id, row.pk, now=now + 3 * HOUR) is None
    assert again(row).state == "stopped"
    held = Contact.objects.get(customer_id=case.customer_id, pk=contact.pk)
    assert held.delivery == "stopped" and "Marcus Oyelaran wrote again" in held.delivery_words
    notice = Notice.objects.get(agent=desk.jonas, kind="overtaken")
    assert case.reference in notice.words and "was not sent" in notice.words


def test_a_machines_reply_holds_nothing_back(desk: Desk, case: Case, now: datetime) -> None:
    _, row = send(case, desk, now, at=now + 3 * HOUR)
    write_again(desk, case, now + HOUR, machine="out_of_office")
    assert may_hand_over(row, now=now + 3 * HOUR).open


def test_a_colleagues_answer_that_has_left_holds_a_later_one_back(
    desk: Desk, case: Case, now: datetime
) -> None:
    _, row = send(case, desk, now, at=now + 3 * HOUR)
    other = answer_case(
        case.customer_id, case.pk, Reply("Mine.", None, anyway=True), by=desk.ines, now=now + HOUR
    )
    assert may_hand_over(row, now=now + 3 * HOUR).open  # not on its way yet
    Contact.objects.filter(customer_id=case.customer_id, pk=other.pk).update(delivery="handed_over")
    door = may_hand_over(row, now=now + 3 * HOUR)
    assert not door.open and "Ines Valadão answered" in door.words


def test_within_the_time_for_undo_nothing_is_held_back(desk: Desk, case: Case, now: datetime) -> None:
    _, row = send(case, desk, now)
    write_again(desk, case, now + timedelta(seconds=4))
    assert may_hand_over(row, now=now + timedelta(seconds=11)).open


def test_held_back_it_leaves_when_its_writer_has_seen_what_came(
    desk: Desk, case: Case, now: datetime
) -> None:
    contact, row = send(case, desk, now, at=now + 3 * HOUR)
    write_again(desk, case, now + HOUR)
    begin(row.customer_id, row.pk, now=now + 3 * HOUR)
    newest = Contact.objects.filter(customer_id=case.customer_id, direction="in").latest("recorded_at")
    later = now + 4 * HOUR
    reschedule(case, contact.pk, at=None, seen_contact_id=newest.pk, by=desk.jonas, now=later)
    assert again(row).state == "queued" and may_hand_over(again(row), now=later).open
    entry = Entry.objects.get(customer_id=case.customer_id, kind="contact.rescheduled")
    assert entry.actor == str(desk.jonas.actor)


def test_another_time_is_another_time(desk: Desk, case: Case, now: datetime) -> None:
    contact, row = send(case, desk, now, at=now + 3 * HOUR)
    reschedule(case, contact.pk, at=now + 6 * HOUR, seen_contact_id=None, by=desk.jonas, now=now + HOUR)
    assert again(row).not_before == again(row).next_try_at == now + 6 * HOUR
    with pytest.raises(Refusal, match="already passed"):
        reschedule(case, contact.pk, at=now, seen_contact_id=None, by=desk.jonas, now=now + HOUR)


def test_only_its_writer_or_a_lead_decides_when_it_leaves(desk: Desk, case: Case, now: datetime) -> None:
    later = now + 3 * HOUR
    reply = Reply("Yes.", None, send_at=later)
    theirs = answer_case(case.customer_id, case.pk, reply, by=desk.ines, now=now)
    with pytest.raises(Refusal, match="Ines Valadão wrote this answer"):
        reschedule(case, theirs.pk, at=None, seen_contact_id=None, by=desk.jonas, now=now + HOUR)
    mine, row = send(case, desk, now, at=later, anyway=True)
    reschedule(case, mine.pk, at=None, seen_contact_id=None, by=desk.ines, now=now + HOUR)
    assert again(row).not_before == now + HOUR


def test_it_is_not_put_off_beyond_what_it_promises(desk: Desk, case: Case, now: datetime) -> None:
    vow = Vow("refund", "Refund 40.00 USD", now + 5 * HOUR)
    contact, row = send(case, desk, now, at=now + 3 * HOUR, vows=[vow])
    with pytest.raises(Refusal, match="due before it leaves"):
        reschedule(case, contact.pk, at=now + 6 * HOUR, seen_contact_id=None, by=desk.jonas, now=now + HOUR)
    assert again(row).not_before == now + 3 * HOUR


def test_a_contact_of_another_case_is_not_what_was_seen(desk: Desk, case: Case, now: datetime) -> None:
    other = take(desk, at=now - HOUR, sender="marcus@customer.test", subject="Another matter")
    assert other.case_id != case.pk
    with pytest.raises(Refusal, match="not in this case any more"):
        answer_case(case.customer_id, case.pk, Reply("Yes.", other.contact_id), by=desk.jonas, now=now)
