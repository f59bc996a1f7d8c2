"""`kept people`: what colleagues see, know and work, who is away, who leaves, and who should have a case."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from kept.operations.cli.agents import Email, Invitation, _agent
from kept.operations.cli.colleagues import (
    FitSeen,
    LeftSeen,
    absence_seen,
    colleague_seen,
    team_seen,
)
from kept.operations.cli.options import ByAdmin, Ref, Why, actor_by, brand_id
from kept.operations.cli.printing import lines, local, table
from kept.operations.cli.running import Answer, AsJson, command
from kept.refusal import Refusal

if TYPE_CHECKING:
    from kept.staff.models import Agent

To = Annotated[str, typer.Option("--to", metavar="AGENT", help="Who has it then; left out: the teams.")]
Brands = Annotated[
    list[str], typer.Option("--brand", help="A brand; give it again for more. None: all brands.")
]
Day = Annotated[
    list[str],
    typer.Option("--day", help="A day's shifts: monday=09:00-12:30,13:30-17:00. None: the brand's."),
]
Zone = Annotated[str, typer.Option("--zone", help="Time zone of the shifts; left out: the first brand's.")]
Languages = Annotated[
    list[str], typer.Option("--language", help="A language as a code, such as de; again for more.")
]
Skills = Annotated[
    list[str], typer.Option("--skill", help="A skill; again for more. A new one goes onto the list.")
]
From = Annotated[str, typer.Option("--from", help="Such as 2027-03-01 09:00; left out: now.")]
Until = Annotated[str, typer.Option("--until", help="Such as 2027-03-08 09:00; left out: nobody knows.")]
StandIn = Annotated[
    str, typer.Option("--stand-in", metavar="AGENT", help="Who stands in; left out: the lead.")
]
Lead = Annotated[str, typer.Option("--lead", metavar="AGENT", help="Who leads it; left out: nobody.")]
BrandOf = Annotated[str, typer.Option("--brand", help="The brand it answers for; left out: any.")]
Members = Annotated[
    list[str], typer.Option("--member", metavar="AGENT", help="Who is in it; again for more.")
]
ByMail = Annotated[bool, typer.Option("--mail", help="Send the link by the relay, too.")]


def add(app: typer.Typer) -> None:
    """Put the commands into the table."""
    topic = typer.Typer(no_args_is_help=True, help="What colleagues see, know and work; teams; absences.")
    command(topic, "list")(list_all)
    command(topic, "invite")(invite)
    command(topic, "revoke")(revoke)
    command(topic, "brands")(brands)
    command(topic, "knows")(knows)
    command(topic, "hours")(hours)
    command(topic, "away")(away)
    command(topic, "back")(back)
    command(topic, "leave")(leave)
    command(topic, "teams")(teams)
    command(topic, "team")(team)
    command(topic, "fits")(fits)
    app.add_typer(topic, name="people")


def list_all(as_json: AsJson = False) -> Answer:
    """Everybody with brands, teams, languages, skills, hours and absences."""
    from kept.clock import now
    from kept.staff.models import Agent

    found = [colleague_seen(agent, now()) for agent in Agent.objects.order_by("-is_active", "name", "pk")]
    rows = [(one.name, one.role if one.active else "left", "away" if one.away else "", ", ".join(one.teams),
             ", ".join(one.languages), ", ".join(one.skills)) for one in found]  # fmt: skip
    columns = ("Name", "Role", "", "Teams", "Languages", "Skills")
    return Answer(found, table(columns, rows, empty="Nobody works here yet."))


def invite(email: Email, mail: ByMail = False, by: ByAdmin = "", as_json: AsJson = False) -> Answer:
    """A fresh sign-in link for a colleague, shown and (with --mail) sent; the one before it is void."""
    from kept.clock import now as clock
    from kept.staff.first_link import INVITATION, invitation
    from kept.staff.inviting import mail_invitation

    actor, agent, now = actor_by(by, "invite a colleague"), _agent(email), clock()
    made = Invitation(agent.email, invitation(agent, now=now, by=actor, by_mail=mail), now + INVITATION)
    if mail:
        mail_invitation(agent, made.link, by=actor.name or "Kept", now=now)
    sent = f"It was sent to {agent.email}." if mail else "It was not sent."
    return Answer(made, lines(made.link, f"It works once, until {local(made.until)}. {sent}"))


def revoke(email: Email, by: ByAdmin = "", as_json: AsJson = False) -> Answer:
    """A colleague's sign-in link opens nothing any more."""
    from kept.clock import now
    from kept.staff.first_link import revoke_all

    agent = _agent(email)
    ended = revoke_all(agent, by=actor_by(by, "take an invitation back"), now=now())
    words = "The link opens nothing any more." if ended else "There was no link that opened anything."
    return Answer(colleague_seen(agent, now()), lines(words))


