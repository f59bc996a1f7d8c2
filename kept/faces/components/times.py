"""Times in words: how long is left, how late, and the moment itself in the reader's zone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


NUMBERS = (
    "None",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
)


def count(number: int) -> str:
    """A count as it begins a sentence: "Four", "23"."""
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def left(due: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Time left in the shortest words: "9 min", "1 h 40", "Wed", "15 Aug". Rounded down: never flattering."""
    span = due - now
    if span < HOUR:
        return f"{max(0, span // MINUTE)} min"
    if due.astimezone(zone).date() == now.astimezone(zone).date() or span < 6 * HOUR:
        return f"{span // HOUR} h {span % HOUR // MINUTE:02}"
    return day(due, now, zone)


def left_long(due: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Time left as a head has room for: "in 40 minutes", "in 1 h 40", "Friday", "15 August"."""
    span = due - now
    if span < HOUR:
        return f"in {some(max(0, span // MINUTE), 'minute')}"
    if due.astimezone(zone).date() == now.astimezone(zone).date() or span < 6 * HOUR:
        return f"in {span // HOUR} h {span % HOUR // MINUTE:02}"
    return day(due, now, zone, long=True)


def late(due: datetime, now: datetime) -> str:
    """How late: "18 min late", "2 h 05 late", "3 days late"."""
    return f"{length(now - due)} late"


def length(span: timedelta) -> str:
    """A length of time: "18 min", "2 h 05", "3 days"."""
    if span < HOUR:
        return f"{max(1, span // MINUTE)} min"
    if span < DAY:
        return f"{span // HOUR} h {span % HOUR // MINUTE:02}"
    return some(span // DAY, "day")


def day(at: datetime, now: datetime, zone: ZoneInfo, *, long: bool = False) -> str:
    """The day in the reader's zone: "Wed" within a week, else "15 Aug", with the year when it is another."""
    when, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    if when == today:
        return "today"
    if 0 < (when - today).days < 7:
        return DAYS[when.weekday()] if long else DAYS[when.weekday()][:3]
    return _date(when, today, long=long)


def clock(at: datetime, zone: ZoneInfo) -> str:
    """Hours and minutes in the reader's zone."""
    return f"{at.astimezone(zone):%H:%M}"


def moment(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A moment, past or to come, for a line of text: "14:30", "yesterday 18:42", "Mon 14:30", "14 June, 18:42"."""
    when, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    time = clock(at, zone)
    days = (when - today).days
    if days == 0:
        return time
    if days == -1:
        return f"yesterday {time}"
    if days == 1:
        return f"tomorrow {time}"
    if -7 < days < 7:
        return f"{DAYS[when.weekday()][:3]} {time}"
    return f"{_date(when, today, long=True)}, {time}"


def exact(at: datetime, zone: ZoneInfo) -> str:
    """The whole moment: "Tuesday 15 June 2027, 14:30 CEST"."""
    there = at.astimezone(zone)
    return f"{DAYS[there.weekday()]} {there.day} {MONTHS[there.month - 1]} {there.year}, {there:%H:%M} {there:%Z}"


def heading(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A day as the timeline's heading: "Today, Tuesday 15 June"; the year when it is another."""
    when, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    words = f"{DAYS[when.weekday()]} {_date(when, today, long=True)}"
    near = {0: "Today", -1: "Yesterday"}.get((when - today).days)
    return f"{near}, {words}" if near else words


def _date(when: date, today: date, *, long: bool) -> str:
    month = MONTHS[when.month - 1]
    words = f"{when.day} {month if long else month[:3]}"
    return words if when.year == today.year else f"{words} {when.year}"


def some(count: int, what: str) -> str:
    """A count and what is counted: "1 minute", "3 days"."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
