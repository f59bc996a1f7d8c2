"""The chain's arithmetic: what is hashed, and how."""

import json
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any, ClassVar, Protocol

#: Version of the format of `body` and of the hash. A new format gets a new number; old entries keep theirs.
FORMAT = 1

#: What the first entry of every chain follows.
GENESIS = b"\x00" * 32

_MARK = bytes((FORMAT,))
_text = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


class Fact(Protocol):
    """A frozen dataclass that says what happened, with a stable `kind` such as "promise.kept".

    Values are ids, codes, times, numbers and digests; never a person's words.
    """

    kind: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


def body_of(
    fact: Fact, *, entry: int, customer: int, seq: int, actor: str, case: int | None, at: datetime
) -> str:
    """The exact text of an entry: JSON without spaces, the envelope first, then the fact with sorted keys."""
    values = {name: _plain(getattr(fact, name)) for name in _names(type(fact))}
    envelope = envelope_of(
        entry=entry, customer=customer, seq=seq, actor=actor, case=case, kind=fact.kind, at=stamp(at)
    )
    return f"{envelope}{_text(values)}}}"


def envelope_of(
    *, entry: int, customer: int, seq: int, actor: str, case: int | None, kind: str, at: str
) -> str:
    """How the body of an entry with these columns begins, up to its fact.

    Every column but `hash` stands here in a fixed order, so that one comparison of text shows whether the columns
    say what the body says.
    """
    about = "null" if case is None else f'"{case}"'
    return (
        f'{{"format":{FORMAT},"customer":"{customer}","seq":{seq},"entry":"{entry}","at":"{at}",'
        f'"actor":{_quoted(actor)},"case":{about},"kind":{_quoted(kind)},"fact":'
    )


def link(previous: bytes, body: str) -> bytes:
    """The hash of an entry: SHA-256 over format, the hash before it (32 bytes) and the body's bytes."""
    return sha256(_MARK + previous + body.encode()).digest()


@lru_cache(maxsize=1024)  # the same few kinds and actors, again and again
def _quoted(name: str) -> str:
    return _text(name)


@lru_cache(maxsize=64)  # a transaction writes many entries of one moment
def stamp(at: datetime) -> str:
    """A time as it stands in an entry: 2026-01-31T23:59:59.000000Z."""
    if at.tzinfo is None:
        raise ValueError("a time on the ledger needs a time zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


@cache
def _names(kind: type) -> tuple[str, ...]:
    if not is_dataclass(kind):
        raise TypeError(f"{kind.__name__} is no fact: it must be a dataclass")
    return tuple(field.name for field in fields(kind))


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | str):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"a fact holds ids, codes, times and numbers, not {type(value).__name__}")
