"""What stands around every page: who reads, in which light, how many things wait in each view, what is wrong."""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from kept.clock import now, offset
from kept.faces.components.seen import Face
from kept.faces.desk.read.alarms import AlarmSeen, alarms
from kept.faces.desk.read.counts import Counts, counts
from kept.faces.desk.read.day import day_of
from kept.faces.desk.read.saved import ViewSeen, counted_views

THEMES = ("system", "light", "dark")


@dataclass(slots=True)
class Frame:
    """Everything of the frame that costs a query is read when the template comes to it, once."""

    now: datetime
    theme: str = "system"
    keys: bool = True
    ahead: int = 0  # seconds that the desk's clock is ahead of the reader's
    demo: bool = False
    me: Face | None = None

    counts: Counts = field(default_factory=Counts)
    saved: list[ViewSeen] = field(default_factory=list)
    alarms: list[AlarmSeen] = field(default_factory=list)

    @property
    def drawn(self) -> int:
        """When the page was drawn, in milliseconds since 1970."""
        return int(self.now.timestamp() * 1000)


def frame(request: HttpRequest) -> dict[str, object]:
    """The template context `frame`."""
    theme = request.COOKIES.get("kept_theme", "system")
    at = now()
    made = Frame(
        now=at,
        theme=theme if theme in THEMES else "system",
        keys=request.COOKIES.get("kept_keys") != "off",
        ahead=int(offset().total_seconds()),
        demo=settings.KEPT.demo,
    )
    agent = getattr(request, "user", None)
    if agent is not None and agent.is_authenticated:
        made.me = Face(agent.name, me=True)
        made.keys = not agent.keys_off
        made.counts = SimpleLazyObject(lambda: counts(agent))  # type: ignore[assignment]
        made.saved = SimpleLazyObject(lambda: counted_views(agent, day_of(at)))  # type: ignore[assignment]
        made.alarms = SimpleLazyObject(alarms)  # type: ignore[assignment]
    return {"frame": made}
