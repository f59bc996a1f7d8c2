"""Whether a worker works: the chores that it does all the time say when they were done last."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Max

from kept.operations.alarms.words import since
from kept.operations.doctor.finding import Finding, bad, good
from kept.operations.models import ScheduledTask

#: The most frequent chore comes every few seconds.
RECENT = timedelta(minutes=1)


def look(*, now: datetime) -> Iterator[Finding]:
    """Whether promises are watched, mail is sent and chores are done."""
    last = ScheduledTask.objects.aggregate(last=Max("last_at"))["last"]
    remedy = "Start one: kept worker, or kept serve."
    if last is None:
        yield bad("worker", "No worker has ever run: promises are not watched and no mail leaves.", remedy)
    elif now - last > RECENT:
        yield bad(
            "worker", f"No worker has done anything since {since(last)}: promises are not watched.", remedy
        )
    else:
        yield good("worker", "A worker watches promises and sends mail.")
