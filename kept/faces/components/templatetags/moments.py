"""Tags for times: always a <time> with the exact moment on hover, in the reader's zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.faces.components import times

register = template.Library()


@register.simple_tag(takes_context=True)
def moment(context: template.Context, at: datetime | None, style: str = "moment") -> SafeString | str:
    """`at` in words. `style`: moment ("Mon 14:30"), clock ("14:30"), ago ("18 min ago")."""
    if at is None:
        return ""
    now: datetime = context["frame"].now
    zone = timezone.get_current_timezone()
    words = {"clock": times.clock(at, zone), "ago": _ago(at, now, zone)}.get(style) or times.moment(
        at, now, zone
    )
    title = times.exact(at, zone)
    theirs = context.get("their_zone")
    if theirs and theirs != str(zone):
        there = times.clock(at, ZoneInfo(theirs))
        title = _("%(moment)s; %(time)s for the customer") % {"moment": title, "time": there}
    tick = format_html(' data-ago="{}"', int(at.timestamp())) if style == "ago" else ""
    return format_html('<time datetime="{}" title="{}"{}>{}</time>', at.isoformat(), title, tick, words)


@register.simple_tag(takes_context=True)
def day_heading(context: template.Context, at: datetime) -> str:
    """The day as a heading of the timeline."""
    return times.heading(at, context["frame"].now, timezone.get_current_timezone())


@register.filter
def exactly(at: datetime | None) -> str:
    """The whole moment, for a title."""
    return times.exact(at, timezone.get_current_timezone()) if at else ""


@register.filter(expects_localtime=True)
def as_day(at: date | None, year: str = "") -> str:
    """A date in a sentence: "14 June"; `as_day:"year"`: "14 June 2026"."""
    return times.date_words(at, year=bool(year)) if at else ""


@register.filter
def same_day(one: datetime | None, other: datetime | None) -> bool:
    """Whether two moments fall on one day of the reader."""
    zone = timezone.get_current_timezone()
    return bool(one and other and one.astimezone(zone).date() == other.astimezone(zone).date())


@register.filter
def bytes_in_words(size: int) -> str:
    """A file's size: "812 bytes", "14 kB", "2.3 MB"."""
    if size < 1000:
        return ngettext("%(count)s byte", "%(count)s bytes", size) % {"count": size}
    if size < 1_000_000:
        return f"{size / 1000:.0f} kB"
    return f"{formats.number_format(size / 1_000_000, 1)} MB"


def _ago(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    span = now - at
    if span < times.MINUTE:
        return _("just now")
    if span < times.DAY:
        return _("%(length)s ago") % {"length": times.length(span)}
    return times.moment(at, now, zone)
