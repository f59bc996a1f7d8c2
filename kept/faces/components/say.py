"""The words beside the drawing of a promise: they say all that it shows."""

from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.faces.components import times
from kept.faces.components.seen import Look, PromiseSeen


def due_short(promise: PromiseSeen, zone: ZoneInfo) -> str:
    """First in a row: time left, time late, a window's start, or that it waits for its proof."""
    if promise.look in (Look.BROKEN, Look.OVERDUE):
        return times.late(promise.due_at, promise.now)
    if promise.look is Look.PROOF:
        return _("in proof")
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
        return _("sent %(moment)s") % {"moment": f"{here:%H:%M}" if today else times.weekday(here)}
    if promise.look in (Look.BROKEN, Look.OVERDUE):
        return times.moment(promise.due_at, promise.now, zone)
    if promise.window_from is not None and promise.window_from > promise.now and not promise.far:
        return _("to %(time)s") % {"time": times.clock(promise.due_at, zone)}
    days = (promise.due_at.astimezone(zone).date() - promise.now.astimezone(zone).date()).days
    if days >= 7:
        return ngettext("in %(count)s day", "in %(count)s days", days) % {"count": days}
    return times.clock(promise.due_at, zone)


def due_words(promise: PromiseSeen, zone: ZoneInfo) -> str:
    """In a panel: one phrase for where it stands."""
    at = promise.closed_at or promise.due_at
    words = {"moment": times.moment(at, promise.now, zone)}
    match promise.look:
        case Look.KEPT:
            if promise.late:
                return _("kept %(length)s late") % {"length": times.length(at - promise.due_at)}
            return _("kept %(moment)s") % words
        case Look.PROOF:
            return _("in proof since %(moment)s") % words
        case Look.RELEASED:
            return _("released %(moment)s") % words
        case Look.SUPERSEDED:
            return _("replaced %(moment)s") % words
        case Look.VOID:
            return _("void")
        case Look.LAPSED:
            return _("lapsed %(moment)s") % words
        case Look.BROKEN:
            return times.late(promise.due_at, promise.now)
        case Look.OVERDUE:
            due = times.moment(promise.due_at, promise.now, zone)
            return _("overdue since %(moment)s") % {"moment": due}
        case Look.RISK:
            return _("%(left)s, at risk") % {"left": times.left(promise.due_at, promise.now, zone)}
    if promise.window_from is not None:
        start, end = times.clock(promise.window_from, zone), times.clock(promise.due_at, zone)
        return _("%(start)s to %(end)s") % {"start": f"{_day_before(promise, zone)}{start}", "end": end}
    short = times.left(promise.due_at, promise.now, zone)
    if times.soon(promise.due_at, promise.now, zone):
        return short
    days = (promise.due_at.astimezone(zone).date() - promise.now.astimezone(zone).date()).days
    return f"{short} {times.clock(promise.due_at, zone)}" if days < 7 else short


def due_long(promise: PromiseSeen, zone: ZoneInfo) -> str:
    """In a head, where there is room: "in 40 minutes, 14:30"; "18 min late, due 13:32"."""
    if promise.look in (Look.BROKEN, Look.OVERDUE):
        late = times.late(promise.due_at, promise.now)
        due = times.moment(promise.due_at, promise.now, zone)
        return _("%(late)s, due %(moment)s") % {"late": late, "moment": due}
    if promise.look not in (Look.OWED, Look.RISK, Look.THEIRS):
        return due_words(promise, zone)
    long = times.left_long(promise.due_at, promise.now, zone)
    words = {"left": long, "time": times.clock(promise.due_at, zone)}
    if promise.look is Look.RISK:
        return _("%(left)s, %(time)s, at risk") % words
    return f"{words['left']}, {words['time']}"


def _day_before(promise: PromiseSeen, zone: ZoneInfo) -> str:
    today = promise.now.astimezone(zone).date()
    if promise.due_at.astimezone(zone).date() == today:
        return ""
    return f"{times.day(promise.due_at, promise.now, zone)} "
