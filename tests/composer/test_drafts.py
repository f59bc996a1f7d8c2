"""Words are kept on the desk as they are typed, and come back when an answer is taken back."""

from datetime import datetime, timedelta

import pytest

from kept.cases.models import Case
from kept.channels.mail.sending.outbox import hold_all
from kept.contacts.models import Contact, Draft, Outgoing, Upload
from kept.contacts.states import Delivery
from kept.handling.answer import Reply, answer_case
from kept.handling.deliver import take_delivery
from kept.handling.drafting import Words, WrittenElsewhere, drafts_of, save_draft
from kept.handling.enclosing import put_beside
from kept.handling.handover import cancel_message
from kept.handling.merge import merge_cases
from kept.handling.taking_back import take_back
from kept.ledger.models import Entry
from kept.promises.make import Vow
from kept.promises.models import Promise
from kept.refusal import Refusal
from tests.making import Desk, take

pytestmark = pytest.mark.usefixtures("keyed_sql")
SECOND = timedelta(seconds=1)


def save(
    case: Case, desk: Desk, text: str, now: datetime, *, base: int = 0, device: str = "laptop", **more: object
):
    words = Words(text, **more)  # type: ignore[arg-type]
    return save_draft(case, "answer", words, base=base, device=device, by=desk.jonas, now=now)


def test_a_draft_is_there_on_every_device_and_listed_among_mine(
    desk: Desk, case: Case, now: datetime
) -> None:
    first = save(case, desk, "Dear Marcus", now)
    second = save(case, desk, "Dear Marcus, yes.", now + SECOND, base=first.version)
    assert (second.pk, second.version) == (first.pk, 2)
    assert [draft.text for draft in drafts_of(desk.jonas)] == ["Dear Marcus, yes."]
    assert drafts_of(desk.ines) == []


def test_what_was_written_on_another_device_is_shown_and_not_overwritten(
    desk: Desk, case: Case, now: datetime
) -> None:
    first = save(case, desk, "On the laptop", now)
    save(case, desk, "On the phone", now + SECOND, base=first.version, device="phone")
    with pytest.raises(WrittenElsewhere) as told:
        save(case, desk, "On the laptop again", now + 2 * SECOND, base=first.version)
    assert told.value.draft is not None and told.value.draft.text == "On the phone"


def test_a_late_save_does_not_bring_back_what_was_sent(desk: Desk, case: Case, now: datetime) -> None:
    draft = save(case, desk, "Dear Marcus, yes.", now)
    answer_case(case.customer_id, case.pk, Reply("Dear Marcus, yes.", None), by=desk.jonas, now=now + SECOND)
    assert not Draft.objects.filter(customer_id=case.customer_id).exists()
    with pytest.raises(WrittenElsewhere) as told:
        save(case, desk, "Dear Marcus, yes.", now + SECOND, base=draft.version)
    assert told.value.draft is None


def test_a_first_save_that_the_sending_overtook_brings_nothing_back(
    desk: Desk, case: Case, now: datetime
) -> None:
    send(case, desk, now)
    with pytest.raises(WrittenElsewhere):
        save(case, desk, "Dear **Marcus**, y", now + SECOND)
    assert not Draft.objects.filter(customer_id=case.customer_id).exists()
    assert save(case, desk, "One more thing", now + SECOND) is not None


def test_words_that_are_all_taken_out_leave_no_draft(desk: Desk, case: Case, now: datetime) -> None:
    draft = save(case, desk, "Hm", now)
    assert save(case, desk, "  ", now + SECOND, base=draft.version) is None
    assert drafts_of(desk.jonas) == []


def send(case: Case, desk: Desk, now: datetime, **how: object) -> Contact:
    reply = Reply("Dear **Marcus**, yes.", None, **how)  # type: ignore[arg-type]
    return answer_case(case.customer_id, case.pk, reply, by=desk.jonas, now=now)


def test_an_answer_taken_back_is_a_draft_again_with_its_files_and_promises(
    desk: Desk, case: Case, now: datetime
) -> None:
    file = put_beside(
        case,
        name="label.pdf",
        content_type="application/pdf",
        content=b"%PDF",
        inline=False,
        by=desk.jonas,
        now=now,
    )
    vow = Vow("refund", "Refund 40.00 USD", now + timedelta(days=2), due_words="we refund 40 dollars")
    sent = send(case, desk, now, uploads=[file.pk], vows=[vow], cc=[("Ana Lima", "ana@customer.test")])
    assert not Upload.objects.filter(customer_id=case.customer_id).exists()
    draft = take_back(case, sent.pk, by=desk.jonas, now=now + 5 * SECOND)
    assert draft.text == "Dear **Marcus**, yes."  # as it was typed, without signature and promise line
    assert {one["address"] for one in draft.recipients} == {"marcus@customer.test", "ana@customer.test"}
    assert [(one["state"], one["text"]) for one in draft.vows] == [("on", "Refund 40.00 USD")]
    assert [row.name for row in Upload.objects.filter(customer_id=case.customer_id)] == ["label.pdf"]
    promise = Promise.objects.get(customer_id=case.customer_id, kind="refund")
    assert promise.state == "void"  # nobody has read it
    states = Outgoing.objects.filter(customer_id=case.customer_id, contact_id=sent.pk).values_list(
        "state", flat=True
    )
    assert set(states) == {"cancelled"}
    assert Entry.objects.filter(customer_id=case.customer_id, kind="contact.cancelled").count() == 2


