"""Words that alarms share."""

from datetime import UTC, datetime

from kept.pledge.queries import NoPledge, current

#: Rows that are counted one by one; beyond, "more than" says enough.
MOST = 100


def since(at: datetime) -> str:
    """A moment where the company is."""
    try:
        zone = current().pledge.brands[0].zone
    except NoPledge:
        return at.astimezone(UTC).strftime("%A %-d %B %Y, %H:%M UTC")
    return at.astimezone(zone).strftime("%A %-d %B %Y, %H:%M")


def messages(number: int) -> str:
    """So many messages, as the beginning of a sentence, with its verb."""
    if number == 1:
        return "One message is"
    return f"{f'More than {MOST - 1}' if number >= MOST else number} messages are"
