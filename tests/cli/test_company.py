"""Commands about the company itself: people, pledge, settings, the ledger."""

import stat
from datetime import datetime
from pathlib import Path

import pytest

from kept.ledger.models import COMPANY, Entry
from kept.operations.prepare import prepare
from kept.pledge import queries
from kept.pledge.schema import default_text
from tests.cli.conftest import Kept
from tests.making import Desk, take

pytestmark = pytest.mark.usefixtures("keyed_sql")


@pytest.fixture
def empty(db: None, now: datetime) -> None:
    """A desk where nobody works yet."""
    queries.version.cache_clear()
    queries._in_force.cache_clear()
    prepare(now)


def test_a_colleague_begins_changes_his_role_and_leaves(desk: Desk, kept: Kept):
    added = kept.json("agents", "add", "Lea@kept.test", "--name", "Lea Lead", "--role", "lead")
    assert (added["email"], added["role"], added["teams"]) == ("lea@kept.test", "lead", ["Everyone"])
    assert [one["name"] for one in kept.json("agents")] == ["Ines Valadão", "Jonas Weil", "Lea Lead"]
    assert kept.json("agents", "role", "lea@kept.test", "head")["role"] == "head"
    assert kept.json("agents", "role", "lea@kept.test", "left")["active"] is False
    assert "left" in kept.words("agents", "list")


def test_who_sets_up_is_on_the_ledger_by_name_when_he_is_named(desk: Desk, kept: Kept):
    kept.json("agents", "add", "a@kept.test", "--name", "A")
    kept.json("agents", "add", "b@kept.test", "--name", "B", "--as", "ines@kept.test")
    joined = Entry.objects.filter(customer_id=COMPANY, kind="staff.joined").order_by("-seq")
    assert [entry.actor for entry in joined[:2]] == [f"agent:{desk.ines.pk}", "system:setup"]
    refused = kept.refusal("agents", "add", "c@kept.test", "--name", "C", "--as", "jonas@kept.test")
    assert refused == "not_allowed"


def test_the_last_admin_stays_and_slips_are_refused(desk: Desk, kept: Kept):
    assert kept.refusal("agents", "role", "ines@kept.test", "left") == "last_admin"
    assert kept.refusal("agents", "role", "ines@kept.test", "king") == "bad_role"
    assert kept.refusal("agents", "role", "nobody@kept.test", "agent") == "not_found"
    assert kept.refusal("agents", "add", "not an address", "--name", "X") == "bad_address"
    assert kept.refusal("agents", "add", "jonas@kept.test", "--name", "X") == "already_there"


def test_a_colleagues_link_works_and_the_one_before_it_does_not(desk: Desk, kept: Kept):
    from kept.staff.first_link import LinkSpent, look

    first = kept.json("agents", "link", "jonas@kept.test")
    second = kept.json("agents", "link", "jonas@kept.test")
    assert look(second["link"].rpartition("/")[2], now=kept.at).agent == desk.jonas
    with pytest.raises(LinkSpent):
        look(first["link"].rpartition("/")[2], now=kept.at)
    assert second["until"].startswith("2026-06-24T08:00:0")


