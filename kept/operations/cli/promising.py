"""`kept promise`: something is promised in a case, with a time and an owner."""

from typing import TYPE_CHECKING, Annotated

import typer

from kept.operations.cli.options import By, Ref, Text, agent_by
from kept.operations.cli.printing import lines, local
from kept.operations.cli.running import Answer, AsJson, command
from kept.refusal import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from kept.promises.models import Promise


def add(app: typer.Typer) -> None:
    """Put the command into the table."""
    command(app, "promise")(promise)


def promise(
    reference: Ref,
    by: By,
    text: Text,
    due: Annotated[
        str, typer.Option("--due", metavar="WHEN", help="2026-12-01 18:00, 2026-12-01, 30m, 4h or 2d.")
    ],
    kind: Annotated[
        str, typer.Option("--kind", metavar="KIND", help="answer, call_back, send, refund …")
    ] = "other",
    theirs: Annotated[bool, typer.Option("--theirs", help="The customer promises it to us.")] = False,
    as_json: AsJson = False,
) -> Answer:
    """Promise something in a case.

    Open time (4h, 2d) is that of the brand; a moment is the customer's time, if his zone is known, else the brand's.
    """
    from kept.clock import now as clock
    from kept.handling.gates import case_for, may_write
    from kept.operations.cli.moments import moment_of
    from kept.promises.make import Vow, make_promise
    from kept.rules.promise import Side

    now = clock()
    agent = agent_by(by)
    may_write(agent)
    case = case_for(agent, reference)
    moment = moment_of(due, case, now=now)
    vow = Vow(
        kind=_kind(kind),
        text=text,
        due_at=moment.at,
        promisor=Side.CUSTOMER if theirs else Side.COMPANY,
        due_words=moment.words,
        due_zone=moment.zone,
    )
    made = make_promise(case.customer_id, case.pk, vow, by=agent.actor, now=now)
    return shown(made, "It is promised.", now=now)


def shown(promise: "Promise", sentence: str, *, now: "datetime") -> Answer:
    """A promise after something was done with it."""
    from kept.operations.cli.promises import promises, seen

    row = promises().get(customer_id=promise.customer_id, pk=promise.pk)
    one = seen(row, now=now)
    words = f"{sentence} {one.code} in {one.case}: {one.text}, due {local(one.due)}."
    return Answer(one, lines(words))


def _kind(text: str) -> str:
    from kept.rules.promise import Kind

    kind = text.strip().lower().replace("-", "_").replace(" ", "_")
    if kind not in list(Kind):
        known = ", ".join(each.value for each in Kind)
        raise Refusal(
            f"There is no promise of the kind “{text}”.", remedy=f"Use one of {known}.", code="bad_kind"
        )
    return kind
