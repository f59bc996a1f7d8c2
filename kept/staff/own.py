"""What an agent sets for himself: the zone of his times, the language of his pages."""

from zoneinfo import available_timezones

from django.conf import settings

from kept.refusal import Refusal
from kept.staff.models import Agent


def live_by(agent: Agent, *, zone: str, language: str) -> Agent:
    """From now on the agent's pages come in this zone and language; "" leaves either to the browser."""
    if zone and zone not in available_timezones():
        raise Refusal("There is no such zone.", code="no_such_zone")
    if language and language not in dict(settings.LANGUAGES):
        raise Refusal("The desk does not speak that language.", code="no_such_language")
    agent.zone, agent.language = zone, language
    agent.save(update_fields=["zone", "language"])
    return agent


def choose_keys(agent: Agent, *, off: bool) -> Agent:
    """Single-letter keys on or off, in every browser of his."""
    agent.keys_off = off
    agent.save(update_fields=["keys_off"])
    return agent
