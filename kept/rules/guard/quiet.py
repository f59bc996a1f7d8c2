"""Guard: quiet hours in the person's own time, or in every zone that he may be in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kept.rules.guard.facts import Code, GuardFacts, QuietHours, Reason, Verdict
from kept.rules.hours.week import ONE_DAY, first_shown

_LOOK_AHEAD = timedelta(days=2)


def about_the_hour(facts: GuardFacts, now: datetime) -> Iterator[Reason]:
    """Stopped while it is quiet in any plausible zone; with none known at all, until somebody finds out."""
    quiet = facts.quiet
    if quiet is None or facts.channel not in quiet.channels or facts.agreed_time:
        return
    if not facts.zones:
        sentence = "We do not know what time it is where the customer is. Find out, or write instead."
        yield Reason(Code.ZONE_UNKNOWN, sentence, Verdict.STOP)
        return
    silent = [zone for zone in facts.zones if _is_quiet(quiet, zone, now)]
    if silent:
        shown = now.astimezone(silent[0]).strftime("%H:%M")
        where = "where the customer is" if len(facts.zones) == 1 else "in a place where the customer may be"
        sentence = f"It is {shown} {where} ({silent[0].key}), within the quiet hours."
        yield Reason(Code.QUIET_HOURS, sentence, Verdict.STOP, _quiet_ends(quiet, facts.zones, now))


def _is_quiet(quiet: QuietHours, zone: ZoneInfo, at: datetime) -> bool:
    local = at.astimezone(zone)
    minute = local.hour * 60 + local.minute
    if quiet.start <= quiet.end:
        return quiet.start <= minute < quiet.end
    return minute >= quiet.start or minute < quiet.end


def _quiet_ends(quiet: QuietHours, zones: tuple[ZoneInfo, ...], now: datetime) -> datetime | None:
    """The first moment at which it is quiet in none of the zones; None when they leave no such moment."""
    moment = now
    while moment - now <= _LOOK_AHEAD:
        ends = [_ends_in(quiet, zone, moment) for zone in zones if _is_quiet(quiet, zone, moment)]
        if not ends:
            return moment
        moment = max(ends)
    return None


def _ends_in(quiet: QuietHours, zone: ZoneInfo, at: datetime) -> datetime:
    today = at.astimezone(zone).date()
    ends = first_shown(today, quiet.end, zone)
    return ends if ends > at else first_shown(today + ONE_DAY, quiet.end, zone)
