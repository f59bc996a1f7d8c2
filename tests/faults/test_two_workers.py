"""Two workers at once over the same outbox, promises and reactions: everything is done once."""

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kept.operations.postgres import Server
from tests.faults.counting import everything_left_once
from tests.faults.desks import ROOT, Asked, kept, rows, script, surroundings
from tests.mail_transport.peers.sink import Sink
from tests.serve.desks import wait_until

#: Sixty customers wrote a day ago, every second of them announced to send something by an hour ago, and half of
#: the replies came before what they reply to; no worker has run since.
YESTERDAY = """
from datetime import timedelta
from kept.channels.mail.intake import Incoming, read, take_in
from kept.clock import now
from kept.contacts.models import Contact
from kept.ledger.actor import SETUP
from kept.promises.make import Vow, make_promise
from kept.staff.actions import join

lead = join(email="ines@shop.example", name="Ines", role="admin", by=SETUP, now=now())
then = now() - timedelta(days=1)

def mail(number, again=False):
    this, other = (f"{number}.b@x.example", f"{number}.a@x.example") if again else (f"{number}.a@x.example", "")
    thread = f"In-Reply-To: <{other}>\\r\\n" if other else ""
    raw = (f"From: <c{number}@people.example>\\r\\nTo: help@shop.example\\r\\nSubject: Matter {number}\\r\\n"
           f"Message-ID: <{this}>\\r\\n{thread}\\r\\nWhere is it? {this}\\r\\n").encode()
    at = now() - timedelta(minutes=1) if again else then
    return read(Incoming(raw, f"c{number}@people.example", ("help@shop.example",), "127.0.0.1", at, "smtp"))

for number in range(60):
    if number % 2:  # the reply comes in first, and waits for its parent by a reaction
        take_in([mail(number, again=True)], now=now() - timedelta(minutes=1))
    take_in([mail(number)], now=then)
for row in Contact.objects.filter(direction="in", message_id__endswith=".a@x.example"):
    if int(row.message_id.partition(".")[0]) % 2 == 0:
        vow = Vow("send", "Sends a picture", now() - timedelta(hours=1), promisor="customer")
        make_promise(row.customer_id, row.case_id, vow, by=SETUP, now=then)
"""


@contextmanager
def workers(home: Path, sink: Sink, count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Worker processes over one home."""
    given = surroundings(home, KEPT_RELAY=f"smtp://127.0.0.1:{sink.port}")
    started = []
    try:
        for number in range(count):
            with (home / f"worker-{number}.log").open("ab") as out:
                command = [sys.executable, "-m", "kept", "worker"]
                started.append(subprocess.Popen(command, env=given, cwd=ROOT, stdout=out, stderr=out))
        yield started
    finally:
        for process in started:
            process.send_signal(signal.SIGTERM)
        for process in started:
            process.wait(20)


def test_two_workers_break_send_and_react_once(home: Path, sink: Sink) -> None:
    with Server(home).use():
        script(home, YESTERDAY)
        desk = Asked(home)
        owed = rows(home, "SELECT count(*) FROM promises_promise WHERE state = 'owed' AND due_at < now()")[0][
            0
        ]
        assert owed >= 60
        assert rows(home, "SELECT count(*) FROM ledger_reaction")[0][0] >= 30
        with workers(home, sink, 2) as both:
            undone = (
                "SELECT count(*) FROM promises_promise WHERE state = 'owed' AND due_at < now() AND noticed_at IS NULL "
                "AND promisor = 'company'"
            )
            assert wait_until(lambda: desk.one(undone) == 0, 30)
            assert wait_until(
                lambda: desk.one("SELECT count(*) FROM ledger_reaction WHERE due_at < now()") == 0, 30
            )
            everything_left_once(desk, sink)
            assert all(process.poll() is None for process in both)
        _each_entry_once(home)
        asked = "SELECT count(*), count(DISTINCT case_id) FROM promises_promise WHERE text LIKE 'Ask after:%'"
        assert rows(home, asked) == [(30, 30)]
        assert kept(home, "ledger", "verify")["sound"]


def _each_entry_once(home: Path) -> None:
    """No promise was broken, warned of or found overdue twice; no contact joined twice."""
    for kind, field in (
        ("promise.broken", "promise"),
        ("promise.warned", "promise"),
        ("promise.overdue", "promise"),
    ):
        entries = rows(
            home, "SELECT (body::jsonb->'fact'->>%s) FROM ledger_entry WHERE kind = %s", field, kind
        )
        doubled = {which: times for (which,), times in Counter(entries).items() if times > 1}
        assert doubled == {}, kind
    broken = rows(home, "SELECT count(*) FROM ledger_entry WHERE kind = 'promise.broken'")[0][0]
    assert broken == rows(home, "SELECT count(*) FROM promises_promise WHERE broken_at IS NOT NULL")[0][0] > 0
    notices = rows(
        home, "SELECT count(*), count(DISTINCT (agent_id, kind, words, about_promise)) FROM staff_notice"
    )
    assert len(set(notices[0])) == 1, "somebody was told twice of the same"
