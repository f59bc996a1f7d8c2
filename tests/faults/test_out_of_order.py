"""What comes twice is there once, and what comes in the wrong order ends in the right case."""

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from kept.contacts.models import Contact, Quarantine, RawMessage
from kept.handling.arrival import Arrival, Attachment, DeliveryReport
from kept.handling.joining import join_parent
from kept.handling.receive import receive
from tests.making import Desk, arrival

SECOND = timedelta(seconds=1)
WORDS = "Your message could not be delivered."


def bounce(desk: Desk, at: datetime) -> Arrival:
    """A report about a message that nobody here knows."""
    report = DeliveryReport(
        "failed", "who@elsewhere.test", "5.1.1", "550 no such user", WORDS, "other@else.test"
    )
    return arrival(desk, at=at, sender="mailer-daemon@elsewhere.test", machine="bounce", reports=(report,))


def test_a_report_about_nothing_of_ours_that_is_handed_over_twice_lies_in_quarantine_once(
    desk: Desk, now: datetime
) -> None:
    one = bounce(desk, now)
    assert receive([one, one], now=now)[0].how == "apart"
    receive([replace(one, received_at=now + SECOND)], now=now + SECOND)
    assert Quarantine.objects.count() == RawMessage.objects.count() == 1
    receive([bounce(desk, now)], now=now)
    assert Quarantine.objects.count() == 2


def test_one_that_was_looked_at_and_put_away_does_not_come_back_when_it_is_handed_over_again(
    desk: Desk, now: datetime
) -> None:
    from kept.handling.quarantine import dismiss

    one = bounce(desk, now)
    receive([one], now=now)
    dismiss(Quarantine.objects.get().pk, reason="Not ours.", by=desk.jonas, now=now)
    receive([one], now=now + SECOND)
    assert Quarantine.objects.filter(ended_at=None).count() == 0


def test_mails_that_differ_in_their_files_alone_are_two_mails(desk: Desk, now: datetime) -> None:
    """A scanner sends every page under one identity, with the same words."""

    def page(content: bytes) -> Arrival:
        file = Attachment("1", "scan.pdf", "application/pdf", len(content), sha256(content).digest())
        one = arrival(desk, at=now, message_id="<scan@printer.test>", text="Scanned.", attachments=(file,))
        raw = b"scan " + content
        return replace(one, raw=raw, sha256=sha256(raw).digest())

    first = page(b"page 1")
    assert [r.how for r in receive([first, page(b"page 2"), first], now=now)] == [
        "stored",
        "stored",
        "double",
    ]
    assert Contact.objects.filter(direction="in").count() == 2


def test_three_mails_of_a_thread_that_come_in_the_wrong_order_end_in_one_case(
    desk: Desk, now: datetime
) -> None:
    ids = ["one@customer.test", "two@customer.test", "three@customer.test"]
    mails = [
        replace(
            arrival(desk, at=now + number * SECOND, message_id=identity),
            in_reply_to=tuple(ids[number - 1 : number]) if number else (),
            references=tuple(ids[number - 1 : number]) if number else (),
        )
        for number, identity in enumerate(ids)
    ]
    # The last comes first, the first next: the one between finds the first, and then the last finds it.
    last = receive([mails[2]], now=now)[0]
    middle = receive([mails[1]], now=now)[0]
    first = receive([mails[0]], now=now)[0]
    assert len({last.case_id, middle.case_id, first.case_id}) == 3
    assert join_parent(middle.customer_id or 0, middle.contact_id or 0, now=now)
    assert join_parent(last.customer_id or 0, last.contact_id or 0, now=now)
    assert set(Contact.objects.filter(direction="in").values_list("case_id", flat=True)) == {first.case_id}
