"""A desk on which everything happens in any order; after every step its invariants are asked for in plain SQL."""

import contextlib
import itertools
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kept.cases.models import Case, Participant
from kept.contacts.addresses import reply_address
from kept.contacts.hold import hold_desk, let_go
from kept.contacts.models import Contact, Outgoing
from kept.handling.answer import Reply, answer_case
from kept.handling.arrival import DeliveryReport
from kept.handling.assign import assign_case, take_case, transfer_case
from kept.handling.deliver import take_delivery
from kept.handling.following_up import follow_up
from kept.handling.handover import may_hand_over
from kept.handling.joining import join_parent
from kept.handling.ladder import climb
from kept.handling.linking import link_customers
from kept.handling.merge import merge_cases, split_case, unmerge_case
from kept.handling.note import write_note
from kept.handling.participants import accept_stranger, refuse_stranger
from kept.handling.presuming import presume
from kept.handling.receive import receive
from kept.handling.settle import reopen_case, settle_case
from kept.handling.snooze import snooze_case
from kept.handling.spam import mark_spam, not_spam
from kept.pledge import queries
from kept.promises.clock import sweep
from kept.promises.close import move, release, restore, supersede, void
from kept.promises.make import Vow, make_promise
from kept.promises.models import Promise
from kept.promises.prove import Sign, keep_promise
from kept.refusal import Refusal
from kept.rules.promise import Reach
from kept.storage.fanning import fan_out
from tests.invariants import asked
from tests.making import arrival, make_desk

START = datetime(2026, 6, 17, 8, 0, tzinfo=UTC)
PEOPLE = ["ada@one.test", "ben@two.test", "cy@three.test", "dora@one.test"]
KINDS = ["update", "refund", "call_back", "concession", "send", "other"]
STATES = ["handed_over", "accepted", "delayed", "bounced", "delivered", "confirmed"]

people = st.sampled_from(PEOPLE)
picks = st.integers(0, 10_000)
spans = st.sampled_from(
    [timedelta(minutes=1), timedelta(hours=1), timedelta(hours=7), timedelta(days=1), timedelta(days=9)]
)


