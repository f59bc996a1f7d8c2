"""`kept settle`, `reopen`, `snooze`, `spam` and `merge`: how a case rests or ends."""

from typing import Annotated

import typer

from kept.operations.cli.options import By, Ref, Why, agent_by
from kept.operations.cli.owning import head_of
from kept.operations.cli.promising import shown
from kept.operations.cli.running import Answer, AsJson, command
from kept.refusal import Refusal


def add(app: typer.Typer) -> None:
    """Put the commands into the table."""
    command(app, "settle")(settle)
    command(app, "reopen")(reopen)
    command(app, "snooze")(snooze)
    command(app, "spam")(spam)
    command(app, "merge")(merge)


def settle(
    reference: Ref,
    by: By,
    cause: Annotated[str, typer.Option("--cause", help="What it was about, and how it ended.")],
    as_json: AsJson = False,
) -> Answer:
    """Settle a case with its cause. Refused while something is owed in it."""
    from kept.clock import now
    from kept.handling.gates import case_for, may_write
    from kept.handling.settle import settle_case

    agent = agent_by(by)
    case = case_for(agent, reference)
    may_write(agent)
    settle_case(case.customer_id, case.pk, cause=cause, by=agent.actor, now=now())
    return head_of(case, "Settled.")


def reopen(reference: Ref, by: By, why: Why, as_json: AsJson = False) -> Answer:
    """Open a settled case again.

    One that was marked as spam is a customer's after all: what was owed is owed again.
    """
    from kept.clock import now
    from kept.handling.gates import case_for, may_write
    from kept.handling.settle import reopen_case
    from kept.handling.spam import not_spam

    agent = agent_by(by)
    case = case_for(agent, reference)
    may_write(agent)
    if case.spam_reason:
        not_spam(case.customer_id, case.pk, by=agent, now=now())
    else:
        reopen_case(case.customer_id, case.pk, why=why, by=agent.actor, now=now())
    return head_of(case, "It is open again.")


def snooze(
    reference: Ref,
    by: By,
    until: Annotated[
        str, typer.Option("--until", metavar="WHEN", help="2026-12-01 18:00, 2026-12-01, 30m, 4h or 2d.")
    ],
    why: Annotated[str, typer.Option("--why", help="What to look at then.")] = "",
    as_json: AsJson = False,
) -> Answer:
    """Promise to look at a case again. The customer's "thanks" does not end that."""
    from kept.clock import now as clock
    from kept.handling.gates import case_for, may_write
    from kept.handling.snooze import snooze_case
    from kept.operations.cli.moments import moment_of

    now = clock()
    agent = agent_by(by)
    case = case_for(agent, reference)
    may_write(agent)
    moment = moment_of(until, case, now=now)
    promise = snooze_case(case.customer_id, case.pk, until=moment.at, why=why, by=agent.actor, now=now)
    return shown(promise, "You will be asked to look again.", now=now)


def spam(reference: Ref, by: By, why: Why, as_json: AsJson = False) -> Answer:
    """This was never a customer's matter: what is owed in it is void. `kept reopen` takes it back."""
    from kept.clock import now
    from kept.handling.gates import case_for
    from kept.handling.spam import mark_spam

    agent = agent_by(by)
    case = case_for(agent, reference)
    mark_spam(case.customer_id, case.pk, reason=why, by=agent, now=now())
    return head_of(case, "Marked as spam.")


def merge(
    reference: Ref,
    into: Annotated[str, typer.Argument(metavar="INTO", help="Reference of the case that remains.")],
    by: By,
    as_json: AsJson = False,
) -> Answer:
    """One matter after all: the first case leads to the second, and can be taken out again."""
    from kept.clock import now
    from kept.handling.gates import case_for
    from kept.handling.merge import merge_cases

    agent = agent_by(by)
    case, remaining = case_for(agent, reference), case_for(agent, into)
    if remaining.customer_id != case.customer_id:
        raise Refusal(
            f"{remaining.reference} is a matter of {remaining.customer.name}, not of {case.customer.name}.",
            remedy="If the two are one customer, link the customers first.",
            code="other_customer",
        )
    merge_cases(case.customer_id, case.pk, remaining.pk, by=agent, now=now())
    return head_of(remaining, f"{case.reference} is part of it now.")
