"""`kept owed`: what the company owes, the earliest due first."""

from typing import Annotated

import typer

from kept.operations.cli.options import BrandName
from kept.operations.cli.printing import local, table
from kept.operations.cli.running import Answer, AsJson, command


def add(app: typer.Typer) -> None:
    """Put the command into the table."""
    command(app, "owed")(owed)


def owed(
    mine: Annotated[str, typer.Option("--mine", metavar="AGENT", help="Only what this agent owns.")] = "",
    brand: BrandName = "",
    broken: Annotated[bool, typer.Option("--broken", help="Only what is broken.")] = False,
    waiting: Annotated[
        bool, typer.Option("--waiting", help="What waits for its proof and what customers owe us, instead.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", min=0, help="How many at most; 0 for all.")] = 0,
    as_json: AsJson = False,
) -> Answer:
    """What we owe to customers, the earliest due first."""
    from kept.clock import now as clock
    from kept.operations.cli import promises
    from kept.operations.cli.options import agent_by, brand_id
    from kept.storage.fanning import fan_out

    now = clock()
    rows = promises.waiting() if waiting else promises.owed()
    if mine:
        rows = rows.filter(owner=agent_by(mine))
    if brand:
        rows = rows.filter(brand_id=brand_id(brand))
    if broken:
        rows = rows.filter(promises.past_due(now))
    with fan_out("what is owed"):
        found = [promises.seen(row, now=now) for row in (rows[:limit] if limit else rows)]
    if broken:
        found = [one for one in found if one.broken]
    lines = [
        (
            one.case,
            local(one.due),
            "broken" if one.broken else one.state.replace("_", " "),
            promises.kind_words(one.kind),
            one.text,
            one.customer,
            f"{one.owner} (untaken)" if one.unowned else one.owner,
            one.brand,
        )
        for one in found
    ]
    columns = ("Case", "Due", "", "Kind", "What", "Customer", "Owner", "Brand")
    return Answer(
        found, table(columns, lines, empty="Nothing is waiting." if waiting else "Nothing is owed.")
    )
