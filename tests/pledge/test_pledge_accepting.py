"""Accepting a pledge: versions, brands' rows, the entry on the ledger, and what queries give back."""

import json
import sys
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connection

from kept.ledger.actor import Actor
from kept.ledger.models import COMPANY, Entry
from kept.pledge import closed_days, queries
from kept.pledge.accept import accept_pledge, ensure_default, text_of
from kept.pledge.models import Brand, PledgeVersion
from kept.pledge.queries import NoPledge, current, history, version
from kept.pledge.schema import PledgeErrors, default_text
from kept.refusal import NotFound
from kept.rules.hours import Span

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keyed_sql")]

ANN = Actor("agent", "7", "Ann Lee")

PLEDGE = """
[company]
name = "Shops"
zone = "Europe/Vienna"
[hours]
monday = ["09:00-17:00"]
[holidays]
country = "AT"
[answering]
mail = "2h"
[brands.boots]
address = "hello@boots.example"
[brands.hats]
address = "hello@hats.example"
accent = "#aa0000"
"""
ONE_SHOP = PLEDGE.partition("[brands.hats]")[0]


def test_accepting_stores_the_text_as_it_was_given_with_who_and_when(now: datetime):
    accepted = accept_pledge(PLEDGE, by=ANN, now=now)
    stored = PledgeVersion.objects.get(pk=accepted.pk)
    assert (stored.number, stored.text) == (1, PLEDGE)
    assert bytes(stored.digest) == sha256(PLEDGE.encode()).digest()
    assert (stored.accepted_by, stored.accepted_at) == ("agent:7", now)


def test_accepting_is_an_entry_on_the_companys_chain(now: datetime):
    accepted = accept_pledge(PLEDGE, by=ANN, now=now)
    entry = Entry.objects.get(customer_id=COMPANY, kind="pledge.accepted")
    assert entry.actor == "agent:7"
    assert json.loads(entry.body)["fact"] == {
        "version": accepted.pk,
        "number": 1,
        "digest": sha256(PLEDGE.encode()).hexdigest(),
    }


def test_the_same_text_again_is_no_new_version(now: datetime):
    first = accept_pledge(PLEDGE, by=ANN, now=now)
    again = accept_pledge(PLEDGE, by=Actor.system("setup"), now=now + timedelta(days=1))
    assert again.pk == first.pk
    assert PledgeVersion.objects.count() == 1
    assert Entry.objects.filter(customer_id=COMPANY, kind="pledge.accepted").count() == 1


def test_going_back_to_an_older_text_is_a_version_of_its_own(now: datetime):
    accept_pledge(PLEDGE, by=ANN, now=now)
    accept_pledge(ONE_SHOP, by=ANN, now=now)
    back = accept_pledge(PLEDGE, by=ANN, now=now)
    assert back.number == 3
    assert current().version_id == back.pk
    assert [each.number for each in history()] == [3, 2, 1]


def test_a_pledge_with_problems_changes_nothing(now: datetime):
    accept_pledge(PLEDGE, by=ANN, now=now)
    with pytest.raises(PledgeErrors):
        accept_pledge(PLEDGE + "[flood]\nnonsense = 1", by=ANN, now=now)
    assert PledgeVersion.objects.count() == 1


def test_brands_follow_the_pledge_and_are_retired_not_deleted(now: datetime):
    accept_pledge(PLEDGE, by=ANN, now=now)
    hats = Brand.objects.get(slug="hats")
    assert (hats.name, hats.accent, hats.address) == ("Shops", "#aa0000", "hello@hats.example")
    assert (hats.reply_domain, hats.retired_at) == ("hats.example", None)

    later = now + timedelta(days=1)
    accept_pledge(ONE_SHOP, by=ANN, now=later)
    assert Brand.objects.get(slug="hats").retired_at == later
    assert Brand.objects.get(slug="boots").retired_at is None

    accept_pledge(PLEDGE.replace("#aa0000", "#00aa00"), by=ANN, now=later + timedelta(days=1))
    back = Brand.objects.get(slug="hats")
    assert (back.pk, back.retired_at, back.accent) == (hats.pk, None, "#00aa00")


def test_a_retired_brand_stays_retired_since_when_it_was(now: datetime):
    accept_pledge(PLEDGE, by=ANN, now=now)
    accept_pledge(ONE_SHOP, by=ANN, now=now + timedelta(days=1))
    accept_pledge(ONE_SHOP + "# again", by=ANN, now=now + timedelta(days=2))
    assert Brand.objects.get(slug="hats").retired_at == now + timedelta(days=1)


