"""Trouble with the desk itself is noticed, raised once, and ended when it is over."""

import shutil
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest

from kept.channels.mail.models import Mailbox, Relay
from kept.contacts.hold import hold_desk, let_go
from kept.contacts.models import Outgoing, Quarantine, RawMessage
from kept.ledger.actor import SETUP
from kept.ledger.models import Entry, Reaction
from kept.operations.alarms import look_for_trouble, troubles
from kept.staff.alarms import open_alarms
from tests.making import Desk, take

pytestmark = pytest.mark.usefixtures("keyed_sql")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def keys(now: datetime) -> set[str]:
    return {trouble.key for trouble in troubles(now=now)}


def words(now: datetime, key: str) -> str:
    return next(trouble.words for trouble in troubles(now=now) if trouble.key == key)


def mailbox(now: datetime, **more: object) -> Mailbox:
    return Mailbox.objects.create(
        address="help@shop.test",
        host="imap.test",
        port=993,
        user="help",
        created_at=now,
        changed_at=now,
        **more,
    )


def with_relay() -> None:
    Relay.objects.create(id=1, host="relay.test")


def test_a_fresh_desk_has_no_trouble(desk: Desk, now: datetime):
    assert troubles(now=now) == []
    assert look_for_trouble(now=now) == 0


def test_an_alarm_is_raised_once_and_ends_with_its_trouble(desk: Desk, now: datetime):
    hold_desk("It was restored.", now=now)
    assert look_for_trouble(now=now) == 1
    assert look_for_trouble(now=now + HOUR) == 1
    (alarm,) = open_alarms()
    assert (alarm.key, alarm.since) == ("hold", now) and "It was restored." in alarm.words
    let_go(by=SETUP, now=now + HOUR)
    assert look_for_trouble(now=now + HOUR) == 0 and open_alarms() == []


def test_a_mailbox_that_cannot_be_read_says_why_and_since_when(desk: Desk, now: datetime):
    row = mailbox(now, failing_since=now, last_error="The password was refused.", remedy="Type it again.")
    (trouble,) = troubles(now=now)
    assert trouble.key == f"mailbox:{row.pk}" and trouble.remedy == "Type it again."
    assert "The password was refused." in trouble.words and "17 June 2026" in trouble.words


def test_a_mailbox_that_nobody_looks_into_is_told(desk: Desk, now: datetime):
    row = mailbox(now)
    assert keys(now + timedelta(minutes=10)) == set()
    assert keys(now + HOUR) == {f"mailbox:{row.pk}"}
    Mailbox.objects.update(enabled=False)
    assert keys(now + HOUR) == set()


def test_mail_that_is_due_and_does_not_leave_is_told_while_a_relay_is_set(desk: Desk, now: datetime):
    take(desk, at=now)
    with_relay()
    assert keys(now + timedelta(minutes=10)) == set()
    assert "outbox:growing" in keys(now + timedelta(minutes=16))
    assert "One message is" in words(now + HOUR, "outbox:growing")


def test_mail_that_may_not_leave_before_morning_is_no_trouble(desk: Desk, now: datetime):
    receipt = take(desk, at=now)
    with_relay()
    Outgoing.objects.filter(customer_id=receipt.customer_id).update(next_try_at=now + DAY)
    assert keys(now + HOUR) == set()


def test_mail_that_is_held_for_want_of_a_relay_is_told_until_there_is_one(desk: Desk, now: datetime):
    receipt = take(desk, at=now)
    Outgoing.objects.filter(customer_id=receipt.customer_id).update(state="held", next_try_at=None)
    assert keys(now) == {"outbox:held"}
    with_relay()
    assert keys(now) == set()  # it leaves with the next round


def test_a_relay_that_fails_and_mail_that_nobody_knows_of_are_told(desk: Desk, now: datetime):
    receipt = take(desk, at=now)
    with_relay()
    Relay.objects.update(failing_since=now, last_error="relay.test does not answer.")
    Outgoing.objects.filter(customer_id=receipt.customer_id).update(state="unsure", next_try_at=None)
    assert keys(now) == {"relay", "outbox:unsure"}
    assert "relay.test does not answer." in words(now, "relay")


def test_a_password_that_another_desks_secret_sealed_is_told_and_stops_no_other_alarm(
    desk: Desk, now: datetime
):
    Relay.objects.create(id=1, host="relay.test", password="gAAAAA_sealed_elsewhere")
    hold_desk("It was restored.", now=now)
    assert keys(now) == {"relay", "hold"}
    assert "another secret" in words(now, "relay")


def test_what_waits_in_quarantine_is_told(desk: Desk, now: datetime):
    raw = RawMessage.objects.create(
        channel="mail", sha256=b"", size=1, body=b"?", source="smtp", received_at=now
    )
    Quarantine.objects.create(raw=raw, reason="No mail", since=now)
    assert keys(now) == {"quarantine"}
    Quarantine.objects.update(ended_at=now)
    assert keys(now) == set()


def test_an_intake_that_has_gone_silent_is_told_but_not_twice(desk: Desk, now: datetime):
    for number in range(30):
        raw_at = now + timedelta(minutes=number)
        RawMessage.objects.create(
            channel="mail", sha256=b"", size=1, body=b"?", source="smtp", received_at=raw_at
        )
    assert keys(now + HOUR) == set()
    assert keys(now + 2 * DAY) == {"intake:silent"}
    row = mailbox(now, failing_since=now, last_error="Refused.")
    assert keys(now + 2 * DAY) == {f"mailbox:{row.pk}"}  # that says why


def test_imports_say_nothing_about_the_intake(desk: Desk, now: datetime):
    for number in range(30):
        RawMessage.objects.create(
            channel="mail",
            sha256=b"",
            size=1,
            body=b"?",
            source="import",
            received_at=now + timedelta(minutes=number),
        )
    assert keys(now + 2 * DAY) == set()


def test_a_ledger_without_a_late_checkpoint_is_told(desk: Desk, now: datetime):
    assert keys(now + HOUR) == set()
    take(desk, at=now + 4 * HOUR)
    assert keys(now + 4 * HOUR) == {"ledger:checkpoint"}


def test_follow_ups_that_fail_again_and_again_are_told(desk: Desk, now: datetime):
    receipt = take(desk, at=now)
    entry = Entry.objects.filter(customer_id=receipt.customer_id).first()
    reaction = Reaction.objects.create(
        customer_id=receipt.customer_id, entry_id=entry.pk, name="climb_ladder", due_at=now, problem="No way"
    )
    assert keys(now) == set()
    Reaction.objects.filter(customer_id=receipt.customer_id, pk=reaction.pk).update(attempts=9)
    assert "No way" in words(now, "reactions")


def test_a_disk_that_is_nearly_full_is_told(desk: Desk, now: datetime, monkeypatch: pytest.MonkeyPatch):
    class Usage(NamedTuple):
        total: int
        used: int
        free: int

    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 10**12 - 10**8, 10**8))
    (trouble,) = troubles(now=now)
    assert trouble.key.startswith("disk:") and "95 MB" in trouble.words
