"""Scripts of the demo: who writes what and who does what, at times counted from now, read from TOML."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Any

_SPAN = re.compile(r"([+-])(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")


#: What a step names besides its own time that is counted from now.
MOMENTS = ("due", "until")


@dataclass(frozen=True, slots=True)
class Step:
    """One act: its verb (a key of `acts.VERBS`, or "mail"), what it is done with, and whatever else it names."""

    at: timedelta  # from now; negative lies in the past
    verb: str
    what: str
    more: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Script:
    """A matter from its first mail on. `sender`: (name, address) of whoever writes first."""

    name: str
    brand: str  # slug
    sender: tuple[str, str]
    subject: str
    steps: tuple[Step, ...]


def scripts() -> Iterator[Script]:
    """Every script of the package, file by file."""
    for file in sorted(files(__package__).joinpath("cases").iterdir(), key=lambda each: each.name):
        for table in tomllib.loads(file.read_text(encoding="utf-8"))["case"]:
            yield script_of(table)


def script_of(table: Mapping[str, Any]) -> Script:
    """A script as its table tells it. Raises ValueError for a step that names no time or no act."""
    return Script(
        table["name"],
        table["brand"],
        name_and_address(table["from"]),
        table["subject"],
        tuple(_step(each) for each in table["step"]),
    )


def span(text: str) -> timedelta:
    """Read `-3d4h`, `+40m` or `-1h30m`. Raises ValueError."""
    found = _SPAN.fullmatch(text)
    if not found or not any(found.groups()[1:]):
        raise ValueError(f"not a time counted from now: {text}")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if found[1] == "-" else length


def name_and_address(text: str) -> tuple[str, str]:
    """Read `Name <address>`."""
    name, _, address = text.partition("<")
    return name.strip(), address.rstrip("> ").lower()


def _step(table: Mapping[str, Any]) -> Step:
    rest = dict(table)
    at = span(rest.pop("at"))
    verb = next(iter(rest), "")  # the first key after the time is the act
    if not verb:
        raise ValueError(f"a step without an act, at {table['at']}")
    what = str(rest.pop(verb)).strip()
    return Step(at, verb, what, {key: span(rest[key]) if key in MOMENTS else rest[key] for key in rest})
