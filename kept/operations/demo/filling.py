"""Filling the demo company: three weeks of it, played through the product's own verbs in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from kept.cases.models import Case
from kept.channels.mail.intake import Incoming
from kept.contacts.models import Contact
from kept.customers.models import Customer
from kept.handling.receive import Receipt
from kept.ledger.actor import Actor
from kept.ledger.models import Entry
from kept.operations.demo.acts import REPORTS, VERBS, report
from kept.operations.demo.anew import start_over
from kept.operations.demo.company import Company, found_company, pledge_text
from kept.operations.demo.leaving import Leaving
from kept.operations.demo.matter import Matter
from kept.operations.demo.past import past, this_morning
from kept.operations.demo.script import Script, Step, scripts
from kept.operations.demo.standing import begin, is_demo, lock
from kept.operations.demo.timeline import Timeline, incoming
from kept.pledge.accept import accept_pledge
from kept.pledge.queries import current
from kept.promises.models import Promise
from kept.staff.actions import read_notices
from kept.storage.fanning import fan_out

#: Called with the share that is done (0 to 1) and what is being done.
Progress = Callable[[float, str], None]

WEEKS = timedelta(days=22)
#: From here on mails lie in the sandbox, where a visitor reads them.
SANDBOX = timedelta(hours=2)
#: The pledge promises an acknowledgement since then.
ACKNOWLEDGED = timedelta(days=2)
#: What colleagues were told before this, they have read.
READ = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Report:
    """What the desk holds now, and whether this filling added it."""

    added: bool
    customers: int
    cases: int
    contacts: int
    promises: int
    entries: int


def fill_desk(*, now: datetime, fresh: bool, progress: Progress | None) -> Report:
    """See `kept.operations.demo.fill`."""
    tell = progress or (lambda share, words: None)
    if fresh and is_demo():
        start_over()
    with transaction.atomic():
        lock()
        added = not is_demo()
        if added:
            begin(now)
            _play(now, tell)
        return _report(added)


def _play(now: datetime, tell: Progress) -> None:
    tell(0.0, "Founding the company")
    began = now - WEEKS
    company = found_company(began)
    zones = {brand.slug: brand.zone for brand in current().pledge.brands}
    timeline = Timeline(Leaving(now - SANDBOX))
    matters: dict[str, Matter] = {}
    for script in (*past(now, company.members, zones), *this_morning(company.members), *scripts()):
        matters[script.name] = matter = Matter(script, company, matters)
        _lay(timeline, matter, script, now)
    _lay_strange_mails(timeline, now)
    head = company.agents["hannah"].actor
    timeline.add(now - ACKNOWLEDGED, lambda at: _accept(head, at))
    timeline.add(now - READ, lambda at: _read(company, at))
    timeline.play(now, lambda at: tell((at - began) / WEEKS, f"Filling the demo: {at:%d %B}"))


def _lay(timeline: Timeline, matter: Matter, script: Script, now: datetime) -> None:
    for step in script.steps:
        at = now + step.at
        if step.verb == "mail":
            timeline.add_mail(at, _letter(matter, step, at), _received(matter))
        elif step.verb in REPORTS:
            timeline.add_mail(at, _report_of(matter, step, at), _ignored)
        else:
            timeline.add(at, _act(matter, step, now))


def _lay_strange_mails(timeline: Timeline, now: datetime) -> None:
    """What no program can read, and a report about nothing of ours: they wait in quarantine."""
    to = current().pledge.brands[0].address
    for ago, raw in (
        (timedelta(hours=6), b"\x00\x07\x00\x00\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(64)) * 4),
        (
            timedelta(hours=30),
            b"From: Mail Delivery System <mailer-daemon@relay.example>\r\nTo: hello@fellstone.example\r\n"
            b"Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <lost.1@relay.example>\r\n"
            b"Auto-Submitted: auto-replied\r\n\r\nYour message to <someone@nowhere.example> could not be "
            b"delivered:\r\n550 5.1.1 <someone@nowhere.example>: user unknown\r\n",
        ),
    ):
        at = now - ago
        timeline.add_mail(at, _ready(incoming(raw, "", to, at)), _ignored)


def _letter(matter: Matter, step: Step, at: datetime) -> Callable[[], Incoming]:
    return lambda: matter.letter(step, at)


def _report_of(matter: Matter, step: Step, at: datetime) -> Callable[[], Incoming]:
    return lambda: report(matter, step, at)


def _ready(mail: Incoming) -> Callable[[], Incoming]:
    return lambda: mail


def _received(matter: Matter) -> Callable[[Receipt, datetime], None]:
    return lambda receipt, at: matter.received(receipt)


def _ignored(receipt: Receipt, at: datetime) -> None:
    """It found its message by itself."""


def _act(matter: Matter, step: Step, now: datetime) -> Callable[[datetime], None]:
    return lambda at: VERBS[step.verb](matter, step, at, now)


def _accept(by: Actor, at: datetime) -> None:
    accept_pledge(pledge_text(), by=by, now=at)


def _read(company: Company, at: datetime) -> None:
    for agent in company.agents.values():
        read_notices(agent, now=at)


def _report(added: bool) -> Report:
    with fan_out("what the demo holds"):
        counts = [model.objects.count() for model in (Customer, Case, Contact, Promise, Entry)]
    return Report(added, *counts)
