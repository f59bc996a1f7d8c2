"""Facts about the staff, on the company's own chain."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class AgentJoined:
    kind: ClassVar[str] = "staff.joined"
    agent: int
    role: str


@dataclass(frozen=True, slots=True)
class AgentChanged:
    kind: ClassVar[str] = "staff.changed"
    agent: int
    role: str
    active: bool


@dataclass(frozen=True, slots=True)
class TeamChanged:
    kind: ClassVar[str] = "staff.team_changed"
    team: int
    lead: int | None
