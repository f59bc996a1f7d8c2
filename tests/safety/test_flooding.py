"""Who floods the desk, or writes under a forged name, gets that as the reason, and one promise to look through it."""

from datetime import datetime, timedelta

from kept.contacts.models import Contact
from kept.pledge.queries import current
from kept.promises.models import Promise
from tests.making import Desk, take


def test_a_flood_owes_one_look_through_and_every_mail_of_it_is_kept(desk: Desk, now: datetime) -> None:
    most = current().pledge.flood.contacts_per_hour
    for number in range(most + 15):
        at = now + number * timedelta(seconds=10)
        take(desk, at=at, sender="flood@people.test", subject=f"Matter {number}", peer="198.51.100.7")
    rows = Contact.objects.filter(direction="in")
    assert rows.count() == most + 15
    beyond = rows.exclude(no_answer_reason="")
    assert beyond.count() == 15
    assert Promise.objects.filter(kind="answer").count() == most
    assert Promise.objects.filter(kind="other").count() <= 1
    assert all(promise.owner_id or promise.team_id for promise in Promise.objects.all())


def test_forged_mail_is_kept_with_that_as_its_reason_and_somebody_owns_looking_through_it(
    desk: Desk, now: datetime
) -> None:
    for number in range(5):
        take(
            desk, at=now, sender="ceo@bank.test", subject=f"Pay {number}", aligned="fail", peer="198.51.100.7"
        )
    rows = Contact.objects.filter(direction="in")
    assert rows.count() == 5 and not rows.filter(no_answer_reason="").exists()
    assert Promise.objects.filter(kind="answer").count() == 0
    assert Promise.objects.filter(kind="other").count() == 1
