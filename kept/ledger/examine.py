"""Examining the folder of checkpoints: is each one there, unharmed, signed by us, and after the one before it?"""

from collections.abc import Mapping
from dataclasses import dataclass

from kept.ledger.anchors import Anchors, Unsound
from kept.ledger.statement import AFRESH, Statement
from kept.ledger.walk import Finding


@dataclass(frozen=True, slots=True)
class Examined:
    """What the folder holds. `last` is the newest checkpoint that can be believed, with its list of heads."""

    findings: tuple[Finding, ...]
    checkpoints: int
    last: Statement | None
    set_aside: int  # checkpoints before the one that began afresh; nothing is asked of them


def examine(anchors: Anchors, known: Mapping[int, bytes]) -> Examined:
    """Look at every checkpoint since the last one that began afresh.

    `known`: number → digest, as the database tells it. Each of these must be there, and be the same.
    """
    findings: list[Finding] = []
    numbers = anchors.numbers()
    sound: dict[int, Statement] = {}
    for number in numbers:
        try:
            sound[number] = anchors.read(number)
        except Unsound as problem:
            findings.append(problem.finding)
    first = max((number for number, each in sound.items() if each.begins == AFRESH), default=1)
    findings = [finding for finding in findings if (finding.checkpoint or 0) >= first]
    findings += _gaps(first, numbers, known)
    findings += _links({number: each for number, each in sound.items() if number >= first}, known, first)
    last = None
    for number in sorted((number for number in sound if number >= first), reverse=True):
        try:
            anchors.heads(sound[number])
        except Unsound as problem:
            if number == max(sound):  # lists of older ones may be thrown away
                findings.append(problem.finding)
            continue
        last = sound[number]
        break
    findings.sort(key=lambda finding: finding.checkpoint or 0)
    return Examined(tuple(findings), len(numbers), last, sum(number < first for number in numbers))


def _gaps(first: int, numbers: list[int], known: Mapping[int, bytes]) -> list[Finding]:
    """What is missing between those that are there, and after them when the database knows of more."""
    present = [number for number in numbers if number >= first]
    newest = max([first - 1, *present, *known])
    found, expected = [], first
    for number in (*present, newest + 1):
        if number > expected:
            run = (
                f"Checkpoint {expected} is"
                if number == expected + 1
                else f"Checkpoints {expected} to {number - 1} are"
            )
            found.append(
                Finding("checkpoint_missing", f"{run} missing from the folder.", checkpoint=expected)
            )
        expected = number + 1
    return found


def _links(sound: Mapping[int, Statement], known: Mapping[int, bytes], first: int) -> list[Finding]:
    """Each names the one before it, the database knows it by the same digest, and no replaced key comes back."""
    found: list[tuple[int, str]] = []
    replaced: set[str] = set()
    before: Statement | None = None
    for number, statement in sound.items():
        if before is not None and before.number == number - 1 and statement.previous != before.digest():
            found.append((number - 1, f"is not the one that checkpoint {number} follows"))
        if number in known and known[number] != statement.digest():
            found.append(
                (
                    number,
                    "is not the one that the database tells of; its signature is right, so the "
                    "database was changed, or another desk signs with the same key",
                )
            )
        if before is not None and before.key != statement.key:
            replaced.add(before.key)
        if statement.key in replaced:
            found.append((number, "is signed with a key that had been replaced before"))
        before = statement
    return [
        Finding("checkpoint_edited", f"Checkpoint {number} {words}.", checkpoint=number)
        for number, words in found
    ]