def test_the_pledge_in_force_knows_the_rows_of_its_brands(now: datetime):
    accept_pledge(PLEDGE, by=ANN, now=now)
    found = current()
    hats = Brand.objects.get(slug="hats")
    assert found.brand_id("hats") == hats.pk
    assert found.brand(hats.pk) is found.pledge.brand("hats")
    assert (found.number, found.accepted_at) == (1, now)


def test_a_retired_brand_keeps_its_name_under_the_first_brands_rules(now: datetime):
    accept_pledge(PLEDGE.replace("#aa0000", '#aa0000"\nname = "Hats'), by=ANN, now=now)
    accept_pledge(ONE_SHOP, by=ANN, now=now)
    found = current()
    retired = found.brand(found.brand_id("hats"))
    assert (retired.name, retired.address, retired.accepts) == ("Hats", "hello@hats.example", ())
    assert retired.week is found.pledge.week("boots")
    assert found.pledge.answer_span(retired, "mail") == Span.parse("2h")
    assert found.pledge.brand_for_address("hello@hats.example") is None


def test_a_version_that_a_promise_names_is_found_for_good(now: datetime):
    first = accept_pledge(PLEDGE, by=ANN, now=now)
    accept_pledge(PLEDGE.replace('mail = "2h"', 'mail = "8h"'), by=ANN, now=now)
    assert version(first.pk).answer_span("boots", "mail") == Span.parse("2h")
    assert version(current().version_id).answer_span("boots", "mail") == Span.parse("8h")


def test_a_version_that_never_was_is_not_found(now: datetime):
    with pytest.raises(NotFound):
        version(1)


def test_asking_for_the_pledge_in_force_again_reads_nothing_of_it(now: datetime, django_assert_num_queries):
    accept_pledge(PLEDGE, by=ANN, now=now)
    found = current()
    with django_assert_num_queries(0):  # the one look at which version is in force goes past Django's cursor
        assert current() is found
        version(found.version_id)


def test_without_any_pledge_nothing_can_be_promised():
    with pytest.raises(NoPledge):
        current()


def test_the_first_start_accepts_the_default_once(now: datetime):
    first = ensure_default(now)
    assert (first.number, first.text, first.accepted_by) == (1, default_text(), "system:setup")
    assert ensure_default(now + timedelta(days=1)).pk == first.pk
    assert current().pledge.brand_for_address("support@kept.localhost") is not None


def test_the_first_start_takes_the_companys_own_file(now: datetime, tmp_path: Path):
    file = tmp_path / "pledge.toml"
    file.write_bytes(b"\xef\xbb\xbf" + PLEDGE.replace("\n", "\r\n").encode())
    ensure_default(now, file=file)
    assert [brand.slug for brand in current().pledge.brands] == ["boots", "hats"]


def test_a_file_that_is_no_text_is_refused_with_its_line(tmp_path: Path):
    file = tmp_path / "pledge.toml"
    file.write_bytes('[company]\nname = "Müller"\n'.encode("latin-1"))
    with pytest.raises(PledgeErrors, match="Line 2: This is not text in UTF-8"):
        text_of(file)


def test_a_named_file_that_is_missing_is_not_passed_over(now: datetime, tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        ensure_default(now, file=tmp_path / "none.toml")


def test_public_holidays_are_stored_so_that_a_running_desk_need_not_load_the_library(
    now: datetime, monkeypatch
):
    accepted = accept_pledge(PLEDGE, by=ANN, now=now)
    stored = PledgeVersion.objects.get(pk=accepted.pk).public_holidays
    assert sorted(stored) == [f"AT//{year}" for year in range(now.year - 1, now.year + 6)]
    assert f"{now.year}-10-26" in stored[f"AT//{now.year}"]

    monkeypatch.setattr(closed_days, "_known", {})
    monkeypatch.setitem(sys.modules, "holidays", None)  # importing it fails
    queries.version.cache_clear()
    queries._in_force.cache_clear()
    boots = current().pledge.brand("boots")
    assert boots.closed_days(datetime(now.year, 10, 26).date())


def test_versions_are_counted_without_gaps_by_two_who_accept_at_once(now: datetime):
    """The lock is taken before the newest version is read; here its statement is seen to come first."""
    statements: list[str] = []

    def watch(execute, sql, params, many, context):
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        accept_pledge(PLEDGE, by=ANN, now=now)
    touched = [sql for sql in statements if "pledge_version" in sql or "advisory" in sql]
    assert "pg_advisory_xact_lock" in touched[0]
