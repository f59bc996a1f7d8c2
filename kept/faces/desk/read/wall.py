"""What stands on the wall: six promises, what is broken first and then what is due next, and a few numbers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kept.faces.components.seen import Figure, OwedRow
from kept.faces.desk.read.brands import brands
from kept.faces.desk.read.day import HOUR, day_of
from kept.faces.desk.read.figures import figures
from kept.faces.desk.read.ignored import Neglect, neglected
from kept.faces.desk.read.rows import owed_rows, row_seen
from kept.figures.reading import Peace, peace
from kept.promises.models import Promise
from kept.staff.models import Agent
from kept.storage.fanning import fan_out

ROWS = 6
#: Broken ones leave room for what can still be kept.
MOST_BROKEN = 3
#: Broken promises are counted up to here; nobody reads a longer number from five metres.
COUNTED = 99


@dataclass(frozen=True, slots=True)
class Wall:
    """Everything on the screen."""

    rows: Sequence[tuple[OwedRow, str]]
    """Each with its owner's first name, or the whole one where two on the wall share the first."""
    full: timedelta
    """What the space right of now stands for."""
    neglect: Neglect
    peace: Peace
    broken: str
    figures: dict[str, Figure]


def wall(agent: Agent, *, now: datetime, zone: ZoneInfo) -> Wall:
    """The wall as this reader's brands fill it."""
    day = day_of(now)
    neglect = neglected(agent, now=now)
    late, broken = _broken(agent, now)
    ahead = _some(owed_rows(agent).filter(due_at__gte=now), ROWS)
    room = max(MOST_BROKEN, ROWS - len(ahead))
    # Of many the newest: they are the ones that can still be mended before somebody asks.
    shown = late[-room:]
    rows = [*shown, *ahead][:ROWS]
    told = figures(agent, day, neglect, url=lambda _key: "", chosen="", zone=zone)
    return Wall(
        rows=_owned([row_seen(row, agent, now=now) for row in rows]),
        full=HOUR if ahead and ahead[0].due_at - now <= HOUR else max(HOUR, day.ends - now),
        neglect=neglect,
        peace=peace(brands(agent), now.astimezone(zone).date()),
        broken=str(broken) if broken <= COUNTED else _("over %(count)s") % {"count": COUNTED},
        figures={each.key: each for each in told},
    )


def _owned(rows: Sequence[OwedRow]) -> list[tuple[OwedRow, str]]:
    names = {row.promise.owner.name for row in rows if row.promise.owner}
    firsts = Counter(name.split()[0] for name in names)

    def called(row: OwedRow) -> str:
        if row.promise.owner is None:
            return ""
        name = row.promise.owner.name
        return name.split()[0] if firsts[name.split()[0]] == 1 else name

    return [(row, called(row)) for row in rows]


def _broken(agent: Agent, now: datetime) -> tuple[list[Promise], int]:
    """The newest broken ones, the longest ago first among them, and how many there are."""
    rows = owed_rows(agent).filter(due_at__lt=now, promisor="company").exclude(kind="concession")
    found = _some(rows.order_by("-due_at", "-id"), ROWS)
    if len(found) < ROWS:
        return found[::-1], len(found)
    with fan_out("how many are broken"):
        count = rows.order_by()[: COUNTED + 1].count()
    return found[::-1], count


def _some(rows: QuerySet[Promise], most: int) -> list[Promise]:
    with fan_out("the wall"):
        return list(rows[:most])
