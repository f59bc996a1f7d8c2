"""The bench under the machine: a desk in a transaction of its own, picking, taking in, and the clock."""

import contextlib
import itertools
from datetime import UTC, datetime

from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine, initialize

from kept.handling.presuming import presume
from kept.handling.receive import receive
from kept.pledge import queries
from kept.promises.clock import sweep
from kept.refusal import Refusal
from kept.storage.fanning import fan_out
from tests.making import make_desk

START = datetime(2026, 6, 17, 8, 0, tzinfo=UTC)


class Bench(RuleBasedStateMachine):
    """A desk on which something can be done. A refusal is a legal answer; anything else that is raised is a fault."""

    @initialize()
    def open_the_desk(self):
        self.now = START
        self.bodies = {}
        self.handed_in = 0
        self.kept_apart = 0
        self.broken = {}
        self.subjects = itertools.count(1)
        queries.version.cache_clear()
        queries._in_force.cache_clear()
        self.around = transaction.atomic()
        self.around.__enter__()
        self.desk = make_desk(self.now)

    def teardown(self):
        if hasattr(self, "around"):
            transaction.set_rollback(True)
            self.around.__exit__(None, None, None)

    # -- picking ----------------------------------------------------------------------------------------------
    def pick(self, model, number, **filters):
        with fan_out("picking"):
            rows = list(model.objects.filter(**filters).order_by("pk"))
        return rows[number % len(rows)] if rows else None

    @contextlib.contextmanager
    def legal(self):
        """What the desk may refuse; a refusal changes nothing."""
        try:
            with transaction.atomic():
                yield
        except Refusal:
            pass

    def take_in(self, *arrivals, double=0):
        receipts = receive(list(arrivals), now=self.now)
        self.handed_in += sum(receipt.how == "stored" for receipt in receipts)
        self.kept_apart += sum(receipt.how == "apart" for receipt in receipts)
        return receipts

    def look(self):
        presume(now=self.now)
        for _ in range(50):
            if not sweep(now=self.now):
                break
        else:
            raise AssertionError("the clock never comes to rest")
