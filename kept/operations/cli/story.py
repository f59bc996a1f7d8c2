"""`kept story`: what happened to a real customer, played step by step in a desk of its own."""

import time
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kept.operations.cli.printing import console, table
from kept.operations.cli.running import Answer, AsJson, command
from kept.refusal import NotFound

if TYPE_CHECKING:
    from rich.console import Console

    from kept.operations.stories.frame import Story
    from kept.operations.stories.watch import Told


def add(app: typer.Typer) -> None:
    """Put the command into the table."""
    command(app, "story", desk=False)(story)


def story(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the story; --list shows them.")] = "",
    list_: Annotated[bool, typer.Option("--list", help="The stories that can be played.")] = False,
    slow: Annotated[
        float, typer.Option("--slow", metavar="SECONDS", min=0, help="Pause after each step.")
    ] = 0,
    as_json: AsJson = False,
) -> Answer:
    """Play a story in a throw-away desk with real mail and a moved clock. Status 0 only when it ends well."""
    from kept.operations.stories.table import STORIES
    from kept.operations.stories.watch import watch

    if list_ or not name:
        return _list(STORIES)
    if name not in STORIES:
        raise NotFound(f"There is no story {name}.", remedy=f"The stories are: {', '.join(STORIES)}.")
    chosen = STORIES[name]
    if as_json:
        told = watch(chosen)
    else:
        out = console()
        _show_title(out, chosen)
        told = watch(chosen, each=lambda step: _show_step(out, step, slow))
    data = {"story": told.story, "verdict": told.verdict, "why": told.why, "steps": told.steps}
    return Answer(data, lambda out: _show_end(out, told), status=0 if told.well else 1)


def _list(stories: "dict[str, Story]") -> Answer:
    data = [{"story": each.name, "title": each.title, "told": each.told} for each in stories.values()]
    rows = [(each.name, each.told) for each in stories.values()]
    return Answer(data, table(("Story", "What it is about"), rows, empty="There are no stories."))


def _show_title(out: "Console", told: "Story") -> None:
    out.print(f"\n[bold]{told.title}[/bold]\n{told.told}\n")


def _show_step(out: "Console", step: dict[str, Any], slow: float) -> None:
    from rich.markup import escape
    from rich.padding import Padding

    out.print(f"[dim]{_clock(step['at'])}[/dim]  [bold]{escape(step['sentence'])}[/bold]")
    for fact in step["facts"]:
        sign = "[green]✓[/green]" if fact["holds"] else "[red]✗[/red]"
        seen = "" if fact["holds"] or not fact["seen"] else f"\n  [dim]Seen: {escape(fact['seen'])}[/dim]"
        out.print(Padding(f"{sign} {escape(fact['sentence'])}{seen}", (0, 0, 0, 8), expand=False))
    owed = "; ".join(_owed(each) for each in step["owed"]) or "nothing"
    out.print(Padding(f"[dim]owed: {escape(owed)}[/dim]", (0, 0, 1, 8), expand=False))
    time.sleep(slow)


def _owed(promise: dict[str, Any]) -> str:
    broken = ", broken" if promise["broken"] else ""
    return f"{promise['text']} ({promise['customer']}, {promise['owner']}, {_clock(promise['due'])}{broken})"


def _show_end(out: "Console", told: "Told") -> None:
    if told.well:
        out.print("[green]It ended well.[/green]")
    else:
        out.print("[red]It did not end well.[/red]")
        out.print(told.why, markup=False)


def _clock(text: str) -> str:
    """A moment of the story as its people read it."""
    from kept.operations.stories.desk import ZONE

    return datetime.fromisoformat(text).astimezone(ZONE).strftime("%H:%M")
