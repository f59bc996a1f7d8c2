"""What people do in the demo, one function per verb of a script; each goes through the product's own verb."""

from collections.abc import Callable
from datetime import datetime

from kept.cases.models import Participant
from kept.channels.mail.intake import Incoming
from kept.contacts.addresses import return_path
from kept.customers.models import Speaks
from kept.customers.points import add_point
from kept.handling.answer import Reply, answer_case
from kept.handling.assign import assign_case, take_case, transfer_case
from kept.handling.handover import cancel_message
from kept.handling.linking import link_customers
from kept.handling.merge import merge_cases
from kept.handling.note import write_note
from kept.handling.participants import accept_stranger, refuse_stranger
from kept.handling.settle import reopen_case, settle_case
from kept.handling.spam import mark_spam
from kept.operations.demo import vows
from kept.operations.demo.letters import report_bytes
from kept.operations.demo.matter import Matter
from kept.operations.demo.script import Step, name_and_address
from kept.operations.demo.timeline import incoming
from kept.pledge.queries import current
from kept.staff.models import Team

#: The moment at which the demo is filled is passed along: due times are counted from it.
Act = Callable[[Matter, Step, datetime, datetime], None]

#: Verbs by which a machine of somebody else's reports on our last message, and what it says (RFC 3464).
REPORTS = {"bounce": "failed", "delay": "delayed", "delivered": "delivered"}


def take(matter: Matter, step: Step, at: datetime, now: datetime) -> None:
    """An agent takes the case."""
    take_case(matter.customer_id, matter.case_id, by=matter.agent(step.what), now=at)


def assign(matter: Matter, step: Step, at: datetime, now: datetime) -> None:
    """The case goes to a colleague."""
    assign_case(matter.customer_id, matter.case_id, matter.agent(step.what), by=matter.by(step), now=at)


def transfer(matter: Matter, step: Step, at: datetime, now: datetime) -> None:
    """The case goes to a team, with its story."""
    team = Team.objects.get(name=step.what)
    by, why = matter.by(step), step.more["why"]
    write_note(matter.customer_id, matter.case_id, why, by=by, now=at)
    transfer_case(matter.customer_id, matter.case_id, to=None, team=team, why=why, by=by, now=at)


def answer(matter: Matter, step: Step, at: datetime, now: datetime) -> None:
    """An agent answers whoever wrote last, or whom the step names."""
    to = [name_and_address(step.more["to"])] if "to" in step.more else ()
    cc = [name_and_address(each) for each in step.more.get("cc", ())]
    reply = Reply(step.what, None, to=to, cc=cc, anyway=True)  # all of the case is on screen
    answer_case(matter.customer_id, matter.case_id, reply, by=matter.by(step), now=at)


def take_back(matter: Matter, step: Step, at: datetime, now: datetime) -> None:
    """The last answer is taken back before it leaves."""
    outgoing = matter.outgoing()
    cancel_message(outgoing.customer_id, outgoing.pk, by=matter.by(step).actor, now=at)


def note(matter: Matter, step: Step, at: datetime, now: datetime) -> None:
    """An agent writes a note."""
    write_note(matter.customer_id, matter.case_id, step.what, by=matter.by(step), now=at)


def settle(matter: Matter, step: Step, at: datetime, now: datetime) -> None:
    """The case is settled with its cause."""
    settle_case(matter.customer_id, matter.case_id, cause=step.what, by=matter.by(step).actor, now=at)


def reopen(matter: Matter, step: Step, at: datetime, now: datetime) -> None:
    """A settled case is opened again."""
    reopen_case(matter.customer_id, matter.case_id, why=step.what, by=matter.by(step).actor, now=at)


def spam(matter: Matter, step: Step, at: datetime, now: datetime) -> None:
    """The case was advertising."""
    mark_spam(matter.customer_id, matter.case_id, reason=step.what, by=matter.by(step), now=at)


def accept(matter: Matter, step: Step, at: datetime, now: datetime) -> None:
    """A stranger with this address belongs to the case."""
    accept_stranger(matter.customer_id, _stranger(matter, step).pk, by=matter.by(step), now=at)


def refuse(matter: Matter, step: Step, at: datetime, now: datetime) -> None:
    """A stranger with this address does not."""
    refuse_stranger(matter.customer_id, _stranger(matter, step).pk, by=matter.by(step), now=at)


def merge(matter: Matter, step: Step, at: datetime, now: datetime) -> None:
    """The case turns out to be another one."""
    into = matter.others[step.what]
    merge_cases(matter.customer_id, matter.case_id, into.case_id, by=matter.by(step), now=at)


def link(matter: Matter, step: Step, at: datetime, now: datetime) -> None:
    """The customer turns out to be another one."""
    into = matter.others[step.what]
    link_customers(matter.customer_id, into.customer_id, by=matter.by(step), now=at)


def know(matter: Matter, step: Step, at: datetime, now: datetime) -> None:
    """An agent writes down a further way to reach the customer."""
    person_id = Speaks.objects.filter(customer_id=matter.customer_id).order_by("pk")[0].person_id
    channel, source = step.more.get("channel", "mail"), step.more["source"]
    add_point(
        matter.customer_id, person_id, channel, step.what, source=source, by=matter.by(step).actor, now=at
    )


def report(matter: Matter, step: Step, at: datetime) -> Incoming:
    """What another server reports about our last message, as the mail that it sends us."""
    sent = matter.outgoing()
    brand = current().pledge.brand(matter.script.brand)
    back = return_path(sent.pk, brand.reply_domain)
    raw = report_bytes(
        action=REPORTS[step.verb],
        recipient=sent.to_address,
        said=step.what,
        message_id=sent.message_id,
        to=back,
        at=at,
        identity=f"{sent.pk}.{at:%H%M%S}@mail.{sent.to_address.rpartition('@')[2]}",
    )
    return incoming(raw, "", back, at)


def _stranger(matter: Matter, step: Step) -> Participant:
    return Participant.objects.get(customer_id=matter.customer_id, case_id=matter.case_id, address=step.what)


#: Verb of a script → what is done.
VERBS: dict[str, Act] = {
    "take": take,
    "assign": assign,
    "transfer": transfer,
    "answer": answer,
    "take_back": take_back,
    "note": note,
    "promise": vows.promise,
    "keep": vows.keep,
    "release": vows.let_go,
    "replace": vows.replace,
    "void": vows.take_away,
    "move": vows.postpone,
    "snooze": vows.snooze,
    "settle": settle,
    "reopen": reopen,
    "spam": spam,
    "accept": accept,
    "refuse": refuse,
    "merge": merge,
    "link": link,
    "know": know,
}
