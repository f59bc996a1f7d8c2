"""The index of a desk that was there before it, what moves in it, and what doctor says."""

from datetime import datetime, timedelta

import pytest

from kept.contacts.models import Contact
from kept.customers.facts import PointAdded
from kept.customers.models import ContactPoint, Speaks
from kept.handling.merge import merge_cases, split_case, unmerge_case
from kept.handling.note import write_note
from kept.ledger.models import Reaction
from kept.ledger.record import record
from kept.operations.doctor import search
from kept.operations.doctor.finding import State
from kept.search.catching_up import catch_up
from kept.search.models import Building, SearchAccount, SearchEntry
from kept.search.rebuilding import rebuild
from tests.making import Desk, take

pytestmark = pytest.mark.usefixtures("keyed_sql")
DAY = timedelta(days=1)


def everything() -> list[tuple]:
    from kept.storage.fanning import fan_out

    with fan_out("test"):
        return list(
            SearchEntry.objects.order_by("kind", "source_id").values_list(
                "kind", "source_id", "case_id", "words"
            )
        )


def says() -> State:
    [finding] = search.look(deep=False, progress=lambda _words: None)
    return finding.state


def test_an_index_built_afterwards_is_the_same_as_one_kept_along(desk: Desk, now: datetime):
    for number in range(12):
        receipt = take(desk, at=now - number * DAY, sender=f"a{number % 5}@x.test", subject=f"Lamp {number}")
    write_note(receipt.customer_id, receipt.case_id, "A note.", by=desk.jonas, now=now)
    catch_up(now=now)
    kept = everything()
    assert says() is State.GOOD
    SearchEntry.objects.filter(customer_id__in=Speaks.objects.values("customer_id")).delete()
    SearchAccount.objects.filter(customer_id__in=Speaks.objects.values("customer_id")).delete()
    assert says() is State.BAD
    done = rebuild(step=5)
    assert (done.contacts, done.notes, done.customers) == (12, 1, 5)  # acknowledgements are not indexed
    assert everything() == kept and says() is State.GOOD
    assert not Building.objects.exists()


def test_a_build_that_was_cut_short_goes_on_where_it_stopped(desk: Desk, now: datetime):
    for number in range(12):
        take(desk, at=now, sender=f"a{number}@x.test", subject=f"Lamp {number}")
    Reaction.objects.filter(customer_id__in=Speaks.objects.values("customer_id")).delete()
    catch_up(now=now)
    first, *_others, last = (
        Contact.objects.filter(customer_id__in=Speaks.objects.values("customer_id"))
        .exclude(purpose="acknowledgement")
        .order_by("pk")
    )
    Building.objects.create(what="contacts", last_id=first.pk)
    Building.objects.create(what="customers", done=True)
    Building.objects.create(what="notes", done=True)
    done = rebuild(step=5)
    assert (done.contacts, done.customers) == (11, 0)
    assert last.pk in {source for _kind, source, *_ in everything()}
    assert first.pk not in {source for _kind, source, *_ in everything()}


def test_what_is_merged_is_found_in_what_remains_and_comes_back_when_split(desk: Desk, now: datetime):
    one = take(desk, at=now, subject="Lamp one", text="dark one")
    two = take(desk, at=now, subject="Lamp two", text="dark two")
    catch_up(now=now)
    entries = SearchEntry.objects.filter(customer_id=one.customer_id).order_by("source_id")
    assert [entry.case_id for entry in entries] == [one.case_id, two.case_id]
    merge_cases(one.customer_id, two.case_id, one.case_id, by=desk.ines, now=now)
    catch_up(now=now)
    assert {entry.case_id for entry in entries.all()} == {one.case_id}
    assert says() is State.GOOD
    unmerge_case(one.customer_id, two.case_id, by=desk.ines, now=now)
    catch_up(now=now)
    assert [entry.case_id for entry in entries.all()] == [one.case_id, two.case_id]


def test_what_is_split_off_is_found_in_its_own_case(desk: Desk, now: datetime):
    one = take(desk, at=now, subject="Lamp", message_id="<1@c.test>")
    two = take(desk, at=now, subject="Re: Lamp", text="Something else.", reply_to="<1@c.test>")
    catch_up(now=now)
    fresh = split_case(one.customer_id, one.case_id, [two.contact_id], by=desk.ines, now=now)
    catch_up(now=now)
    entries = SearchEntry.objects.filter(customer_id=one.customer_id).order_by("source_id")
    assert [entry.case_id for entry in entries] == [one.case_id, fresh.pk]
    assert says() is State.GOOD


def test_a_further_address_is_found_and_a_word_of_no_name_is_not_guessed(desk: Desk, now: datetime):
    receipt = take(desk, at=now)
    catch_up(now=now)
    person = Speaks.objects.get(customer_id=receipt.customer_id).person_id
    point = ContactPoint.objects.create(
        person_id=person, channel="mail", value="zebulon@other.test", source="said", since=now
    )
    record(PointAdded(person, point.pk, "said"), customer=receipt.customer_id, by=desk.ines.actor, now=now)
    catch_up(now=now)
    assert " zebulon@other.test" in SearchAccount.objects.get(customer_id=receipt.customer_id).words


def test_a_row_that_is_gone_is_not_found(desk: Desk, now: datetime):
    from kept.search.keeping import index_contacts

    receipt = take(desk, at=now)
    catch_up(now=now)
    key = (receipt.customer_id, receipt.contact_id)
    Contact.objects.filter(customer_id=key[0], pk=key[1]).update(purpose="acknowledgement")
    index_contacts([key])
    assert not SearchEntry.objects.filter(customer_id=key[0], kind="contact").exists()
