"""What is known when a way to a customer has failed, and the next way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kept.rules.guard.facts import Wish


class Way(StrEnum):
    """A rung: a kind of try."""

    MAIL = "mail"  #: the first try, of which the others are the next
    SAME_MAIL_AGAIN = "same-mail-again"
    OTHER_MAIL = "other-mail"
    SMS = "sms"
    CALL = "call"
    LETTER = "letter"
    FIND_WAY = "find_way"  #: a person looks for a way, with the clues
    WAIT = "wait"  #: a try is still under way


class Health(StrEnum):
    """What we know of a contact point."""

    WORKS = "works"
    UNKNOWN = "unknown"
    FAILED = "failed"


class Result(StrEnum):
    """How a try ended, so far."""

    WAITING = "waiting"
    FAILED = "failed"  #: refused for good: no such mailbox, number not in service
    DELAYED = "delayed"  #: refused for now: mailbox full, server away, given up after retries
    SILENT = "silent"  #: nothing came back where something was expected
    NO_ANSWER = "no_answer"  #: rang, nobody picked up
    REACHED = "reached"


@dataclass(frozen=True, slots=True)
class Point:
    """A contact point of a person: its medium (mail, phone, letter) and how it may be named to an agent."""

    point_id: int
    medium: str
    label: str
    health: Health = Health.UNKNOWN
    person: str = ""
    """Whose it is, when it belongs to somebody other than the person we look for."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A try in this matter, oldest first."""

    way: Way
    point_id: int | None
    result: Result
    words: str = ""
    """What we were told, in plain words, without a full stop."""


@dataclass(frozen=True, slots=True)
class Clue:
    """Something that may lead a person to him: "Delivery address", "Hill Street 4, Leeds"."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class LadderFacts:
    """The person's points, wishes, what was tried, and the order of the pledge."""

    points: tuple[Point, ...]
    tried: tuple[Tried, ...]
    order: tuple[Way, ...]
    available: frozenset[str] = frozenset({"mail", "call", "letter"})
    """Channels that this desk has."""
    wishes: frozenset[Wish] = frozenset()
    clues: tuple[Clue, ...] = ()
    call_attempts: int = 2
    """How often a number that nobody answers is tried."""


@dataclass(frozen=True, slots=True)
class Step:
    """The next way, where it leads, why it and not another, and whether the desk takes it by itself."""

    way: Way
    point: Point | None
    why: str
    automatic: bool
    clues: str = ""
    """For find_way: what is at hand, one line each."""
