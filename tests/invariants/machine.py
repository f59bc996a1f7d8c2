"""A desk on which everything happens in any order; after every step its invariants are asked for in plain SQL."""

from datetime import timedelta

from django.db import connection
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from kept.cases.models import Case, Participant
from kept.contacts.hold import hold_desk, let_go
from kept.contacts.models import Contact, Outgoing
from kept.handling.answer import Reply, answer_case
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
from kept.handling.settle import reopen_case, settle_case
from kept.handling.snooze import snooze_case
from kept.handling.spam import mark_spam, not_spam
from kept.promises.close import move, release, restore, supersede, void
from kept.promises.make import Vow, make_promise
from kept.promises.models import Promise
from kept.promises.prove import Sign, keep_promise
from kept.rules.promise import Reach
from tests.invariants import asked
from tests.invariants.coming import Coming

KINDS = ["update", "refund", "call_back", "concession", "send", "other"]
STATES = ["handed_over", "accepted", "delayed", "bounced", "delivered", "confirmed"]

picks = st.integers(0, 10_000)
spans = st.sampled_from(
    [timedelta(minutes=1), timedelta(hours=1), timedelta(hours=7), timedelta(days=1), timedelta(days=9)]
)


class DeskMachine(Coming):
    """Every verb of the main job."""

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
