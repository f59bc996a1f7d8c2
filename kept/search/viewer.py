"""Who searches: what he may see decides what there is to be found."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Viewer:
    """A reader of the desk. `brands`: ids of those that he may see; what belongs to others is not there for him."""

    agent_id: int
    brands: tuple[int, ...]
    all_brands: bool
    now: datetime
    zone: ZoneInfo
    #: The customers who are being ignored at this moment.
    ignored: Callable[[], frozenset[int]] = frozenset
    #: The cases, as (customer, case), that carry this tag; None when there is no such tag.
    tagged: Callable[[str], list[tuple[int, int]] | None] | None = None
