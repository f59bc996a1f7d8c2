"""What comes in at the desk: mails, replies, strangers, machines, doubles, reports."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from kept.cases.models import Case
from kept.contacts.addresses import reply_address
from kept.contacts.models import Contact, Outgoing
from kept.handling.arrival import DeliveryReport
from tests.invariants.bench import Bench
from tests.making import arrival

PEOPLE = ["ada@one.test", "ben@two.test", "cy@three.test", "dora@one.test"]

people = st.sampled_from(PEOPLE)
picks = st.integers(0, 10_000)


class Coming(Bench):
    """Everything that others send."""

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
