"""Columns of values as PostgreSQL's binary arrays: one parameter for a whole column of rows.

The driver looks at every value to find its type, and sends small numbers in a smaller type than large ones, so that
one statement is prepared again and again. Here the column says its type, and the bytes are put together directly.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from struct import Struct
from typing import Any
from weakref import WeakSet

from psycopg import Connection
from psycopg.adapt import Dumper
from psycopg.pq import Format

_HEAD = Struct(
    "!iiIii"
).pack  # dimensions, whether NULLs may come, type of elements, how many, the first's number
_LENGTH = Struct("!i").pack
_NULL = _LENGTH(-1)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


class Column(bytes):
    """A whole column on its way to the server."""

    array: int  #: PostgreSQL's number of the array's type


def _fixed(code: str) -> Callable[[Any], bytes]:
    """Encodes values of a fixed size, each after its length."""
    pack = Struct(f"!i{code}").pack
    size = Struct(f"!{code}").size
    return lambda value: pack(size, value)


_moment = Struct("!iq").pack


def _timestamptz(value: datetime) -> bytes:
    since = value - _EPOCH
    return _moment(8, (since.days * 86400 + since.seconds) * 1_000_000 + since.microseconds)


def _text(value: str) -> bytes:
    encoded = value.encode()
    return _LENGTH(len(encoded)) + encoded


def _jsonb(value: str) -> bytes:
    encoded = value.encode()
    return _LENGTH(len(encoded) + 1) + b"\x01" + encoded


def _bytea(value: bytes) -> bytes:
    return _LENGTH(len(value)) + value


#: Type of the elements → its number, that of its array, and how one value is written. JSON is given as text.
_TYPES: dict[str, tuple[int, int, Callable[[Any], bytes]]] = {
    "bigint": (20, 1016, _fixed("q")),
    "integer": (23, 1007, _fixed("i")),
    "smallint": (21, 1005, _fixed("h")),
    "boolean": (16, 1000, _fixed("?")),
    "timestamp with time zone": (1184, 1185, _timestamptz),
    "text": (25, 1009, _text),
    "jsonb": (3802, 3807, _jsonb),
    "bytea": (17, 1001, _bytea),
}
_COLUMNS = {kind: type(f"{kind} column", (Column,), {"array": types[1]}) for kind, types in _TYPES.items()}


def column(kind: str, values: Sequence[Any]) -> Column | list[Any]:
    """Values as one parameter of type `kind`[]; a type that is not known here is left to the driver."""
    if kind not in _TYPES:
        return list(values)
    element, _, encode = _TYPES[kind]
    parts = [_NULL if value is None else encode(value) for value in values]
    head = _HEAD(1, 1, element, len(parts), 1) if parts else _HEAD(0, 0, element, 0, 0)[:12]
    return _COLUMNS[kind](head + b"".join(parts))


def bigints(values: Iterable[int]) -> Column | list[Any]:
    """Numbers as one parameter."""
    return column("bigint", list(values))


def texts(values: Iterable[str]) -> Column | list[Any]:
    """Texts as one parameter."""
    return column("text", list(values))


def byteas(values: Iterable[bytes]) -> Column | list[Any]:
    """Byte strings as one parameter."""
    return column("bytea", list(values))


#: Statements that a connection keeps prepared; with more the least used are given up.
STATEMENTS = 300
_NEVER_REACHED = 10**9

_taught: WeakSet[Connection[Any]] = WeakSet()


def teach(connection: Connection[Any]) -> None:
    """Let this connection prepare statements and send columns as they are; asked each time, done once.

    Django tells the driver to prepare none (`prepare_threshold` None), whatever a statement asks for. With a
    threshold that is never reached, those that ask for it are prepared, and only those.
    """
    if connection not in _taught:
        for kind in _COLUMNS.values():
            dumper = type(f"{kind.__name__} dumper", (_AsItIs,), {"oid": kind.array})
            connection.adapters.register_dumper(kind, dumper)
        connection.prepare_threshold = _NEVER_REACHED
        connection.prepared_max = STATEMENTS
        _taught.add(connection)


class _AsItIs(Dumper):
    format = Format.BINARY

    def dump(self, obj: Column) -> bytes:
        return obj
