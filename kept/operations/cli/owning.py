"""`kept take`, `assign` and `transfer`: who has a case."""

from typing import TYPE_CHECKING, Annotated

import typer

from kept.operations.cli.options import By, Ref, agent_by
from kept.operations.cli.printing import lines
from kept.operations.cli.running import Answer, AsJson, command

if TYPE_CHECKING:
    from kept.cases.models import Case
    from kept.staff.models import Team


def add(app: typer.Typer) -> None:
    """Put the commands into the table."""
    command(app, "take")(take)
    command(app, "assign")(assign)
    command(app, "transfer")(transfer)


def take(reference: Ref, by: By, as_json: AsJson = False) -> Answer:
    """Take a case, with everything that is owed in it."""
    from kept.clock import now
    from kept.handling.assign import take_case
    from kept.handling.gates import case_for

    agent = agent_by(by)
    case = case_for(agent, reference)
    take_case(case.customer_id, case.pk, by=agent, now=now())
    return head_of(case, f"{agent.name} has it now.")


def assign(
    reference: Ref,
    by: By,
    to: Annotated[str, typer.Option("--to", metavar="AGENT", help="Who gets it.")],
    as_json: AsJson = False,
) -> Answer:
    """Give a case to a colleague, who is told."""
    from kept.clock import now
    from kept.handling.assign import assign_case
    from kept.handling.gates import case_for

    agent = agent_by(by)
    case = case_for(agent, reference)
    colleague = agent_by(to)
    assign_case(case.customer_id, case.pk, colleague, by=agent, now=now())
    return head_of(case, f"{colleague.name} has it now and was told.")


def transfer(
    reference: Ref,
    by: By,
    why: Annotated[str, typer.Option("--why", help="What the next one needs to know; kept as a note.")],
    to: Annotated[str, typer.Option("--to", metavar="AGENT", help="A colleague who gets it …")] = "",
    team: Annotated[str, typer.Option("--team", help="… or a team.")] = "",
    as_json: AsJson = False,
) -> Answer:
    """Hand the whole story over, to a colleague or a team, with a note of what they need to know."""
    from django.db import transaction

    from kept.clock import now as clock
    from kept.handling.assign import transfer_case
    from kept.handling.gates import case_for
    from kept.handling.note import write_note

    now = clock()
    agent = agent_by(by)
    case = case_for(agent, reference)
    colleague = agent_by(to) if to else None
    group = _team(team) if team else None
    with transaction.atomic():
        write_note(case.customer_id, case.pk, why, by=agent, now=now)
        transfer_case(case.customer_id, case.pk, to=colleague, team=group, why=why, by=agent, now=now)
    return head_of(case, f"{(colleague or group)} has it now, with the story.")


def head_of(case: "Case", sentence: str) -> Answer:
    """A case after something was done with it."""
    from kept.operations.cli.cases import head

    return Answer(head(case.customer_id, case.pk), lines(f"{case.reference}: {sentence}"))


def _team(name: str) -> "Team":
    from kept.refusal import NotFound
    from kept.staff.models import Team

    found = Team.objects.filter(name__iexact=name, closed_at=None).first()
    if found is None:
        known = ", ".join(Team.objects.filter(closed_at=None).order_by("name").values_list("name", flat=True))
        raise NotFound(f"There is no team {name}.", remedy=f"The teams are: {known}.")
    return found
