"""Facts about customers and persons."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class CustomerMet:
    kind: ClassVar[str] = "customer.met"
    code: str
    person: int


@dataclass(frozen=True, slots=True)
class PersonSpeaks:
    kind: ClassVar[str] = "customer.speaker"
    person: int


@dataclass(frozen=True, slots=True)
class CustomersLinked:
    """Two accounts are one; stands on both chains."""

    kind: ClassVar[str] = "customer.linked"
    link: int
    one: int
    into: int


@dataclass(frozen=True, slots=True)
class CustomersUnlinked:
    kind: ClassVar[str] = "customer.unlinked"
    link: int
    one: int
    into: int


@dataclass(frozen=True, slots=True)
class PersonsLinked:
    """Two persons are one human being; stands on the chain of every customer that either speaks for."""

    kind: ClassVar[str] = "person.linked"
    link: int
    one: int
    into: int


@dataclass(frozen=True, slots=True)
class PersonsUnlinked:
    kind: ClassVar[str] = "person.unlinked"
    link: int
    one: int
    into: int


@dataclass(frozen=True, slots=True)
class PointAdded:
    kind: ClassVar[str] = "customer.point_added"
    person: int
    point: int
    source: str


@dataclass(frozen=True, slots=True)
class PointFailed:
    kind: ClassVar[str] = "customer.point_failed"
    person: int
    point: int
    code: str


@dataclass(frozen=True, slots=True)
class PointWorks:
    """Something reached the person there, after it was thought to fail or was never tried."""

    kind: ClassVar[str] = "customer.point_works"
    person: int
    point: int


@dataclass(frozen=True, slots=True)
class PointRetired:
    """Not to be used any more; the reason stands with the point."""

    kind: ClassVar[str] = "customer.point_retired"
    person: int
    point: int
