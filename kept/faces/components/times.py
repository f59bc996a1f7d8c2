"""Times in words: how long is left, how late, and the moment itself in the reader's zone and language."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NUMBERS = (
    pgettext_lazy("count", "None"),
    pgettext_lazy("count", "One"),
    pgettext_lazy("count", "Two"),
    pgettext_lazy("count", "Three"),
    pgettext_lazy("count", "Four"),
    pgettext_lazy("count", "Five"),
    pgettext_lazy("count", "Six"),
    pgettext_lazy("count", "Seven"),
    pgettext_lazy("count", "Eight"),
    pgettext_lazy("count", "Nine"),
    pgettext_lazy("count", "Ten"),
    pgettext_lazy("count", "Eleven"),
    pgettext_lazy("count", "Twelve"),
)


def count(number: int) -> str:
    """A count as it begins a sentence: "Four", "23"."""
    return str(NUMBERS[number]) if number < len(NUMBERS) else str(number)


def soon(due: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """Whether what is left is said in hours and minutes, and not by the day."""
    return due - now < 6 * HOUR or due.astimezone(zone).date() == now.astimezone(zone).date()


def left(due: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Time left in the shortest words: "9 min", "1 h 40", "Wed", "15 Aug". Rounded down: never flattering."""
    span = due - now
    if span < HOUR:
        return _minutes(max(0, span // MINUTE))
    return _hours(span) if soon(due, now, zone) else day(due, now, zone)


def left_long(due: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Time left as a head has room for: "in 40 minutes", "in 1 h 40", "Friday", "15 August"."""
    span = due - now
    if span < HOUR:
        minutes = max(0, span // MINUTE)
        return ngettext("in %(count)s minute", "in %(count)s minutes", minutes) % {"count": minutes}
    if soon(due, now, zone):
        return _("in %(length)s") % {"length": _hours(span)}
    return day(due, now, zone, long=True)


def late(due: datetime, now: datetime) -> str:
    """How late: "18 min late", "2 h 05 late", "3 days late"."""
    number = (now - due) // DAY
    if number > 0:
        return ngettext("%(count)s day late", "%(count)s days late", number) % {"count": number}
    return _("%(length)s late") % {"length": length(now - due)}


def length(span: timedelta) -> str:
    """A length of time: "18 min", "2 h 05", "3 days"."""
    if span < HOUR:
        return _minutes(max(1, span // MINUTE))
    return _hours(span) if span < DAY else days(span // DAY)


def days(number: int) -> str:
    """ "1 day", "3 days"."""
    return ngettext("%(count)s day", "%(count)s days", number) % {"count": number}


def day(at: datetime, now: datetime, zone: ZoneInfo, *, long: bool = False) -> str:
    """The day in the reader's zone: "Wed" within a week, else "15 Aug", with the year when it is another."""
    when, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    if when == today:
        return _("today")
    if 0 < (when - today).days < 7:
        return formatted(when, "l" if long else "D")
    return _date(when, today, long=long)


def weekday(at: date) -> str:
    """The day of the week, short: "Wed"."""
    return formatted(at, "D")


def weekday_names() -> list[str]:
    """Monday to Sunday."""
    return [formatted(date(2024, 1, number), "l") for number in range(1, 8)]  # 1 January 2024 was a Monday


def clock(at: datetime, zone: ZoneInfo) -> str:
    """Hours and minutes in the reader's zone."""
    return f"{at.astimezone(zone):%H:%M}"


def moment(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A moment, past or to come, for a line of text: "14:30", "yesterday 18:42", "Mon 14:30", "14 June, 18:42"."""
    when, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    time = clock(at, zone)
    apart = (when - today).days
    if apart == 0:
        return time
    if apart == -1:
        return _("yesterday %(time)s") % {"time": time}
    if apart == 1:
        return _("tomorrow %(time)s") % {"time": time}
    if -7 < apart < 7:
        return f"{weekday(when)} {time}"
    return f"{_date(when, today, long=True)}, {time}"


def exact(at: datetime, zone: ZoneInfo) -> str:
    """The whole moment: "Tuesday 15 June 2027, 14:30 CEST"."""
    # Translators: a day as Django writes dates: l the weekday, j the day, F the month, Y the year.
    return formatted(at.astimezone(zone), f"{pgettext('day', 'l j F Y')}, H:i T")


def heading(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A day as the timeline's heading: "Today, Tuesday 15 June"; the year when it is another."""
    when, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    same = when.year == today.year
    words = formatted(when, pgettext("day", "l j F") if same else pgettext("day", "l j F Y"))
    near = {0: _("Today"), -1: _("Yesterday")}.get((when - today).days)
    return f"{near}, {words}" if near else words


def date_words(when: date, *, year: bool) -> str:
    """A date in a sentence: "14 June", "14 June 2026"."""
    return formatted(when, pgettext("day", "j F Y") if year else pgettext("day", "j F"))


def _date(when: date, today: date, *, long: bool) -> str:
    same = when.year == today.year
    if long:
        return date_words(when, year=not same)
    return formatted(when, pgettext("day", "j M") if same else pgettext("day", "j M Y"))


def _minutes(number: int) -> str:
    return _("%(count)s min") % {"count": number}


def _hours(span: timedelta) -> str:
    return _("%(hours)s h %(minutes)s") % {"hours": span // HOUR, "minutes": f"{span % HOUR // MINUTE:02}"}
