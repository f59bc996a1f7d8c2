"""Another role, or other brands, for a colleague: what he can answer no more has somebody else at once."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from kept.handling.handing_on import Handed, hand_on, held_by
from kept.ledger.actor import Actor
from kept.pledge.models import Brand
from kept.staff.actions import change
from kept.staff.models import Agent, Role
from kept.staff.places import lead_no_more, seat


@transaction.atomic
def give_role(agent_id: int, *, role: str, by: Actor, now: datetime) -> Handed:
    """Another role for somebody who works here. Who only reads from now on holds nothing, and leads no team."""
    if role != Role.READER:
        change(agent_id, role=role, active=True, by=by, now=now)
        return Handed()
    held = held_by(agent_id)
    agent = change(agent_id, role=role, active=True, by=by, now=now)
    lead_no_more(agent, successor=None, by=by, now=now)
    return hand_on(agent_id, None, held, why="left", because=f"{agent.name} only reads now.", by=by, now=now)


@transaction.atomic
def give_brands(
    agent: Agent, *, all_brands: bool, brands: Collection[Brand], by: Actor, now: datetime
) -> Handed:
    """Which brands he may see from now on; what he held of others goes to the teams of the cases."""
    if all_brands:
        seat(agent, all_brands=True, brands=(), by=by, now=now)
        return Handed()
    held = held_by(agent.pk, but=[brand.pk for brand in brands])
    seat(agent, all_brands=False, brands=brands, by=by, now=now)
    because = f"{agent.name} does not see this brand any more."
    return hand_on(agent.pk, None, held, why="left", because=because, by=by, now=now)
