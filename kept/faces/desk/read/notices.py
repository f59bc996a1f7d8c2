"""What one agent was told: a page of it, by days, what belongs to one case together."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import Q

from kept.staff.models import Agent, Notice

#: Notices on one page.
PAGE = 50
ICONS = {
    "warned": "later",
    "broken": "alarm",
    "escalated": "bell",
    "overdue": "later",
    "assigned": "hand",
    "transfer": "hand",
    "mention": "note",
    "bounced": "bounce",
    "alarm": "alarm",
}


@dataclass(slots=True)
class Matter:
    """What was told of one case on one day, the newest first; a notice without a case stands alone."""

    reference: str
    told: list[tuple[Notice, str]] = field(default_factory=list)  # each with its icon

    @property
    def first(self) -> Notice:
        """The newest of them."""
        return self.told[0][0]

    @property
    def unread(self) -> Notice | None:
        """The newest of them that is not read."""
        return next((row for row, _icon in self.told if row.read_at is None), None)


@dataclass(frozen=True, slots=True)
class NoticesSeen:
    """Days, each with its first moment and its matters; where the next page begins, "" at the end."""

    days: list[tuple[datetime, list[Matter]]]
    next: str
    unread: bool


def notices_of(agent: Agent, *, before: str, only_new: bool, zone: ZoneInfo) -> NoticesSeen:
    """A page of what the agent was told, the newest first. `before` is what an earlier page gave as `next`."""
    rows = Notice.objects.filter(agent=agent).order_by("-at", "-id")
    if only_new:
        rows = rows.filter(read_at=None)
    place = _place(before)
    if place is not None:
        at, pk = place
        rows = rows.filter(Q(at__lt=at) | Q(at=at, id__lt=pk), at__lte=at)
    found = list(rows[: PAGE + 1])
    page, more = found[:PAGE], found[PAGE:]
    days = [
        (page_day[0].at, _matters(page_day))
        for page_day in (
            list(day) for _date, day in groupby(page, lambda row: row.at.astimezone(zone).date())
        )
    ]
    last = f"{page[-1].at.isoformat()} {page[-1].pk}" if more else ""
    return NoticesSeen(days, last, any(row.read_at is None for row in page))


def _matters(rows: list[Notice]) -> list[Matter]:
    matters: dict[str, Matter] = {}
    for row in rows:
        key = row.case_reference or f"#{row.pk}"
        matter = matters.setdefault(key, Matter(row.case_reference))
        matter.told.append((row, ICONS.get(row.kind, "bell")))
    return list(matters.values())


def _place(before: str) -> tuple[datetime, int] | None:
    at, _, pk = before.rpartition(" ")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moment, int(pk)) if pk.isdecimal() and moment.tzinfo is not None else None