def brands(email: Email, brand: Brands = [], by: ByAdmin = "", as_json: AsJson = False) -> Answer:  # noqa: B006
    """Which brands a colleague sees: these, or all."""
    from kept.clock import now
    from kept.handling.restricting import give_brands
    from kept.pledge.models import Brand

    actor, agent = actor_by(by, "say who sees which brand"), _agent(email)
    chosen = list(Brand.objects.filter(pk__in=[brand_id(name) for name in brand]))
    give_brands(agent, all_brands=not chosen, brands=chosen, by=actor, now=now())
    return _told(agent, now())


def knows(
    email: Email, language: Languages = [], skill: Skills = [], by: ByAdmin = "", as_json: AsJson = False  # noqa: B006
) -> Answer:  # fmt: skip
    """What a colleague speaks and knows about, all of it."""
    from kept.clock import now
    from kept.staff.knowing import learn, name_skill

    actor, agent = actor_by(by, "say what a colleague knows"), _agent(email)
    known = [name_skill(name, by=actor, now=now()) for name in skill]
    learn(agent, languages=language, skills=known, by=actor, now=now())
    return _told(agent, now())


def hours(email: Email, day: Day = [], zone: Zone = "", by: ByAdmin = "", as_json: AsJson = False) -> Answer:  # noqa: B006
    """A colleague's own working hours, or the brand's again."""
    from kept.clock import now
    from kept.pledge.queries import current
    from kept.staff.working import set_hours

    actor, agent = actor_by(by, "set working hours"), _agent(email)
    shifts = {name.strip(): each.split(",") for name, _, each in (one.partition("=") for one in day)}
    set_hours(agent, shifts, zone=zone or str(current().pledge.brands[0].zone), by=actor, now=now())
    return _told(agent, now())


def away(
    email: Email, begins: From = "", ends: Until = "", stand_in: StandIn = "", why: Why = "", by: ByAdmin = "",
    as_json: AsJson = False,
) -> Answer:  # fmt: skip
    """Somebody is away: what falls due meanwhile goes to who stands in, else to the lead of the team."""
    from kept.clock import now as clock
    from kept.handling.standing_in import cover_absent
    from kept.staff.working import plan_absence

    actor, agent, now = actor_by(by, "write an absence down"), _agent(email), clock()
    absence = plan_absence(
        agent, begins_at=_moment(begins, agent) or now, ends_at=_moment(ends, agent), reason=why,
        stand_in=_agent(stand_in) if stand_in else None, by=actor, now=now,
    )  # fmt: skip
    cover_absent(now=now)
    return Answer(absence_seen(absence), lines(f"{agent.name} is away from {local(absence.begins_at)}."))


def back(email: Email, by: ByAdmin = "", as_json: AsJson = False) -> Answer:
    """Somebody is back: what nobody has begun is his own again."""
    from kept.clock import now as clock
    from kept.handling.standing_in import welcome_back
    from kept.staff.presence import away_at
    from kept.staff.working import end_absence

    actor, agent, now = actor_by(by, "end an absence"), _agent(email), clock()
    absence = away_at(now).filter(agent=agent).first()
    if absence is None:
        raise Refusal(f"{agent.name} is not away.", code="not_away")
    ended = end_absence(absence, by=actor, now=now)
    welcome_back(now=now)
    return Answer(absence_seen(ended), lines(f"{agent.name} is back."))