def test_an_answer_taken_back_has_done_nothing_towards_the_promise(
    desk: Desk, case: Case, now: datetime
) -> None:
    """Else a broken promise would leave the list of the ignored for an answer that never left."""

    def tended() -> datetime | None:
        return Promise.objects.get(customer_id=case.customer_id, kind="answer").tended_at

    sent = send(case, desk, now)
    assert tended() == now
    take_back(case, sent.pk, by=desk.jonas, now=now + SECOND)
    assert tended() is None


def test_what_was_begun_since_stays_below_what_comes_back(desk: Desk, case: Case, now: datetime) -> None:
    sent = send(case, desk, now)
    save(case, desk, "And another thing", now + SECOND)
    draft = take_back(case, sent.pk, by=desk.jonas, now=now + 2 * SECOND)
    assert draft.text == "Dear **Marcus**, yes.\n\nAnd another thing"


def test_what_has_left_is_not_half_taken_back(desk: Desk, case: Case, now: datetime) -> None:
    sent = send(case, desk, now, cc=[("Ana Lima", "ana@customer.test")])
    first, second = Outgoing.objects.filter(customer_id=case.customer_id, contact_id=sent.pk).order_by("pk")
    take_delivery(case.customer_id, second.pk, Delivery.HANDED_OVER, happened_at=now, now=now)
    with pytest.raises(Refusal, match="left already"):
        take_back(case, sent.pk, by=desk.jonas, now=now + SECOND)
    assert Outgoing.objects.get(customer_id=case.customer_id, pk=first.pk).state == "queued"


def test_only_its_writer_or_a_lead_takes_an_answer_back(desk: Desk, case: Case, now: datetime) -> None:
    sent = answer_case(case.customer_id, case.pk, Reply("Yes.", None), by=desk.ines, now=now)
    with pytest.raises(Refusal, match="Ines Valadão wrote this answer"):
        take_back(case, sent.pk, by=desk.jonas, now=now + SECOND)
    mine = send(case, desk, now, anyway=True)
    assert take_back(case, mine.pk, by=desk.ines, now=now + SECOND).agent_id == desk.ines.pk


def test_an_answer_that_is_held_comes_back_too(desk: Desk, case: Case, now: datetime) -> None:
    sent = send(case, desk, now)
    assert hold_all(now=now + 20 * SECOND)
    assert take_back(case, sent.pk, by=desk.jonas, now=now + 30 * SECOND).text == "Dear **Marcus**, yes."


def test_what_a_copy_promised_stands_until_the_last_copy_is_taken_back(
    desk: Desk, case: Case, now: datetime
) -> None:
    vow = Vow("refund", "Refund 40.00 USD", now + timedelta(days=2))
    sent = send(case, desk, now, vows=[vow], cc=[("Ana Lima", "ana@customer.test")])
    made = Promise.objects.filter(customer_id=case.customer_id, kind="refund")
    copies = Outgoing.objects.filter(customer_id=case.customer_id, contact_id=sent.pk).order_by("pk")
    for row, state in zip(copies, ("owed", "void"), strict=True):
        assert cancel_message(case.customer_id, row.pk, by=desk.jonas.actor, now=now + SECOND)
        assert made.get().state == state


def test_words_begun_in_a_case_that_is_merged_are_in_the_one_that_remains(
    desk: Desk, case: Case, now: datetime
) -> None:
    other = take(desk, at=now - SECOND, subject="Another matter")
    into = Case.objects.get(customer_id=other.customer_id, pk=other.case_id)
    assert into.pk != case.pk and into.customer_id == case.customer_id
    save(case, desk, "Of the first", now)
    save(into, desk, "Of the second", now)
    save_draft(case, "note", Words("A note"), base=0, device="", by=desk.ines, now=now)
    merge_cases(case.customer_id, case.pk, into.pk, by=desk.ines, now=now)
    rows = Draft.objects.filter(customer_id=case.customer_id).order_by("mode")
    assert [(row.case_id, row.text) for row in rows] == [
        (into.pk, "Of the second\n\nOf the first"),
        (into.pk, "A note"),
    ]
