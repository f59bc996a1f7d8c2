"""Which brands the reader may see: asked once per page."""

from kept.staff.models import Agent
from kept.staff.queries import brands_of


def brands(agent: Agent) -> list[int]:
    """Ids of the brands of this reader, as queries take them."""
    known: list[int] | None = getattr(agent, "_brands_seen", None)
    if known is None:
        known = sorted(brands_of(agent))
        agent._brands_seen = known  # type: ignore[attr-defined]  # the object lives as long as the request
    return known
