"""`kept settings`: what the environment sets, and what holds where it sets nothing."""

import os
from dataclasses import dataclass

import typer

from kept.operations.cli.printing import table
from kept.operations.cli.running import Answer, AsJson, command


@dataclass(frozen=True, slots=True)
class SettingSeen:
    """One setting with the text that holds; a secret's is `set` or empty."""

    name: str
    value: str
    given: bool
    meaning: str


def add(app: typer.Typer) -> None:
    """Put the command into the table."""
    command(app, "settings", desk=False)(settings)


def settings(as_json: AsJson = False) -> Answer:
    """Every setting with what holds now. Those that the environment sets are marked."""
    from kept.project.environment import listing

    found = [
        SettingSeen(setting.name, value, given, setting.meaning)
        for setting, value, given in listing(os.environ)
    ]
    rows = [(one.name, one.value, "set" if one.given else "", one.meaning) for one in found]
    return Answer(found, table(("Setting", "Value", "", "Meaning"), rows, empty=""))
