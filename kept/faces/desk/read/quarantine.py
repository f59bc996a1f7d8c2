"""Quarantine as its page shows it: what is for the reader's brands."""

from itertools import islice

from kept.contacts.models import Quarantine
from kept.handling.gates import apart_for
from kept.staff.models import Agent

PAGE = 100
#: How many open ones are looked through for those of a reader who does not see all brands.
LOOKED_THROUGH = 1000


def quarantined(agent: Agent) -> list[Quarantine]:
    """What waits for a person or a better reader, the newest first, without the bytes."""
    mine = apart_for(agent)
    rows = (
        Quarantine.objects.filter(ended_at=None)
        .select_related("raw")
        .defer("raw__body")
        .order_by("-since", "-id")
    )
    if agent.all_brands:
        return list(rows[:PAGE])
    return list(islice(filter(lambda row: mine(row.raw), rows[:LOOKED_THROUGH]), PAGE))
