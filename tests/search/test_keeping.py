"""The index follows what happens: new contacts, notes, moves, merges."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from kept.handling.note import write_note
from kept.ledger.models import Reaction
from kept.search.catching_up import catch_up
from kept.search.models import SearchAccount, SearchEntry
from tests.making import Desk, take

pytestmark = pytest.mark.usefixtures("keyed_sql")
MINUTE = timedelta(minutes=1)


def lexemes(entry: SearchEntry) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(%s::tsvector)", [entry.words])
        return cursor.fetchone()[0]


def test_what_came_in_is_indexed_once_with_its_sender_and_subject(desk: Desk, now: datetime):
    receipt = take(desk, at=now)
    assert catch_up(now=now) == 1
    [entry] = SearchEntry.objects.filter(customer_id=receipt.customer_id)
    assert (entry.kind, entry.source_id, entry.case_id) == ("contact", receipt.contact_id, receipt.case_id)
    assert {"laptop", "charge", "charg", "from/marcus", "from/marcus@customer.test", "ch/mail"} <= set(
        lexemes(entry)
    )
    [account] = SearchAccount.objects.filter(customer_id=receipt.customer_id)
    assert account.name == "marcus oyelaran" and " marcus@customer.test" in account.words
    assert account.brands == [desk.brand_id]
    assert not Reaction.objects.filter(customer_id=receipt.customer_id, name="search").exists()


def test_a_note_is_found_too(desk: Desk, now: datetime):
    receipt = take(desk, at=now)
    write_note(receipt.customer_id, receipt.case_id, "He sounds like a reseller.", by=desk.jonas, now=now)
    catch_up(now=now)
    note = SearchEntry.objects.get(customer_id=receipt.customer_id, kind="note")
    assert {"reseller", "resel", "from/jonas", "k/note"} <= set(lexemes(note))


def test_the_products_role_keeps_and_tidies_the_index_that_it_does_not_own(desk: Desk, now: datetime):
    from kept.search.tidying import tidy
    from kept.storage.roles import Granted, grant_product_role

    receipt = take(desk, at=now)
    with connection.cursor() as cursor:
        assert grant_product_role(cursor) is Granted.SEPARATE
        cursor.execute("SET LOCAL ROLE kept_app")
        cursor.execute(
            "SELECT pg_has_role('kept_app', relowner, 'USAGE') FROM pg_class WHERE relname = 'search_entry'"
        )
        assert cursor.fetchone() == (False,)
    assert catch_up(now=now) == 1
    assert tidy(now=now) >= 0
    assert SearchEntry.objects.filter(customer_id=receipt.customer_id).count() == 1


def test_what_cannot_be_indexed_stays_and_lets_the_others_be_found(desk: Desk, now: datetime, monkeypatch):
    from kept.search import keeping

    bad, good = (
        take(desk, at=now, subject="Bad one", sender="a@x.test"),
        take(desk, at=now, sender="b@x.test"),
    )
    whole = keeping.vector
    monkeypatch.setattr(
        keeping, "vector", lambda document: "'broken" if document.texts[0] == "Bad one" else whole(document)
    )
    assert catch_up(now=now) == 2
    assert SearchEntry.objects.filter(customer_id=good.customer_id).exists()
    left = Reaction.objects.get(customer_id=bad.customer_id, name="search")
    assert left.attempts == 1 and left.due_at > now and "broken" in left.problem
    monkeypatch.setattr(keeping, "vector", whole)
    assert catch_up(now=now + timedelta(hours=1)) == 1
    assert SearchEntry.objects.filter(customer_id=bad.customer_id).exists()
