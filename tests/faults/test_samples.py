"""Recorded mails of other projects go through the real intake: none is lost, and bytes come out identical."""

from datetime import datetime
from hashlib import sha256

import pytest

from kept.channels.mail.intake import Incoming, Taken, read, take_in
from kept.contacts.models import Contact, Quarantine, RawMessage
from kept.handling.arrival import Arrival
from kept.promises.models import Promise
from tests.mail_reading.samples import mails, needs_samples
from tests.making import Desk

pytestmark = needs_samples


@pytest.mark.parametrize("folder", ["mime", "replies", "bounces"])
@pytest.mark.parametrize("in_batches_of", [1, 20])
def test_every_recorded_mail_comes_in_and_comes_out_byte_for_byte(
    desk: Desk, now: datetime, folder: str, in_batches_of: int
) -> None:
    wanted = list(mails(folder))
    assert len(wanted) > 100
    became: list[Taken] = []
    for start in range(0, len(wanted), in_batches_of):
        batch = [
            read(Incoming(raw, "someone@elsewhere.example", (desk.address,), "192.0.2.1", now, "smtp"))
            for _, raw in wanted[start : start + in_batches_of]
        ]
        became += take_in(batch, now=now)
    assert len(became) == len(wanted)
    failed = Quarantine.objects.filter(reason__contains="failed").values_list("reason", flat=True)
    assert list(failed) == []
    stored = {bytes(row.sha256): row for row in RawMessage.objects.all()}
    contacts = set(Contact.objects.filter(direction="in").values_list("raw_id", flat=True))
    quarantined = set(Quarantine.objects.values_list("raw_id", flat=True))
    ids = set(Contact.objects.filter(direction="in").values_list("message_id", flat=True))
    for (name, raw), what in zip(wanted, became, strict=True):
        row = stored.get(sha256(raw).digest())
        if row is None:
            # The same mail in another wrapping was here already: same identity, words and files.
            again = read(
                Incoming(raw, "someone@elsewhere.example", (desk.address,), "192.0.2.1", now, "smtp")
            )
            assert what is Taken.DOUBLED and isinstance(again, Arrival) and again.message_id in ids, name
            continue
        assert bytes(row.body) == raw, name
        assert row.pk in contacts or row.pk in quarantined, f"{name}: {what} and nowhere in sight"
    doubled = became.count(Taken.DOUBLED)
    print(f"{folder}: {len(wanted)} mails, {became.count(Taken.STORED)} contacts, "
          f"{became.count(Taken.QUARANTINED)} in quarantine, {doubled} doubles")  # fmt: skip
    assert became.count(Taken.STORED) == len(contacts)
    for contact in Contact.objects.filter(direction="in", no_answer_reason=""):
        assert Promise.objects.filter(customer_id=contact.customer_id, pk=contact.promise_id).exists()