def leave(email: Email, to: To = "", by: ByAdmin = "", as_json: AsJson = False) -> Answer:
    """A colleague leaves; nothing of what he held is left without an owner."""
    from kept.clock import now
    from kept.handling.leaving import leave as let_go

    actor, agent = actor_by(by, "let a colleague go"), _agent(email)
    receiver = _agent(to) if to else None
    handed = let_go(agent.pk, to=receiver, by=actor, now=now())
    seen = LeftSeen(agent.email, receiver.email if receiver else "", handed.cases, handed.promises)
    return Answer(
        seen, lines(f"{agent.name} has left. Cases handed on: {seen.cases}; promises: {seen.promises}.")
    )


def teams(as_json: AsJson = False) -> Answer:
    """The teams, with lead, brand and members."""
    from kept.staff.models import Team

    found = [team_seen(team) for team in Team.objects.filter(closed_at=None).order_by("pk")]
    rows = [(one.team, one.lead, one.brand, ", ".join(one.members)) for one in found]
    return Answer(found, table(("Team", "Lead", "Brand", "Members"), rows, empty="There is no team."))


def team(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the team; a new one is formed.")],
    lead: Lead = "", brand: BrandOf = "", member: Members = [], by: ByAdmin = "", as_json: AsJson = False,  # noqa: B006
) -> Answer:  # fmt: skip
    """Form a team, or change one: its lead, its brand and its members, all of them."""
    from kept.clock import now
    from kept.pledge.models import Brand
    from kept.staff.models import Team
    from kept.staff.places import change_team

    actor = actor_by(by, "change teams")
    known = Team.objects.filter(name__iexact=name.strip(), closed_at=None).first()
    made = change_team(
        known, name=known.name if known else name, lead=_agent(lead) if lead else None,
        brand=Brand.objects.get(pk=brand_id(brand)) if brand else None,
        members=[_agent(one) for one in member], by=actor, now=now(),
    )  # fmt: skip
    return Answer(team_seen(made), lines(f"{made.name} is as you want it."))


def fits(reference: Ref, as_json: AsJson = False) -> Answer:
    """Who should have a case, the best first, with the reasons; then who cannot have it, and why."""
    from kept.clock import now
    from kept.handling.routing import weigh
    from kept.operations.cli.cases import case_named
    from kept.staff.models import Agent

    decision = weigh(case_named(reference), now=now())
    mails = dict(Agent.objects.values_list("pk", "email"))
    found = [
        FitSeen(mails[one.agent_id], one.name, place, one.points, [str(reason) for reason in one.reasons])
        for place, one in enumerate(decision.ranked, 1)
    ]
    found += [FitSeen(mails[o.agent_id], o.name, None, None, [str(o.reason)]) for o in decision.left_out]
    rows = [(str(one.place or ""), one.name, ", ".join(one.reasons)) for one in found]
    return Answer(found, table(("", "Name", "Why"), rows, empty=decision.why_nobody))


def _told(agent: "Agent", now: datetime) -> Answer:
    agent.refresh_from_db()
    return Answer(colleague_seen(agent, now), lines(f"Changed for {agent.name}."))


def _moment(text: str, agent: "Agent") -> datetime | None:
    """A moment as it is typed; without an offset in the agent's zone, else the first brand's. None for none."""
    from kept.pledge.queries import current

    if not text.strip():
        return None
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Refusal(
            f"“{text}” is no day and time.", remedy="Write it like 2027-03-01 09:00.", code="bad_time"
        ) from None
    return (
        at if at.tzinfo else at.replace(tzinfo=ZoneInfo(agent.zone or str(current().pledge.brands[0].zone)))
    )