def test_the_first_link_is_put_into_a_closed_file_and_into_no_output(empty: None, kept: Kept):
    result = kept.run("signin-link", "--json")
    first = kept.json("signin-link")
    path = Path(first["file"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    link = path.read_text().strip()
    assert "/desk/welcome/" in link
    assert link not in result.stdout + result.stderr + kept.words("signin-link")
    path.unlink()


def test_there_is_no_first_link_once_there_is_an_admin(desk: Desk, kept: Kept):
    assert kept.refusal("signin-link") == "has_admin"


def test_the_pledge_is_shown_as_it_was_accepted(desk: Desk, kept: Kept):
    assert kept.words("pledge", "show") == default_text()
    shown = kept.json("pledge")
    assert (shown["number"], shown["text"], shown["accepted_by"]) == (1, default_text(), "system:setup")
    assert any(
        "answers a mail within 4 open hours" in line for line in kept.json("pledge", "explain")["sentences"]
    )


def test_a_bad_pledge_is_told_line_by_line_and_changes_nothing(desk: Desk, kept: Kept, tmp_path: Path):
    file = tmp_path / "pledge.toml"
    file.write_text(default_text().replace("Europe/London", "Europe/Lodon"))
    checked = kept.json("pledge", "check", str(file), status=1)
    assert checked["good"] is False
    (problem,) = checked["problems"]
    assert (problem["where"], problem["line"]) == (
        "company.zone",
        default_text()[: default_text().index("zone =")].count("\n") + 1,
    )
    assert "Europe/London" in problem["remedy"]
    assert kept.refusal("pledge", "accept", str(file)) == "bad_pledge"
    assert kept.json("pledge")["number"] == 1


def test_a_good_pledge_is_accepted_with_a_name(desk: Desk, kept: Kept):
    text = default_text().replace('name = "Our company"', 'name = "Fellstone Boots"')
    assert kept.json("pledge", "check", "-", text=text) == {"good": True, "problems": []}
    accepted = kept.json("pledge", "accept", "-", "--as", "ines@kept.test", text=text)
    assert (accepted["number"], accepted["accepted_by"]) == (2, f"agent:{desk.ines.pk}")
    assert kept.json("brands")[0]["name"] == "Fellstone Boots"


def test_a_pledge_file_that_is_not_there_is_refused(desk: Desk, kept: Kept):
    assert kept.refusal("pledge", "check", "/nowhere/pledge.toml") == "unreadable_file"


def test_settings_tell_what_holds_and_never_a_secret(kept: Kept, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KEPT_RELAY", "smtp://mary:hunter2@mail.example.com")
    result = kept.words("settings", "--json") + kept.words("settings")
    assert "hunter2" not in result
    relay = next(one for one in kept.json("settings") if one["name"] == "KEPT_RELAY")
    assert (relay["value"], relay["given"]) == ("set", True)


def test_settings_are_told_even_when_they_cannot_be_used(kept: Kept, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KEPT_PORT", "many")
    assert any(one["value"] == "many" for one in kept.json("settings"))
    assert kept.refusal("owed") == "bad_settings"


def test_the_ledger_is_verified_and_a_chain_is_shown(desk: Desk, now: datetime, kept: Kept, tmp_path: Path):
    receipt = take(desk, at=now)
    (customer,) = kept.json("customers")
    result = kept.json("ledger", "verify")
    assert result["sound"] is True and result["first_bad"] is None and result["chains"] == 2
    entries = kept.json("ledger", "show", customer["customer"])
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
    made = next(entry for entry in entries if entry["kind"] == "promise.made")
    assert (made["case"], made["fact"]["of"]) == (receipt.reference, "answer")
    assert kept.json("ledger", "show", customer["customer"], "--since", "2", "--limit", "1")[0]["seq"] == 3
    assert kept.json("ledger", "show", "company")[0]["kind"] == "pledge.accepted"
    assert kept.refusal("ledger", "show", "nobody") == "not_found"


def test_a_changed_entry_is_named_and_the_status_says_so(desk: Desk, now: datetime, kept: Kept):
    from django.db import connection

    receipt = take(desk, at=now)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # as a superuser could
        cursor.execute(
            "UPDATE ledger_entry SET body = replace(body, 'answer', 'refund') "
            "WHERE customer_id = %s AND kind = 'promise.made'",
            [receipt.customer_id],
        )
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    result = kept.json("ledger", "verify", status=1)
    assert result["sound"] is False
    assert result["first_bad"]["customer"] == str(receipt.customer_id)
    assert result["first_bad"]["sentence"] in kept.words("ledger", "verify", status=1)


def test_a_checkpoint_is_made_by_a_command(desk: Desk, now: datetime, kept: Kept):
    made = kept.json("ledger", "checkpoint", "--as", "ines@kept.test", "--afresh")
    assert Path(made["place"]).exists() and made["findings"] == []
    assert kept.json("ledger", "verify")["checkpoint"] == made["number"]
    for path in Path(made["place"]).parent.glob("checkpoint-*"):
        path.unlink()  # the folder is every test's, and this test's entries are gone after it


def test_a_mailbox_is_listed_with_what_is_wrong(desk: Desk, now: datetime, kept: Kept):
    from kept.channels.mail.models import Mailbox

    Mailbox.objects.create(
        address="help@shop.test",
        host="127.0.0.1",
        port=1,
        security="none",
        user="help",
        created_at=now,
        changed_at=now,
        failing_since=now,
        last_error="The password was refused.",
        remedy="Type it again.",
    )
    (mailbox,) = kept.json("mailbox")
    assert (mailbox["address"], mailbox["problem"]) == ("help@shop.test", "The password was refused.")
    checks = kept.json("mailbox", "test", "help@shop.test", status=1)
    assert [check["ok"] for check in checks] == [False]
    assert kept.refusal("mailbox", "test", "nobody@shop.test") == "not_found"


def test_a_relay_that_is_not_set_up_cannot_be_tried(desk: Desk, kept: Kept):
    assert kept.refusal("relay", "test") == "no_relay"


def test_a_relay_that_does_not_answer_says_so(desk: Desk, kept: Kept):
    from kept.channels.mail.models import Relay

    Relay.objects.create(id=1, host="127.0.0.1", port=1, security="none")
    (check,) = kept.json("relay", "test", status=1)
    assert check["ok"] is False and "127.0.0.1" in check["sentence"]
