"""What is waited for: proofs that are on their way, and what customers owe us."""

from datetime import timedelta

from kept.faces.components import times
from kept.faces.components.seen import Band, Look, OwedRow
from kept.faces.desk.read.owed import HOUR, LATER, Day, Page, going_on
from kept.faces.desk.read.rows import one_page, row_seen, waiting_rows
from kept.staff.models import Agent

#: Title, width of the scale and its words, by look.
BANDS: dict[Look, tuple[str, timedelta, str]] = {
    Look.PROOF: ("In proof", HOUR, ""),
    Look.OVERDUE: ("Overdue, owed to us", HOUR, ""),
    Look.THEIRS: ("Owed to us", LATER, f"{LATER.days} days"),
}


def page(agent: Agent, day: Day, *, after: str, path: str) -> Page:
    """One page of what is waited for, from the key `after` on."""
    found, more = one_page(waiting_rows(agent), after)
    by_look: dict[Look, list[OwedRow]] = {}
    for row in found:
        seen = row_seen(row, agent, now=day.now)
        by_look.setdefault(seen.promise.look, []).append(seen)
    bands = tuple(
        Band(str(look), title, full, f"{times.count(len(by_look[look]))}.", scale, tuple(by_look[look]))
        for look, (title, full, scale) in BANDS.items()
        if look in by_look
    )
    return Page(bands, going_on(path, more, {}))
