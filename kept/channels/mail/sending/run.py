"""Sending as a worker's loop runs it: one step after the other, each thread with a sender of its own."""

import threading
from collections.abc import Callable
from datetime import datetime

from kept.channels.mail.sending.sender import Sender

_own = threading.local()


def send_due(now: Callable[[], datetime], *, slice_of: tuple[int, int] = (0, 1)) -> int:
    """Send what is due; returns how many messages were taken up, 0 when there is nothing to do.

    `now` is a clock, because a message is marked before and settled after the relay took its time. The sender
    is kept between calls: it remembers how long to spare a relay that cannot be reached.
    """
    key = (now, slice_of)
    if getattr(_own, "key", None) != key:
        _own.key, _own.sender = key, Sender(now=now, slice_of=slice_of)
    sender: Sender = _own.sender
    return sender.round()
