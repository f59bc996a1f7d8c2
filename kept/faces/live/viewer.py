"""Who watches a stream, and of which brands he may hear."""

from dataclasses import dataclass

from kept.faces.live.events import Event


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in agent. `brands` None: all of them."""

    agent_id: int
    brands: frozenset[int] | None

    def may_hear(self, event: Event) -> bool:
        """Whether this event is for this agent."""
        if event.agent is not None and event.agent != self.agent_id:
            return False
        return event.brand is None or self.brands is None or event.brand in self.brands