class DeskMachine(RuleBasedStateMachine):
    """Every verb of the main job. A refusal is a legal answer; anything else that is raised is a fault."""

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

    # -- what comes in ----------------------------------------------------------------------------------------
    @rule(who=people, aligned=st.sampled_from(["none", "pass", "fail"]))
    def a_new_mail(self, who, aligned):
        subject = f"Matter {next(self.subjects)}"
        self.take_in(
            arrival(self.desk, at=self.now, sender=who, name=who[:3], subject=subject, aligned=aligned)
        )

    @rule(who=people, number=picks)
    def a_reply(self, who, number):
        parent = self.pick(Contact, number)
        if parent:
            text = f"Reply {next(self.subjects)}"
            self.take_in(
                arrival(
                    self.desk, at=self.now, sender=who, name=who[:3], reply_to=parent.message_id, text=text
                )
            )

    @rule(number=picks)
    def a_stranger_writes_to_the_reply_address(self, number):
        case = self.pick(Case, number)
        if case:
            to = reply_address(self.desk.address, case.reference)
            text = f"Strange {next(self.subjects)}"
            self.take_in(
                arrival(self.desk, at=self.now, sender="eve@else.test", name="Eve", to=to, text=text)
            )

    @rule(who=people, machine=st.sampled_from(["auto_reply", "list", "out_of_office"]))
    def a_machine_writes(self, who, machine):
        text = f"Machine {next(self.subjects)}"
        self.take_in(arrival(self.desk, at=self.now, sender=who, name="", machine=machine, text=text))

    @rule(who=people)
    def the_same_mail_twice(self, who):
        mail = arrival(self.desk, at=self.now, sender=who, name=who[:3], text=f"Twice {next(self.subjects)}")
        first, second = self.take_in(mail, mail)
        assert (first.how, second.how) == ("stored", "double")
        assert self.take_in(mail)[0].how == "double"

    @rule(number=picks, action=st.sampled_from(["failed", "delayed"]))
    def a_report_comes_back(self, number, action):
        outgoing = self.pick(Outgoing, number)
        message_id = outgoing.message_id if outgoing else "<unknown@x.test>"
        address = outgoing.to_address if outgoing else "x@x.test"
        code = "5.1.1" if action == "failed" else "4.4.1"
        report = DeliveryReport(action, address, code, "", "No such mailbox.", message_id)
        text = f"Report {next(self.subjects)}"
        self.take_in(
            arrival(
                self.desk, at=self.now, sender="mailer-daemon@mx.test", name="", machine="bounce",
                reports=(report,), text=text,
            )
        )  # fmt: skip

    # -- what we do -------------------------------------------------------------------------------------------
    @rule(number=picks, seen=picks, anyway=st.booleans())
    def answer(self, number, seen, anyway):
        case = self.pick(Case, number)
        if case:
            contact = self.pick(Contact, seen, customer_id=case.customer_id, case_id=case.pk)
            reply = Reply("Dear customer, yes.", contact.pk if contact else None, anyway=anyway)
            with self.legal():
                answer_case(case.customer_id, case.pk, reply, by=self.desk.ines, now=self.now)

    @rule(number=picks, what=st.sampled_from(["note", "take", "assign", "team", "snooze"]))
    def something_small(self, number, what):
        case = self.pick(Case, number)
        if not case:
            return
        key, ines, jonas = (case.customer_id, case.pk), self.desk.ines, self.desk.jonas
        with self.legal():
            if what == "note":
                write_note(*key, "Hm.", by=ines, now=self.now)
            elif what == "take":
                take_case(*key, by=jonas, now=self.now)
            elif what == "assign":
                assign_case(*key, ines, by=jonas, now=self.now)
            elif what == "team":
                transfer_case(*key, to=None, team=case.team, why="", by=ines, now=self.now)
            else:
                snooze_case(*key, until=self.now + timedelta(days=1), why="", by=ines.actor, now=self.now)

    @rule(number=picks, kind=st.sampled_from(KINDS), ahead=spans, theirs=st.booleans())
    def promise_something(self, number, kind, ahead, theirs):
        case = self.pick(Case, number)
        if case:
            vow = Vow(kind, "Something", self.now + ahead, promisor="customer" if theirs else "company")
            with self.legal():
                make_promise(case.customer_id, case.pk, vow, by=self.desk.ines.actor, now=self.now)

    @rule(
        number=picks, other=picks, ahead=spans,
        verb=st.sampled_from(["keep", "release", "supersede", "void", "restore", "move"]),
    )  # fmt: skip
    def do_to_a_promise(self, number, other, verb, ahead):
        promise = self.pick(Promise, number)
        if not promise:
            return
        key, by = (promise.customer_id, promise.pk), self.desk.ines.actor
        with self.legal():
            if verb == "keep":
                sign = Sign(Reach.CONFIRMED, self.now, "attested", reason="He said so.")
                keep_promise(*key, sign, by=by, now=self.now)
            elif verb == "release":
                release(*key, contact_id=None, why="He said so.", by=by, now=self.now)
            elif verb == "supersede":
                second = self.pick(Promise, other, customer_id=promise.customer_id)
                supersede(*key, by_promise_id=second.pk, why="Agreed.", by=by, now=self.now)
            elif verb == "void":
                void(*key, why="mistake", by=by, now=self.now)
            elif verb == "restore":
                restore(*key, by=by, now=self.now)
            else:
                move(*key, due_at=self.now + ahead, words="", by=by, now=self.now)

    @rule(number=picks, what=st.sampled_from(["settle", "reopen", "spam", "not_spam"]))
    def end_or_begin_again(self, number, what):
        case = self.pick(Case, number)
        if not case:
            return
        key, ines = (case.customer_id, case.pk), self.desk.ines
        with self.legal():
            if what == "settle":
                settle_case(*key, cause="Done.", by=ines.actor, now=self.now)
            elif what == "reopen":
                reopen_case(*key, why="Again.", by=ines.actor, now=self.now)
            elif what == "spam":
                mark_spam(*key, reason="Advertising.", by=ines, now=self.now)
            else:
                not_spam(*key, by=ines, now=self.now)

    @rule(number=picks, other=picks, what=st.sampled_from(["merge", "unmerge", "split", "link"]))
    def join_or_part(self, number, other, what):
        case = self.pick(Case, number)
        if not case:
            return
        ines = self.desk.ines
        with self.legal():
            if what == "merge":
                into = self.pick(Case, other, customer_id=case.customer_id)
                merge_cases(case.customer_id, case.pk, into.pk, by=ines, now=self.now)
            elif what == "unmerge":
                unmerge_case(case.customer_id, case.pk, by=ines, now=self.now)
            elif what == "split":
                contact = self.pick(
                    Contact, other, customer_id=case.customer_id, case_id=case.pk, direction="in"
                )
                split_case(case.customer_id, case.pk, [contact.pk] if contact else [], by=ines, now=self.now)
            else:
                second = self.pick(Case, other)
                link_customers(case.customer_id, second.customer_id, by=ines, now=self.now)

    @rule(number=picks, accept=st.booleans())
    def decide_about_a_stranger(self, number, accept):
        waiting = self.pick(Participant, number, standing="unconfirmed")
        if waiting:
            decide = accept_stranger if accept else refuse_stranger
            with self.legal():
                decide(waiting.customer_id, waiting.pk, by=self.desk.ines, now=self.now)

    # -- what becomes of what we sent -------------------------------------------------------------------------
    @rule(number=picks, state=st.sampled_from(STATES))
    def news_of_a_message(self, number, state):
        outgoing = self.pick(Outgoing, number)
        if not outgoing:
            return
        left = outgoing.state not in ("queued", "held", "cancelled", "stopped")
        if not left and not may_hand_over(outgoing, now=self.now).open:
            return
        if left or state == "handed_over":
            take_delivery(
                outgoing.customer_id, outgoing.pk, state, happened_at=self.now, now=self.now,
                code="5.1.1" if state == "bounced" else "", words="No such mailbox." if state == "bounced" else "",
            )  # fmt: skip
            if state == "bounced":
                climb(outgoing.customer_id, outgoing.pk, now=self.now)

    @rule(number=picks)
    def late_parents_and_overdue_customers(self, number):
        contact = self.pick(Contact, number, direction="in")
        if contact:
            join_parent(contact.customer_id, contact.pk, now=self.now)
        promise = self.pick(Promise, number, promisor="customer")
        if promise:
            follow_up(promise.customer_id, promise.pk, now=self.now)

    @rule(held=st.booleans())
    def hold_or_let_go(self, held):
        if held:
            hold_desk("To be sure.", now=self.now)
        else:
            let_go(by=self.desk.ines.actor, now=self.now)

    @rule(ahead=spans)
    def time_passes(self, ahead):
        self.now += ahead
        self.look()

    @precondition(lambda self: True)
    @rule()
    def the_clock_looks(self):
        self.look()

    def look(self):
        presume(now=self.now)
        for _ in range(50):
            if not sweep(now=self.now):
                break
        else:
            raise AssertionError("the clock never comes to rest")

    # -- what must always be true -----------------------------------------------------------------------------
    @invariant()
    def everything_that_must_always_be_true(self):
        if not hasattr(self, "around"):
            return
        with connection.cursor() as cursor:
            for sentence, check in asked.ALWAYS.items():
                wrong = check(cursor, self)
                assert not wrong, f"{sentence}: {wrong[:3]}"


DeskMachine.TestCase.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, phases=[Phase.reuse, Phase.generate]
)
