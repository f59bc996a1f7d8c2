"""The pledge as data: `read_pledge` turns the file into `Pledge`, or says all that is wrong with it."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from kept.pledge import sections
from kept.pledge.brands import brand, house
from kept.pledge.errors import PledgeError, PledgeErrors
from kept.pledge.lines import Path, lines_of
from kept.pledge.shapes import (
    CHANNELS,
    SUBJECTS,
    TOLD,
    Acknowledgement,
    Answering,
    Brand,
    EscalationStep,
    Flood,
    Ladder,
    MailRules,
    Need,
    Pledge,
    Proof,
    Routing,
    Settling,
    fold_address,
)
from kept.pledge.table import Findings, Table

__all__ = [
    "CHANNELS",
    "SUBJECTS",
    "TOLD",
    "Acknowledgement",
    "Answering",
    "Brand",
    "EscalationStep",
    "Flood",
    "Ladder",
    "MailRules",
    "Need",
    "Pledge",
    "PledgeError",
    "PledgeErrors",
    "Proof",
    "Routing",
    "Settling",
    "default_pledge",
    "default_text",
    "known_keys",
    "read_pledge",
]

_PLACE = re.compile(r"(.*) \(at line (\d+), column \d+\)$")
_BARE_WORD = re.compile(r"^\s*[\w.\"-]+\s*=\s*[^\s\"'\[{\d#+-]")


def read_pledge(text: str) -> Pledge:
    """Read a pledge. Raises `PledgeErrors` with every problem, each with its line and remedy."""
    return _read(_parse(text), lines_of(text), _base())[0]


@cache
def default_pledge() -> Pledge:
    """The pledge that a new desk begins with."""
    return read_pledge(default_text())


@cache
def default_text() -> str:
    """The default pledge's file, with its comments."""
    return files("kept.pledge").joinpath("default.toml").read_text(encoding="utf-8")


@cache
def known_keys() -> frozenset[str]:
    """Every key that a pledge may have, with dots; NAME stands for the name of a brand."""
    return frozenset(_read(_parse(default_text()), {}, _base())[1].asked)


@cache
def _base() -> Pledge:
    """What holds for keys that a file leaves out: as the default has it, but nobody's holidays."""
    values = _parse(default_text())
    del values["holidays"]
    return _read(values, lines_of(default_text()), None)[0]


def _read(values: dict[str, Any], lines: Mapping[Path, int], base: Pledge | None) -> tuple[Pledge, Findings]:
    findings = Findings(lines)
    top = Table(values, findings)
    company = house(top, base.brands[0] if base else None)
    pledge = Pledge(
        company=company.name,
        brands=tuple(brand(slug, table, company) for slug, table in top.chosen("brands")),
        quiet_hours=sections.quiet_hours(top.table("quiet_hours"), base and base.quiet_hours),
        contact_limits=sections.contact_limits(top.table("contact_limits"), base and base.contact_limits),
        escalation=sections.escalation(top.listed("escalation"), base and base.escalation),
        proof=sections.proof(top.table("proof"), base and base.proof),
        ladder=sections.ladder(top.table("ladder"), base and base.ladder),
        ignored_grace=sections.ignored(top.table("ignored"), base.ignored_grace if base else None),
        flood=sections.flood(top.table("flood"), base and base.flood),
        settling=sections.settling(top.table("settling"), base and base.settling),
        mail=sections.mail(top.table("mail"), base and base.mail),
        routing=sections.routing(top.table("routing"), base and base.routing),
    )
    top.done()
    _between_brands(pledge, top)
    if findings.problems:
        raise PledgeErrors(findings.problems)
    return pledge, findings


def _between_brands(pledge: Pledge, top: Table) -> None:
    if not top.values.get("brands"):
        top.problem("brands", "There is no brand.", "Add one: [brands.main] with its address below.")
    owners: dict[str, str] = {}
    for each in pledge.brands:
        for address in each.accepts:
            other = owners.setdefault(address, each.slug)
            if other != each.slug:
                _twice(top, each.slug, address, other)


def _twice(top: Table, slug: str, address: str, other: str) -> None:
    values = top.values["brands"][slug]
    listed = [fold_address(str(item)) for item in values.get("accepts", [])]
    place = ("accepts", listed.index(address)) if address in listed else ("address",)
    top.findings.add(
        ("brands", slug, *place),
        f"{address} belongs to the brand {other} already.",
        "Give each address to one brand only.",
    )


def _parse(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise PledgeErrors([_syntax(text, str(problem))]) from None


def _syntax(text: str, message: str) -> PledgeError:
    """Where the text stops being TOML, with the most frequent slip named."""
    found = _PLACE.match(message)
    line = int(found[2]) if found else text.count("\n") + 1
    said = (found[1] if found else message.removesuffix(" (at end of document)")).rstrip(".")
    lines = text.splitlines()
    words = lines[line - 1] if line <= len(lines) else ""
    remedy = "Text stands in quotes, lists in brackets, each key on a line of its own."
    if _BARE_WORD.match(words) and not re.search(r"=\s*(true|false)\s*(#.*)?$", words):
        remedy = 'Put the text in quotes, like name = "Our company".'
    return PledgeError(line, "", f"This cannot be read: {said[:1].lower()}{said[1:]}.", remedy)
