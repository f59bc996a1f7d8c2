"""Options and arguments that several commands share."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kept.refusal import Refusal

if TYPE_CHECKING:
    from kept.ledger.actor import Actor
    from kept.staff.models import Agent

Ref = Annotated[str, typer.Argument(metavar="REF", help="Reference of the case, such as K7Q-3M9-E.")]
Code = Annotated[
    str, typer.Argument(metavar="PROMISE", help="Code of the promise, such as KP-7Q3M9-E5T2A-C.")
]
By = Annotated[
    str, typer.Option("--as", metavar="AGENT", help="Who does it: mail address or name of an agent.")
]
ByAdmin = Annotated[
    str, typer.Option("--as", metavar="ADMIN", help="Who does it; left out: whoever runs this machine.")
]
Why = Annotated[str, typer.Option("--why", help="The reason; it is kept with the name.")]
Text = Annotated[str, typer.Option("--text", help="The words.")]
TextFile = Annotated[
    str, typer.Option("--file", metavar="FILE", help="Read the words from a file; - is standard input.")
]
BrandName = Annotated[str, typer.Option("--brand", metavar="BRAND", help="Only this brand, by name or slug.")]
Limit = Annotated[int, typer.Option("--limit", min=1, help="How many at most.")]


def words_of(text: str, file: str) -> str:
    """The words given by --text or --file. Refused when both or none is given."""
    if bool(text) == bool(file):
        raise Refusal("Give the words by --text or by --file, one of the two.", code="no_words")
    if not file:
        return text
    if file == "-":
        return sys.stdin.read()
    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise Refusal(f"{file} cannot be read: {problem}.", code="unreadable_file") from problem


def agent_by(who: str) -> "Agent":
    """The agent that --as names. Raises NotFound."""
    from kept.staff.queries import agent_named

    return agent_named(who)


def actor_by(who: str, what: str) -> "Actor":
    """The admin that --as names; without it the installation itself, which whoever may run this commands."""
    from kept.handling.gates import may_administer
    from kept.ledger.actor import SETUP

    if not who:
        return SETUP
    agent = agent_by(who)
    may_administer(agent, what)
    return agent.actor


def brand_id(name: str) -> int:
    """The id of the brand by slug or name. Raises NotFound."""
    from kept.pledge.queries import current
    from kept.refusal import NotFound

    pledge = current()
    for slug, key in pledge.ids.items():
        if name.casefold() in (slug.casefold(), pledge.brands[key].name.casefold()):
            return key
    known = ", ".join(sorted(pledge.ids))
    raise NotFound(f"There is no brand {name}.", remedy=f"The brands are: {known}.")
