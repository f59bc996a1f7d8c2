"""docs/cli.md names every command, every option, and every field of every JSON document, and nothing else."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import typer

from kept.channels.mail.importing.run import Report as Imported
from kept.handling.reprocess import Reprocessed
from kept.operations.cli import (
    agents,
    backup,
    brands,
    colleagues,
    customers,
    ledger,
    mailbox_set_up,
    mailboxes,
    neglect,
    outbox,
    pledge,
    points,
    processes,
    quarantine,
    saying,
    settings,
    shapes,
    signin,
    stats,
)
from kept.operations.cli.app import app
from kept.operations.cli.doctor import Examined
from kept.operations.cli.printing import key_of
from kept.operations.demo.filling import Report as DemoFilled
from kept.operations.doctor.finding import Finding
from kept.operations.stories.watch import Told
from kept.search.rebuilding import Rebuilt
from tests.cli.conftest import Kept
from tests.making import Desk, take

DOC = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
COMMANDS, _, SHAPES = DOC.partition("\n## Shapes\n")

#: What each command prints with --json: the shape's name in the document, and the type that it is in the code.
PRINTS: dict[str, tuple[str, type, bool]] = {
    "owed": ("promise", shapes.PromiseSeen, True),
    "ignored": ("ignored", neglect.Neglected, True),
    "stats": ("stats", stats.Stats, False),
    "case": ("case", shapes.CaseSeen, False),
    "customers": ("customer", customers.CustomerSeen, True),
    "point list": ("point", points.PointSeen, True),
    "point add": ("point", points.PointSeen, False),
    "point retire": ("point", points.PointSeen, False),
    "brands": ("brand", brands.BrandSeen, True),
    "answer": ("answer", saying.AnswerSeen, False),
    "note": ("note-written", saying.NoteWritten, False),
    "promise": ("promise", shapes.PromiseSeen, False),
    "keep": ("promise", shapes.PromiseSeen, False),
    "release": ("promise", shapes.PromiseSeen, False),
    "void": ("promise", shapes.PromiseSeen, False),
    "take": ("case-head", shapes.CaseHead, False),
    "assign": ("case-head", shapes.CaseHead, False),
    "transfer": ("case-head", shapes.CaseHead, False),
    "settle": ("case-head", shapes.CaseHead, False),
    "reopen": ("case-head", shapes.CaseHead, False),
    "snooze": ("promise", shapes.PromiseSeen, False),
    "spam": ("case-head", shapes.CaseHead, False),
    "merge": ("case-head", shapes.CaseHead, False),
    "quarantine list": ("quarantined", quarantine.QuarantineSeen, True),
    "quarantine retry": ("quarantine-end", quarantine.QuarantineEnd, False),
    "quarantine dismiss": ("quarantine-end", quarantine.QuarantineEnd, False),
    "quarantine raw": ("raw", quarantine.RawSeen, False),
    "outbox": ("outgoing", outbox.OutgoingSeen, True),
    "mailbox list": ("mailbox", mailboxes.MailboxSeen, True),
    "mailbox add": ("mailbox-added", mailbox_set_up.MailboxAdded, False),
    "mailbox remove": ("mailbox-gone", mailbox_set_up.MailboxGone, False),
    "mailbox test": ("check", mailbox_set_up.CheckSeen, True),
    "relay test": ("check", mailbox_set_up.CheckSeen, True),
    "import": ("imported", Imported, False),
    "reprocess": ("reprocessed", Reprocessed, False),
    "search rebuild": ("rebuilt", Rebuilt, False),
    "agents list": ("agent", agents.AgentSeen, True),
    "agents add": ("agent", agents.AgentSeen, False),
    "agents link": ("invitation", agents.Invitation, False),
    "agents role": ("agent", agents.AgentSeen, False),
    "agents lost": ("agent", agents.AgentSeen, False),
    "people list": ("colleague", colleagues.ColleagueSeen, True),
    "people invite": ("invitation", agents.Invitation, False),
    "people revoke": ("colleague", colleagues.ColleagueSeen, False),
    "people brands": ("colleague", colleagues.ColleagueSeen, False),
    "people knows": ("colleague", colleagues.ColleagueSeen, False),
    "people hours": ("colleague", colleagues.ColleagueSeen, False),
    "people away": ("absence", colleagues.AbsenceSeen, False),
    "people back": ("absence", colleagues.AbsenceSeen, False),
    "people leave": ("left", colleagues.LeftSeen, False),
    "people teams": ("team", colleagues.TeamSeen, True),
    "people team": ("team", colleagues.TeamSeen, False),
    "people fits": ("fit", colleagues.FitSeen, True),
    "signin-link": ("first-link", signin.FirstLink, False),
    "pledge show": ("pledge", pledge.PledgeSeen, False),
    "pledge check": ("pledge-check", pledge.Checked, False),
    "pledge accept": ("pledge", pledge.PledgeSeen, False),
    "pledge explain": ("pledge-explained", pledge.Explained, False),
    "ledger verify": ("verified", ledger.LedgerVerified, False),
    "ledger checkpoint": ("checkpoint", ledger.CheckpointSeen, False),
    "ledger show": ("entry", ledger.EntrySeen, True),
    "demo": ("demo-filled", DemoFilled, False),
    "story": ("story-told", Told, False),
    "migrate": ("migrated", processes.Migrated, False),
    "settings": ("setting", settings.SettingSeen, True),
    "doctor": ("examined", Examined, False),
    "backup": ("backed-up", backup.BackedUp, False),
    "restore": ("restored", backup.Restored, False),
    "let-go": ("let-go", backup.LetGo, False),
}

#: Shapes that stand inside others. A shape that says so in the document adds to another one.
INSIDE: dict[str, type] = {
    "case-promise": shapes.CasePromise,
    "evidence": shapes.EvidenceSeen,
    "contact": shapes.ContactSeen,
    "delivery": shapes.DeliverySeen,
    "file": shapes.FileSeen,
    "note": shapes.NoteSeen,
    "week": stats.Week,
    "pledge-problem": pledge.Problem,
    "wrong": ledger.Wrong,
    "finding": Finding,
}


def leaves() -> Iterator[tuple[str, Any]]:
    """Every command that does something, by its words."""

    def below(group: Any, words: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        for name, one in group.commands.items():
            if hasattr(one, "commands"):
                yield from below(one, (*words, name))
            else:
                yield " ".join((*words, name)), one

    yield from below(typer.main.get_command(app), ())


def options_of(command: Any) -> set[str]:
    return {name for parameter in command.params for name in parameter.opts if name.startswith("--")} - {
        "--help",
        "--json",
    }


def section(name: str) -> str:
    """What the document says about a command."""
    found = re.search(rf"^### `kept {re.escape(name)}(?: [A-Z ]+)?`\n(.*?)(?=^##|\Z)", COMMANDS, re.M | re.S)
    assert found, f"docs/cli.md has no section about kept {name}"
    return found[1]


def shape(name: str) -> str:
    """What the document says about a shape."""
    found = re.search(rf"^### {re.escape(name)}\n(.*?)(?=^##|\Z)", SHAPES, re.M | re.S)
    assert found, f"docs/cli.md has no shape {name}"
    return found[1]


def documented(name: str) -> set[str]:
    """The fields of a shape, with those of the one that it adds to."""
    text = shape(name)
    base = re.match(r"\s*A \*\*([a-z-]+)\*\*, and", text)
    return set(re.findall(r"^\| `(\w+)` \|", text, re.M)) | (documented(base[1]) if base else set())


def shapes_in(kind: Any) -> Iterator[type]:
    """Dataclasses inside the type of a field."""
    if get_origin(kind) in (list, tuple, dict, Union, UnionType):
        for part in get_args(kind):
            yield from shapes_in(part)
    elif isinstance(kind, type) and kind is not NoneType and is_dataclass(kind):
        yield kind


def test_every_command_and_option_is_documented_and_no_other():
    for name, command in leaves():
        assert set(re.findall(r"^\| `(--[a-z-]+)` \|", section(name), re.M)) == options_of(command), name
    headings = re.findall(r"^### `kept ([a-z -]+?)(?: [A-Z ]+)?`$", COMMANDS, re.M)
    groups = {"quarantine", "mailbox", "agents", "pledge", "point", "people"}
    assert set(headings) - groups == {name for name, _ in leaves()}


def test_every_command_takes_json_but_the_processes():
    without = {name for name, one in leaves() if "--json" not in [o for p in one.params for o in p.opts]}
    assert without == {"serve", "web", "worker", "mail"}


def test_every_command_says_which_shape_it_prints():
    assert set(PRINTS) == {name for name, _ in leaves()} - {"serve", "web", "worker", "mail"}
    for name, (shape_name, _, many) in PRINTS.items():
        how = "a\\s+list\\s+of" if many else "one"
        assert re.search(rf"JSON:\s+{how}\s+\*\*{shape_name}\*\*", section(name)), name


def test_every_field_of_every_shape_is_documented_and_no_other():
    known = INSIDE | {name: kind for name, kind, _ in PRINTS.values()}
    for name, kind in known.items():
        assert documented(name) == {key_of(field.name) for field in fields(kind)}, name
    headings = set(re.findall(r"^### ([a-z-]+)$", SHAPES, re.M))
    assert headings == set(known) | {"error", "story"}
    assert documented("story") == {"story", "title", "told"}


def test_every_shape_inside_another_is_documented_too():
    known = {*INSIDE.values(), *(kind for _, kind, _ in PRINTS.values())}
    for kind in known:
        hints = get_type_hints(kind)
        for field in fields(kind):
            assert set(shapes_in(hints[field.name])) <= known, (kind, field.name)


def test_every_command_explains_itself_in_a_sentence():
    for name, command in leaves():
        assert command.help and command.help.strip().splitlines()[0].endswith("."), name
        for parameter in command.params:
            assert parameter.help or parameter.opts == ["--help"], (name, parameter.opts)


def test_what_commands_really_print_has_the_documented_fields(desk: Desk, now: datetime, kept: Kept):
    receipt = take(desk, at=now)
    code = kept.json("owed")[0]["customer_code"]
    kept.at = now + timedelta(days=5)
    for words in (
        ("owed",), ("ignored",), ("stats",), ("case", receipt.reference), ("customers",), ("brands",),
        ("outbox",), ("agents", "list"), ("pledge", "show"), ("pledge", "explain"), ("settings",),
        ("ledger", "show", code), ("ledger", "verify"), ("reprocess",),
        ("take", receipt.reference, "--as", "jonas@kept.test"),
    ):  # fmt: skip
        printed = kept.json(*words)
        name = " ".join(words[:2]) if " ".join(words[:2]) in PRINTS else words[0]
        shape_name, _, many = PRINTS[name]
        assert isinstance(printed, list) is many, name
        assert set(printed[0] if many else printed) == documented(shape_name), name
    contacts = kept.json("case", receipt.reference)["contacts"]
    assert set(contacts[0]) == documented("contact")
