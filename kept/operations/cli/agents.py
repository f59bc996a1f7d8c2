"""`kept agents`: who works at the desk."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from kept.operations.cli.options import ByAdmin, actor_by
from kept.operations.cli.printing import lines, local, table
from kept.operations.cli.running import Answer, AsJson, command
from kept.refusal import Refusal

if TYPE_CHECKING:
    from kept.staff.models import Agent

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="Mail address of the agent.")]


@dataclass(frozen=True, slots=True)
class AgentSeen:
    """Somebody who works at the desk."""

    email: str
    name: str
    role: str
    active: bool
    brands: list[str]
    teams: list[str]
    joined: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link by which a colleague signs in for the first time; it works once."""

    email: str
    link: str
    until: datetime


def add(app: typer.Typer) -> None:
    """Put the commands into the table."""
    topic = typer.Typer(no_args_is_help=False, help="Who works at the desk.")

    @topic.callback(invoke_without_command=True)
    def agents(context: typer.Context, as_json: AsJson = False) -> None:
        """Who works at the desk: list (also without a word), add, link, role, lost."""
        if context.invoked_subcommand is None:
            listing(as_json=as_json)

    listing = command(topic, "list")(list_all)
    command(topic, "add")(add_agent)
    command(topic, "link")(link)
    command(topic, "role")(change_role)
    command(topic, "lost")(lose_device)
    app.add_typer(topic, name="agents")


def list_all(as_json: AsJson = False) -> Answer:
    """Everybody, those who left too."""
    from kept.staff.models import Agent

    found = [_seen(agent) for agent in Agent.objects.order_by("name", "pk")]
    rows = [(one.name, one.email, one.role if one.active else "left", ", ".join(one.teams)) for one in found]
    return Answer(found, table(("Name", "Address", "Role", "Teams"), rows, empty="Nobody works here yet."))


def add_agent(
    email: Email,
    name: Annotated[str, typer.Option("--name", help="As customers read it.")],
    role: Annotated[str, typer.Option("--role", help="reader, agent, lead, head or admin.")] = "agent",
    by: ByAdmin = "",
    as_json: AsJson = False,
) -> Answer:
    """A colleague begins. `kept agents link` makes the link by which he signs in."""
    from kept.clock import now
    from kept.staff.actions import join

    agent = join(
        email=_address(email), name=name, role=_role(role), by=actor_by(by, "add a colleague"), now=now()
    )
    return Answer(_seen(agent), lines(f"{agent.name} is {agent.get_role_display().lower()} now."))


def link(email: Email, as_json: AsJson = False) -> Answer:
    """A link by which a colleague signs in and sets a password: once, within a week. Older ones become void."""
    from kept.clock import now as clock
    from kept.staff.first_link import INVITATION, invitation

    now = clock()
    made = Invitation(_agent(email).email, invitation(_agent(email), now=now), now + INVITATION)
    return Answer(made, lines(made.link, f"It works once, until {local(made.until)}."))


def change_role(
    email: Email,
    role: Annotated[str, typer.Argument(metavar="ROLE", help="reader, agent, lead, head, admin, or left.")],
    by: ByAdmin = "",
    as_json: AsJson = False,
) -> Answer:
    """Another role; `left` for somebody who leaves. The last admin stays."""
    from kept.clock import now
    from kept.handling.leaving import leave
    from kept.handling.restricting import give_role
    from kept.staff.actions import change

    agent, actor = _agent(email), actor_by(by, "change a role")
    leaves = role == "left"
    if leaves:
        leave(agent.pk, to=None, by=actor, now=now())
        changed = _agent(email)
    else:
        if agent.is_active:
            give_role(agent.pk, role=_role(role), by=actor, now=now())
        else:
            change(agent.pk, role=_role(role), active=True, by=actor, now=now())
        changed = _agent(email)
    words = "does not work here any more" if leaves else f"is {changed.get_role_display().lower()} now"
    return Answer(_seen(changed), lines(f"{changed.name} {words}."))


def lose_device(email: Email, by: ByAdmin = "", as_json: AsJson = False) -> Answer:
    """A colleague lost the device of the second step: from now on the password alone signs in."""
    from kept.clock import now
    from kept.staff.second_step import reset_second

    agent = reset_second(_agent(email).pk, by=actor_by(by, "take a second step away"), now=now())
    return Answer(
        _seen(agent), lines(f"{agent.name} signs in by password now, and is signed out everywhere.")
    )


def _agent(email: str) -> "Agent":
    from kept.refusal import NotFound
    from kept.staff.models import Agent

    found = Agent.objects.filter(email__iexact=email.strip()).first()
    if found is None:
        raise NotFound(f"Nobody here has the address {email}.", remedy="`kept agents` lists who works here.")
    return found


def _address(email: str) -> str:
    name, at, domain = email.strip().rpartition("@")
    if not (name and at and domain) or any(c.isspace() for c in email.strip()):
        raise Refusal(f"“{email}” is not a mail address.", code="bad_address")
    return email


def _role(text: str) -> str:
    from kept.staff.models import Role

    if text not in Role.values:
        raise Refusal(
            f"There is no role {text}.", remedy=f"Use one of {', '.join(Role.values)}.", code="bad_role"
        )
    return text


def _seen(agent: "Agent") -> AgentSeen:
    from kept.pledge.models import Brand
    from kept.staff.models import Team
    from kept.staff.queries import brands_of

    brands = Brand.objects.filter(pk__in=brands_of(agent), retired_at=None)
    teams = Team.objects.filter(memberships__agent=agent)
    return AgentSeen(
        email=agent.email,
        name=agent.name,
        role=agent.role,
        active=agent.is_active,
        brands=list(brands.order_by("pk").values_list("slug", flat=True)),
        teams=list(teams.order_by("name").values_list("name", flat=True)),
        joined=agent.joined_at,
    )
