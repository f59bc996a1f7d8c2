"""`kept doctor`: what is wrong with this desk, in plain words, and what would help."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from kept.operations.cli.printing import Show, progress
from kept.operations.cli.running import Answer, AsJson, command
from kept.operations.doctor.finding import Finding, State

if TYPE_CHECKING:
    from rich.console import Console


STYLES = {"good": "green", "warning": "yellow", "bad": "bold red"}
MARKS = {"good": "well", "warning": "look", "bad": "bad"}


@dataclass(frozen=True, slots=True)
class Examined:
    """Whether the desk is well (nothing is bad), and everything that was looked at."""

    well: bool
    findings: list[Finding]


def add(app: typer.Typer) -> None:
    """Put the command into the table."""
    command(app, "doctor", desk=False)(doctor)


def doctor(
    deep: Annotated[
        bool, typer.Option("--deep", help="Read the whole ledger and compare every case; this takes a while.")
    ] = False,
    as_json: AsJson = False,
) -> Answer:
    """Look at everything that a running desk needs. Status 1 when something is bad."""
    from kept.operations.doctor import examine

    with progress("Looking", silent=as_json) as tell:
        findings = list(examine(deep=deep, progress=lambda words: tell(0.0, f"Looking at {words}")))
    well = all(finding.state is not State.BAD for finding in findings)
    return Answer(Examined(well, findings), _show(findings, well=well), status=0 if well else 1)


def _show(findings: list[Finding], *, well: bool) -> Show:
    def show(out: "Console") -> None:
        from rich.text import Text

        for finding in findings:
            mark = Text(f"{MARKS[finding.state]:<5}", style=STYLES[finding.state])
            out.print(Text.assemble(mark, " ", finding.sentence))
            if finding.remedy:
                out.print(Text(f"      {finding.remedy}", style="dim"))
        out.print("The desk is well." if well else "Something is bad.", markup=False)

    return show
