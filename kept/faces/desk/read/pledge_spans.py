"""Spans of the pledge in words: "within 4 open hours", "2 business days", "1 week"."""

from datetime import timedelta

from django.utils.translation import ngettext

from kept.rules.hours import Span


def within(span: Span) -> str:
    """ "within 2 business days"."""
    unit, count = _counted(span)
    words = {
        "m": ngettext("within %(count)s minute", "within %(count)s minutes", count),
        "h": ngettext("within %(count)s open hour", "within %(count)s open hours", count),
        "d": ngettext("within %(count)s business day", "within %(count)s business days", count),
    }
    return words[unit] % {"count": count}


def spanning(span: Span) -> str:
    """ "2 business days"."""
    unit, count = _counted(span)
    words = {
        "m": ngettext("%(count)s minute", "%(count)s minutes", count),
        "h": ngettext("%(count)s open hour", "%(count)s open hours", count),
        "d": ngettext("%(count)s business day", "%(count)s business days", count),
    }
    return words[unit] % {"count": count}


def lasting(span: timedelta) -> str:
    """A length by the clock, in its largest whole unit: "1 week", "36 hours"."""
    total = int(span.total_seconds())
    for unit, seconds in (("week", 604_800), ("day", 86_400), ("hour", 3600), ("minute", 60)):
        count, rest = divmod(total, seconds)
        if count and not rest:
            return _units(unit, count) % {"count": count}
    return ngettext("%(count)s second", "%(count)s seconds", total) % {"count": total}


def most_within(count: int, period: timedelta) -> str:
    """How many messages somebody gets at most."""
    words = ngettext(
        "Nobody gets more than %(count)s message in %(length)s that he did not ask for.",
        "Nobody gets more than %(count)s messages in %(length)s that he did not ask for.",
        count,
    )
    return words % {"count": count, "length": lasting(period)}


def _units(unit: str, count: int) -> str:
    match unit:
        case "week":
            return ngettext("%(count)s week", "%(count)s weeks", count)
        case "day":
            return ngettext("%(count)s day", "%(count)s days", count)
        case "hour":
            return ngettext("%(count)s hour", "%(count)s hours", count)
    return ngettext("%(count)s minute", "%(count)s minutes", count)


def _counted(span: Span) -> tuple[str, int]:
    if span.unit == "m" and span.count % 60 == 0 and span.count:
        return "h", span.count // 60
    return span.unit, span.count
