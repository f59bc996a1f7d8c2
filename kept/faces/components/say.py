"""The words beside the drawing of a promise: they say all that it shows."""

from zoneinfo import ZoneInfo

from kept.faces.components import times
from kept.faces.components.seen import Look, PromiseSeen


def due_short(promise: PromiseSeen, zone: ZoneInfo) -> str:
    """First in a row: time left, time late, a window's start, or that it waits for its proof."""
    if promise.look in (Look.BROKEN, Look.OVERDUE):
        return times.late(promise.due_at, promise.now)
    if promise.look is Look.PROOF:
        return "in proof"
    if promise.window_from is not None and promise.window_from > promise.now and not promise.far:
        return times.clock(promise.window_from, zone)
    if promise.open:
        return times.left(promise.due_at, promise.now, zone)
    return due_words(promise, zone)


def due_below(promise: PromiseSeen, zone: ZoneInfo) -> str:
    """Below it: the exact time; the time of day when the day stands above."""
    if promise.look is Look.PROOF and promise.closed_at is not None:
        here = promise.closed_at.astimezone(zone)
        today = here.date() == promise.now.astimezone(zone).date()
        return f"sent {here:%H:%M}" if today else f"sent {times.DAYS[here.weekday()][:3]}"
    if promise.look in (Look.BROKEN, Look.OVERDUE):
        return times.moment(promise.due_at, promise.now, zone)
    if promise.window_from is not None and promise.window_from > promise.now and not promise.far:
        return f"to {times.clock(promise.due_at, zone)}"
    days = (promise.due_at.astimezone(zone).date() - promise.now.astimezone(zone).date()).days
    if days >= 7:
        return f"in {days} days"
    return times.clock(promise.due_at, zone)


def due_words(promise: PromiseSeen, zone: ZoneInfo) -> str:
    """In a panel: one phrase for where it stands."""
    at = promise.closed_at or promise.due_at
    moment = times.moment(at, promise.now, zone)
    match promise.look:
        case Look.KEPT:
            if promise.late:
                return f"kept {times.length(at - promise.due_at)} late"
            return f"kept {moment}"
        case Look.PROOF:
            return f"in proof since {moment}"
        case Look.RELEASED:
            return f"released {moment}"
        case Look.SUPERSEDED:
            return f"replaced {moment}"
        case Look.VOID:
            return "void"
        case Look.LAPSED:
            return f"lapsed {moment}"
        case Look.BROKEN:
            return times.late(promise.due_at, promise.now)
        case Look.OVERDUE:
            return f"overdue since {times.moment(promise.due_at, promise.now, zone)}"
        case Look.RISK:
            return f"{times.left(promise.due_at, promise.now, zone)}, at risk"
    if promise.window_from is not None:
        start, end = times.clock(promise.window_from, zone), times.clock(promise.due_at, zone)
        return f"{_day_before(promise, zone)}{start} to {end}"
    short = times.left(promise.due_at, promise.now, zone)
    if short.endswith("min") or " h " in short:
        return short
    days = (promise.due_at.astimezone(zone).date() - promise.now.astimezone(zone).date()).days
    return f"{short} {times.clock(promise.due_at, zone)}" if days < 7 else short


def due_long(promise: PromiseSeen, zone: ZoneInfo) -> str:
    """In a head, where there is room: "in 40 minutes, 14:30"; "18 min late, due 13:32"."""
    if promise.look in (Look.BROKEN, Look.OVERDUE):
        late = times.late(promise.due_at, promise.now)
        return f"{late}, due {times.moment(promise.due_at, promise.now, zone)}"
    if promise.look not in (Look.OWED, Look.RISK, Look.THEIRS):
        return due_words(promise, zone)
    long = times.left_long(promise.due_at, promise.now, zone)
    risk = ", at risk" if promise.look is Look.RISK else ""
    return f"{long}, {times.clock(promise.due_at, zone)}{risk}"


def _day_before(promise: PromiseSeen, zone: ZoneInfo) -> str:
    today = promise.now.astimezone(zone).date()
    if promise.due_at.astimezone(zone).date() == today:
        return ""
    return f"{times.day(promise.due_at, promise.now, zone)} "
