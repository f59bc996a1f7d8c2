"""When a message that could not be handed over is tried again, and when we give up."""

import random
from datetime import datetime, timedelta

#: The first pause and the longest. Each is twice the one before, with some chance, so that not all come at once.
FIRST = timedelta(minutes=1)
LONGEST = timedelta(hours=4)


def next_try(attempts: int, *, now: datetime) -> datetime:
    """When to try again after so many attempts (counted from 1)."""
    pause = min(FIRST * 2 ** min(attempts - 1, 20), LONGEST)
    return now + pause * random.uniform(0.8, 1.2)


def given_up(since: datetime, keep_trying: timedelta, *, now: datetime) -> bool:
    """Whether we have tried for as long as the pledge says."""
    return now >= since + keep_trying
