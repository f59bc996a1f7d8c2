"""Facts about the staff, on the company's own chain."""

from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True, slots=True)
class SecurityChanged:
    """`what`: one of `kept.staff.second_step.CHANGES`."""

    kind: ClassVar[str] = "staff.security_changed"
    agent: int
    what: str


@dataclass(frozen=True, slots=True)
class SecondStepReset:
    """A device was lost: an admin took the second step away, and all sessions ended."""

    kind: ClassVar[str] = "staff.second_step_reset"
    agent: int


@dataclass(frozen=True, slots=True)
class SignInRuleChanged:
    """`needs`: nobody, leads or everyone."""

    kind: ClassVar[str] = "staff.sign_in_rule_changed"
    needs: str


@dataclass(frozen=True, slots=True)
class AgentSeated:
    """Which brands an agent may see; `brands` is empty when he sees all."""

    kind: ClassVar[str] = "staff.seated"
    agent: int
    all_brands: bool
    brands: list[int]


@dataclass(frozen=True, slots=True)
class AgentPlaced:
    kind: ClassVar[str] = "staff.placed"
    agent: int
    teams: list[int]


@dataclass(frozen=True, slots=True)
class AgentKnows:
    kind: ClassVar[str] = "staff.knows"
    agent: int
    languages: list[str]
    skills: list[int]


@dataclass(frozen=True, slots=True)
class AgentHours:
    """Own working hours, or the brand's again (`own` is false)."""

    kind: ClassVar[str] = "staff.hours"
    agent: int
    own: bool
    zone: str


@dataclass(frozen=True, slots=True)
class SkillNamed:
    kind: ClassVar[str] = "staff.skill"
    skill: int
    gone: bool


@dataclass(frozen=True, slots=True)
class AbsencePlanned:
    kind: ClassVar[str] = "staff.absence"
    absence: int
    agent: int
    begins_at: datetime
    ends_at: datetime | None
    stand_in: int | None


@dataclass(frozen=True, slots=True)
class AbsenceEnded:
    """Back earlier, or called off before it began."""

    kind: ClassVar[str] = "staff.absence_ended"
    absence: int
    agent: int


@dataclass(frozen=True, slots=True)
class TeamClosed:
    kind: ClassVar[str] = "staff.team_closed"
    team: int
    into: int


@dataclass(frozen=True, slots=True)
class AgentInvited:
    kind: ClassVar[str] = "staff.invited"
    agent: int
    link: int
    by_mail: bool


@dataclass(frozen=True, slots=True)
class InvitationRevoked:
    kind: ClassVar[str] = "staff.invitation_revoked"
    agent: int
    link: int


@dataclass(frozen=True, slots=True)
class InvitationAccepted:
    kind: ClassVar[str] = "staff.invitation_accepted"
    agent: int
    link: int


@dataclass(frozen=True, slots=True)
class AgentLeft:
    """What an agent who left held is with others now; who left stands in `staff.changed`."""

    kind: ClassVar[str] = "staff.left"
    agent: int
    to: int | None
    cases: int
    promises: int
