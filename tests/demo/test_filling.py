"""The demo company: filled through the product's own verbs, once, and alive at any hour."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from kept.cases.models import Case
from kept.channels.mail.models import SandboxMail
from kept.channels.mail.sending.sandbox import answer_as_customer
from kept.contacts.models import Attachment, Contact, Outgoing, Quarantine
from kept.customers.models import Customer, Link, Speaks
from kept.ledger.models import Reaction
from kept.ledger.verify import verify
from kept.operations.demo import fill
from kept.operations.demo.company import pledge_text
from kept.operations.demo.script import scripts
from kept.pledge import queries
from kept.pledge.schema import read_pledge
from kept.promises.models import Promise
from kept.rules.hours import day_ends
from kept.rules.promise import Band, BrokenPromise, band, ignored
from kept.staff.models import Agent, Role, Team

#: A Sunday, twenty minutes before midnight in London: little is left of the day, and offices are closed.
NOW = datetime(2026, 6, 21, 22, 40, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A filled demo; each test leaves it as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        queries.version.cache_clear()
        queries._in_force.cache_clear()
        assert fill(now=NOW).added
        yield
        transaction.set_rollback(True)


pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.django_db]


def owed():
    return Promise.objects.filter(state="owed").exclude(promisor="customer")


def test_filling_again_adds_nothing():
    again = fill(now=NOW + timedelta(days=1))
    assert not again.added
    assert again.customers == Customer.objects.count() > 120
    assert again.contacts == Contact.objects.count()


def test_the_ledger_verifies():
    found = verify()
    assert found.sound, found.sentences()
    assert found.chains == Customer.objects.count() + 1


def test_nothing_is_left_that_the_worker_should_have_done():
    assert not Reaction.objects.exists()
    assert not owed().filter(due_at__lt=NOW, broken_at=None).exclude(kind="concession").exists()
    assert not Outgoing.objects.filter(
        next_try_at__lt=NOW, state__in=["queued", "delayed", "sending"]
    ).exists()


def test_every_band_of_the_owed_list_has_rows():
    ends = day_ends(NOW, queries.current().pledge.brands[0].week)
    found = Counter(band(due, NOW, ends) for due in owed().values_list("due_at", flat=True))
    assert set(found) == set(Band)
    # All of them are seen on the list's first page.
    assert sum(found.values()) - found[Band.LATER] < 40


def test_at_any_hour_of_the_week_something_is_due_today():
    week = read_pledge(pledge_text()).brands[0].week
    last = max(step.more["due"] for script in scripts() for step in script.steps if step.more.get("due"))
    soon = [
        step.more["due"]
        for script in scripts()
        for step in script.steps
        if step.verb == "promise" and not step.more.get("theirs") and timedelta(hours=1) < step.more["due"]
    ]
    assert last > timedelta(days=30)
    for half_hours in range(7 * 48 + 1):
        now = datetime(2026, 10, 19, tzinfo=UTC) + half_hours * timedelta(
            minutes=30
        )  # the clocks go back in it
        assert now + min(soon) < day_ends(now, week), now


def test_nobody_is_ignored():
    grace = queries.current().pledge.ignored_grace
    broken = [
        BrokenPromise(promise.pk, promise.broken_at, promise.tended_at)
        for promise in owed().exclude(broken_at=None)
    ]
    assert broken
    assert not ignored((), broken, grace=grace, now=NOW)


@pytest.mark.parametrize("state", ["owed", "in_proof", "kept", "released", "superseded", "void", "lapsed"])
def test_promises_of_ours_stand_in_every_state(state):
    assert Promise.objects.filter(promisor="company", state=state).exists()


def test_promises_are_of_many_kinds_and_some_are_the_customers():
    kinds = set(Promise.objects.values_list("kind", flat=True))
    assert kinds >= {
        "answer", "call_back", "visit", "notice", "update", "concession", "refund", "replace", "send", "send_back",
        "pay", "find_way", "other",
    }  # fmt: skip
    theirs = Promise.objects.filter(promisor="customer", state="owed")
    assert theirs.filter(due_at__gt=NOW).exists() and theirs.filter(due_at__lt=NOW).exists()
    assert owed().filter(text__startswith="Ask after: ").exists()


def test_some_were_kept_late_and_some_broke_although_they_are_in_proof_now():
    assert Promise.objects.filter(state="kept", late=True).exists()
    assert Promise.objects.filter(state="in_proof", broken_at__isnull=False).exists()
    assert owed().exclude(broken_at=None).count() >= 3


def test_cases_stand_in_every_way():
    assert set(Case.objects.values_list("stands", flat=True)) == {"ours", "waiting", "quiet", "settled"}
    assert Case.objects.exclude(spam_reason="").exists()
    assert Case.objects.exclude(merged_into_id=None).exists()
    assert Case.objects.exclude(split_from_id=None).exists()
    assert Case.objects.filter(unconfirmed=1).exists()
    assert Case.objects.filter(owner=None, stands="ours").exists()
    assert Link.objects.filter(kind="customer").exists()


def test_mail_is_in_every_state_that_it_can_be_in():
    states = set(Contact.objects.filter(direction="out").values_list("delivery", flat=True))
    assert states >= {
        "queued", "delayed", "handed_over", "accepted", "presumed", "delivered", "confirmed", "bounced", "cancelled",
    }  # fmt: skip
    machines = set(Contact.objects.filter(direction="in").values_list("machine", flat=True))
    assert machines >= {"", "out_of_office", "auto_reply", "list", "bounce", "delay", "delivery_notice"}
    assert Quarantine.objects.filter(ended_at=None).count() == 2
    assert Contact.objects.exclude(html="").filter(direction="in").exists()
    assert {"image/png", "application/pdf"} <= set(Attachment.objects.values_list("content_type", flat=True))


def test_the_lost_confirmation_stands_in_the_desk():
    task = Promise.objects.get(kind="find_way", state="owed")
    assert "Tamsin Okafor" in task.text
    tried = Contact.objects.filter(case_id=task.case_id, direction="out", delivery="bounced")
    assert {contact.recipients[0]["address"] for contact in tried} == {
        "t.okafro@post.example",
        "tamsin@larkfieldjoinery.example",
    }


def test_some_customers_have_several_people():
    several = [
        customer
        for customer in Customer.objects.all()
        if Speaks.objects.filter(customer_id=customer.pk).count() > 1
    ]
    assert len(several) >= 5


def test_colleagues_have_roles_and_teams_and_the_visitor_becomes_admin():
    assert set(Agent.objects.values_list("role", flat=True)) == {
        "head",
        "lead",
        "agent",
        "reader",
    }
    assert not Agent.objects.filter(role=Role.ADMIN).exists()
    assert all(team.lead for team in Team.objects.exclude(brand=None))
    assert Team.objects.exclude(brand=None).count() == 4


def test_a_few_mails_lie_in_the_sandbox_and_can_be_answered_as_the_customer():
    mails = SandboxMail.objects.all()
    assert 5 <= mails.count() <= 30
    mail = mails.exclude(return_path="").get(address="jocasta@reeve.example")
    answer_as_customer(mail, "That worked. Thank you.", now=NOW)
    kept = Contact.objects.get(message_id=mail.message_id.strip("<>"))
    assert kept.delivery == "confirmed"
