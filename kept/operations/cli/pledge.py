"""`kept pledge`: the company's rules. Shown, checked, accepted, explained."""

import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kept.operations.cli.options import ByAdmin, actor_by
from kept.operations.cli.printing import lines, local
from kept.operations.cli.running import Answer, AsJson, command
from kept.refusal import Refusal

if TYPE_CHECKING:
    from kept.pledge.models import PledgeVersion

File = Annotated[str, typer.Argument(metavar="FILE", help="A pledge file; - is standard input.")]


@dataclass(frozen=True, slots=True)
class PledgeSeen:
    """A version of the pledge; `text` is the file as it was accepted."""

    number: int
    accepted: datetime
    accepted_by: str
    digest: bytes
    text: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a pledge file; `line` counts from 1, `where` is the key with dots."""

    line: int
    where: str
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a file could be accepted, and everything that is wrong with it."""

    good: bool
    problems: list[Problem]


@dataclass(frozen=True, slots=True)
class Explained:
    """The pledge in sentences."""

    number: int
    sentences: list[str]


def add(app: typer.Typer) -> None:
    """Put the commands into the table."""
    topic = typer.Typer(no_args_is_help=False, help="The company's rules.")

    @topic.callback(invoke_without_command=True)
    def pledge(context: typer.Context, as_json: AsJson = False) -> None:
        """The company's rules: show (also without a word), check, accept, explain."""
        if context.invoked_subcommand is None:
            showing(as_json=as_json)

    showing = command(topic, "show")(show)
    command(topic, "check")(check)
    command(topic, "accept")(accept)
    command(topic, "explain")(explain)
    app.add_typer(topic, name="pledge")


def show(as_json: AsJson = False) -> Answer:
    """The pledge in force, as the file that was accepted."""
    from kept.pledge.queries import NoPledge, history

    newest = history().first()
    if newest is None:
        raise NoPledge
    return Answer(_seen(newest), lines(newest.text.rstrip("\n")))


def check(file: File, as_json: AsJson = False) -> Answer:
    """Read a pledge file and say everything that is wrong with it, with line and remedy. Changes nothing."""
    from kept.pledge.errors import PledgeErrors
    from kept.pledge.schema import read_pledge

    try:
        read_pledge(_text(file))
    except PledgeErrors as errors:
        problems = [Problem(one.line, one.where, one.problem, one.remedy) for one in errors.errors]
        return Answer(Checked(False, problems), lines(*(str(one) for one in errors.errors)), status=1)
    return Answer(Checked(True, []), lines("This pledge can be accepted."))


def accept(file: File, by: ByAdmin = "", as_json: AsJson = False) -> Answer:
    """From this moment on these rules hold. Promises keep the version that they were made under."""
    from kept.clock import now
    from kept.pledge.accept import accept_pledge

    version = accept_pledge(_text(file), by=actor_by(by, "accept a pledge"), now=now())
    return Answer(
        _seen(version), lines(f"Version {version.number} is in force since {local(version.accepted_at)}.")
    )


def explain(as_json: AsJson = False) -> Answer:
    """The pledge in force in plain sentences."""
    from kept.pledge.explain import explain as sentences
    from kept.pledge.queries import current

    pledge = current()
    said = Explained(pledge.number, sentences(pledge.pledge))
    return Answer(said, lines(*said.sentences))


def _seen(version: "PledgeVersion") -> PledgeSeen:
    return PledgeSeen(
        version.number, version.accepted_at, version.accepted_by, bytes(version.digest), version.text
    )


def _text(file: str) -> str:
    from kept.pledge.accept import text_of

    if file == "-":
        return sys.stdin.read()
    try:
        return text_of(Path(file))
    except OSError as problem:
        raise Refusal(
            f"{file} cannot be read: {problem.strerror or problem}.", code="unreadable_file"
        ) from problem
