"""Doctor finds what is wrong, says it in plain words, and says nothing bad of a desk that is well."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from kept.cases.models import Case, Reference
from kept.contacts.models import MessageId, RawMessage
from kept.handling.answer import Reply, answer_case
from kept.handling.arrival import Arrival
from kept.handling.merge import merge_cases, split_case
from kept.handling.receive import receive
from kept.handling.reprocess import reprocess
from kept.ledger.actor import SETUP
from kept.operations.doctor import (
    company,
    database,
    directories,
    files,
    home,
    ledger,
    mail,
    processes,
    summaries,
    worker,
)
from kept.operations.doctor import settings as settings_check
from kept.operations.doctor.finding import Finding, State
from kept.operations.models import ScheduledTask
from kept.project.environment import Environment, read
from kept.promises.models import Promise
from kept.staff.models import Agent, Team
from tests.making import Desk, arrival, take

pytestmark = pytest.mark.usefixtures("keyed_sql")


def silent(_words: str) -> None:
    """No progress."""


def one(findings: Iterator[Finding], check: str) -> Finding:
    found = [finding for finding in findings if finding.check == check]
    assert len(found) == 1, found
    return found[0]


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """Settings of a desk with free ports."""
    with socket.socket() as web, socket.socket() as smtp:
        web.bind(("127.0.0.1", 0))
        smtp.bind(("127.0.0.1", 0))
        ports = {"KEPT_PORT": str(web.getsockname()[1]), "KEPT_SMTP_PORT": str(smtp.getsockname()[1])}
    return read({"KEPT_HOME": str(tmp_path), **ports})


def test_every_problem_of_the_settings_is_a_finding():
    nothing, findings = settings_check.look({"KEPT_PORT": "many", "KEPT_SMTP_PORT": "few"})
    assert nothing is None and [finding.state for finding in findings] == [State.BAD, State.BAD]
    known, findings = settings_check.look({"KEPT_SMTP_PROT": "25"})
    assert (
        known is not None and findings[0].state is State.WARNING and "KEPT_SMTP_PORT" in findings[0].sentence
    )


def test_a_home_is_writable_and_its_secret_closed(environment: Environment, tmp_path: Path):
    assert one(home.look(environment), "home").state is State.GOOD
    assert one(home.look(environment), "secret").state is State.WARNING  # none yet
    secret = tmp_path / "secret.key"
    secret.write_bytes(bytes(32))
    secret.chmod(0o644)
    assert one(home.look(environment), "secret").state is State.BAD
    secret.chmod(0o600)
    assert one(home.look(environment), "secret").state is State.GOOD
    away = replace(environment, home=tmp_path / "nowhere")
    assert one(home.look(away), "home").state is State.BAD


def test_where_nobody_serves_doctor_says_how_to_start(environment: Environment):
    findings = list(processes.look(environment))
    assert [finding.state for finding in findings] == [State.BAD, State.BAD]
    assert all("kept serve" in finding.remedy for finding in findings)
    apart = replace(environment, database_url="postgresql://db.test/kept")
    assert [finding.state for finding in processes.look(apart)] == [State.WARNING, State.WARNING]


def test_another_program_on_the_port_is_not_taken_for_ours(environment: Environment):
    with socket.create_server(("127.0.0.1", environment.port)) as listening:

        def answer() -> None:
            asked, _ = listening.accept()
            with asked:
                asked.recv(1024)
                asked.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")

        thread = threading.Thread(target=answer)
        thread.start()
        web = one(processes.look(environment), "web")
        thread.join()
    assert web.state is State.BAD and "Another program" in web.sentence


def test_the_database_is_reached_guarded_and_up_to_date(desk: Desk):
    findings = list(database.look(running=True))
    good = {finding.check for finding in findings if finding.state is State.GOOD}
    assert {"database", "checksums", "clock", "migrations", "triggers", "constraints"} <= good
    # The suite works as the database's superuser, whom rights do not bind.
    assert one(iter(findings), "rights").state is State.BAD


def test_a_trigger_that_was_taken_away_is_noticed(desk: Desk):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_append_only")
    found = one(database.look(running=True), "triggers")
    assert found.state is State.BAD and "ledger_entry_append_only" in found.sentence


def test_a_constraint_that_was_taken_away_is_noticed_and_who_was_overlooked_is_found(
    desk: Desk, now: datetime
):
    from kept.contacts.models import Contact
    from kept.operations.cli.neglect import neglected

    receipt = take(desk, at=now)
    Promise.objects.filter(customer_id=receipt.customer_id).update(state="void", next_check_at=None)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE contacts_contact DROP CONSTRAINT contacts_in_answered_or_reasoned")
    Contact.objects.filter(customer_id=receipt.customer_id, pk=receipt.contact_id).update(promise_id=None)
    assert one(database.look(running=True), "constraints").state is State.BAD
    (ignored,) = neglected(now=now)
    assert (ignored.contacts, ignored.cases) == ([str(receipt.contact_id)], [receipt.reference])


def test_a_desk_without_admin_lead_or_pledge_of_its_own_is_told(desk: Desk):
    assert one(company.look(), "pledge").state is State.WARNING  # the default one
    assert one(company.look(), "teams").state is State.GOOD
    Team.objects.update(lead=None)
    assert one(company.look(), "teams").state is State.BAD
    Agent.objects.update(role="agent")
    assert one(company.look(), "admin").state is State.WARNING


def test_a_worker_that_does_nothing_is_noticed(desk: Desk, now: datetime):
    assert one(worker.look(now=now), "worker").state is State.BAD
    ScheduledTask.objects.create(name="look for trouble", last_at=now - timedelta(seconds=20))
    assert one(worker.look(now=now), "worker").state is State.GOOD
    assert one(worker.look(now=now + timedelta(hours=1)), "worker").state is State.BAD


def test_attachments_can_be_stored_and_leave_nothing_behind(desk: Desk):
    from kept.contacts.files import store

    assert one(files.look(), "files").state is State.GOOD
    assert store().listdir("doctor")[1] == []


def test_mail_says_what_the_alarms_say(desk: Desk, now: datetime):
    from kept.contacts.hold import hold_desk

    assert one(mail.look(now=now), "relay").state is State.WARNING
    assert one(mail.look(now=now), "outbox").state is State.GOOD
    hold_desk("It was restored.", now=now)
    assert one(mail.look(now=now), "hold").state is State.WARNING


def test_the_ledger_is_read_when_asked_and_everybody_on_it_is_somebody(desk: Desk, now: datetime):
    receipt = take(desk, at=now)
    answer_case(receipt.customer_id, receipt.case_id, Reply("Yes.", None), by=desk.jonas, now=now)
    assert [finding.check for finding in ledger.look(deep=False, progress=silent)] == ["checkpoint"]
    deep = [finding for finding in ledger.look(deep=True, progress=silent) if finding.check == "ledger"]
    assert [finding.state for finding in deep] == [State.GOOD, State.GOOD]


def test_an_actor_who_is_nobody_is_named(desk: Desk, now: datetime):
    from kept.ledger.actor import Actor
    from kept.ledger.record import record
    from kept.staff.facts import AgentJoined

    record(AgentJoined(1, "agent"), customer=0, by=Actor("agent", "987654"), now=now)
    bad = [finding for finding in ledger.look(deep=True, progress=silent) if finding.state is State.BAD]
    assert any("agent:987654" in finding.sentence for finding in bad)


def test_summaries_are_right_after_everything_that_happens_to_a_case(desk: Desk, now: datetime):
    first, second = take(desk, at=now), take(desk, at=now, subject="And the charger")
    later = now + timedelta(minutes=5)
    answer_case(first.customer_id, first.case_id, Reply("Yes.", None), by=desk.ines, now=later)
    take(desk, at=later, machine="auto_reply")
    merge_cases(first.customer_id, second.case_id, first.case_id, by=desk.ines, now=later)
    third = _reply(desk, first, later + timedelta(minutes=1))
    split_case(first.customer_id, first.case_id, [third], by=desk.ines, now=later + timedelta(minutes=2))
    found = one(summaries.look(deep=True, progress=silent), "summaries")
    assert found.state is State.GOOD, found


def test_summaries_of_cases_that_were_merged_twice_count_every_contact(desk: Desk, now: datetime):
    first, second, third = (take(desk, at=now, subject=f"Matter {n}") for n in range(3))
    later = now + timedelta(minutes=5)
    merge_cases(first.customer_id, first.case_id, second.case_id, by=desk.ines, now=later)
    merge_cases(first.customer_id, second.case_id, third.case_id, by=desk.ines, now=later)
    keys = [(each.customer_id, each.case_id) for each in (first, second, third)]
    assert summaries.compare(keys) == []
    assert Case.objects.get(customer_id=third.customer_id, pk=third.case_id).contacts_in == 3


def test_reading_again_counts_a_contact_in_every_case_that_its_case_was_merged_into(
    desk: Desk, now: datetime
):
    first, second, third = (take(desk, at=now, subject=f"Matter {n}") for n in range(3))
    merge_cases(first.customer_id, first.case_id, second.case_id, by=desk.ines, now=now)
    merge_cases(first.customer_id, second.case_id, third.case_id, by=desk.ines, now=now)

    def machine(raw: RawMessage) -> Arrival:
        kind = "list" if raw.result_contact == first.contact_id else ""
        return arrival(desk, at=now, subject="A list", machine=kind)

    reprocess(machine, since=None, by=SETUP, now=now)
    keys = [(each.customer_id, each.case_id) for each in (first, second, third)]
    assert summaries.compare(keys) == []
    assert Case.objects.get(customer_id=third.customer_id, pk=third.case_id).contacts_in == 2


def test_a_summary_that_is_wrong_is_named_with_what_is_wrong_in_it(desk: Desk, now: datetime):
    receipt = take(desk, at=now)
    Case.objects.filter(customer_id=receipt.customer_id, pk=receipt.case_id).update(
        stands="quiet", contacts_in=7
    )
    assert summaries.compare([(receipt.customer_id, receipt.case_id)]) == [
        (receipt.reference, ["where it stands", "contacts in"])
    ]
    found = one(summaries.look(deep=False, progress=silent), "summaries")
    assert found.state is State.BAD and receipt.reference in found.sentence


def test_directories_lead_both_ways(desk: Desk, now: datetime):
    receipt = take(desk, at=now)
    answer_case(receipt.customer_id, receipt.case_id, Reply("Yes.", None), by=desk.ines, now=now)
    assert one(directories.look(deep=True, progress=silent), "directories").state is State.GOOD


def test_a_code_that_leads_nowhere_and_a_case_that_cannot_be_found_are_told(desk: Desk, now: datetime):
    receipt = take(desk, at=now)
    Reference.objects.all().delete()
    found = one(directories.look(deep=False, progress=silent), "directories")
    assert found.state is State.BAD and receipt.reference in found.sentence
    MessageId.objects.create(
        message_id="<x@y.test>", customer_id=receipt.customer_id, case_id=1, contact_id=1
    )
    found = one(directories.look(deep=False, progress=silent), "directories")
    assert "<x@y.test>" in found.sentence and found.sentence.startswith("2 of ")


def test_directories_are_followed_page_by_page(desk: Desk, now: datetime, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(directories, "BATCH", 2)
    monkeypatch.setattr(summaries, "BATCH", 2)
    for number in range(5):
        take(desk, at=now, sender=f"{number}@customer.test", name=f"Customer {number}")
    said: list[str] = []
    assert one(directories.look(deep=True, progress=said.append), "directories").state is State.GOOD
    found = one(summaries.look(deep=True, progress=said.append), "summaries")
    assert found.sentence.startswith("The summaries of 5 cases") and len(said) > 10


def _reply(desk: Desk, receipt, at: datetime) -> int:  # type: ignore[no-untyped-def]
    """The customer writes again in the same case; the contact's id."""
    from kept.contacts.models import Contact

    first = Contact.objects.get(customer_id=receipt.customer_id, pk=receipt.contact_id)
    mail: Arrival = arrival(desk, at=at, reply_to=first.message_id, text="And now it smokes.")
    got = receive([mail], now=at)[0]
    assert got.case_id == receipt.case_id and got.contact_id is not None
    return got.contact_id
