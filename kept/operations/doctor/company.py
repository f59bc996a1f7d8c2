"""What the company has to say itself: a pledge, an admin, leads."""

from collections.abc import Iterator
from hashlib import sha256

from kept.operations.doctor.finding import Finding, bad, good, warning
from kept.pledge.queries import history
from kept.pledge.schema import default_text
from kept.staff.models import Agent, Role, Team


def look() -> Iterator[Finding]:
    """Pledge, admin, leads of teams."""
    yield _pledge()
    admins = Agent.objects.filter(role=Role.ADMIN, is_active=True).count()
    if not admins:
        yield warning("admin", "Nobody is admin yet.", "kept signin-link makes a link for the first one.")
        return
    yield good("admin", "There is an admin." if admins == 1 else f"There are {admins} admins.")
    yield from _teams()


def _pledge() -> Finding:
    newest = history().first()
    if newest is None:
        return bad("pledge", "No pledge has been accepted.", "Run kept migrate, or kept pledge accept FILE.")
    if bytes(newest.digest) == sha256(default_text().encode()).digest():
        return warning(
            "pledge",
            "The pledge in force is the default one, whose addresses are only an example.",
            "Write your own (kept pledge show > pledge.toml) and accept it: kept pledge accept pledge.toml.",
        )
    return good("pledge", f"Version {newest.number} of the pledge is in force.")


def _teams() -> Iterator[Finding]:
    without = [
        team.name
        for team in Team.objects.filter(closed_at=None).select_related("lead").order_by("name")
        if team.lead is None or not team.lead.is_active
    ]
    if not Team.objects.exists():
        yield bad(
            "teams", "There is no team, so that new cases have no owner.", "Run kept migrate: it makes one."
        )
    elif without:
        yield bad(
            "teams",
            f"Nobody leads {', '.join(without)}: what they owe has no one who answers for it.",
            "Choose a lead for each team on the settings page.",
        )
    else:
        yield good("teams", "Every team has a lead.")
