"""The sender: round by round, everything that is due goes to the relay in force."""

import time
from collections.abc import Callable
from datetime import datetime

import structlog
from django.db import DatabaseError, InterfaceError, connection

from kept.channels.mail.sending.choosing import RelayInForce
from kept.channels.mail.sending.health import relay_failed, relay_works
from kept.channels.mail.sending.outbox import OUTBOX, Underway, begin, hold_all, recover, release_held, settle
from kept.channels.mail.sending.relay import Handed, Outcome
from kept.clock import now as clock_now

log = structlog.get_logger(__name__)

#: Seconds of rest when the relay cannot be reached: doubled each time, up to the longest.
SHORTEST_REST, LONGEST_REST = 2.0, 60.0
#: How long a result is held on to while the database is away.
HOLDING_ON = 30.0


class Sender:
    """Sends what is due. Any number of them may run, in any number of processes; each customer by `slice_of`."""

    def __init__(
        self,
        *,
        now: Callable[[], datetime] = clock_now,
        slice_of: tuple[int, int] = (0, 1),
        relays: RelayInForce | None = None,
    ) -> None:
        self._now = now
        self._slice = slice_of
        self._relays = relays or RelayInForce()
        self._rest = 0.0
        self._rest_until = 0.0

    def round(self, *, limit: int = 100) -> int:
        """Send what is due now; returns how many messages were taken up (0: nothing to do, or the relay rests)."""
        recover(now=self._now())
        relay = self._relays.relay()
        if relay is None:
            return hold_all(now=self._now())
        release_held(now=self._now())
        if time.monotonic() < self._rest_until:
            return 0
        taken = 0
        for customer_id, outgoing_id in OUTBOX.candidates(now=self._now(), limit=limit, slice_of=self._slice):
            underway = begin(customer_id, outgoing_id, now=self._now())
            if underway is None:
                continue
            taken += 1
            handed = relay.hand_over(underway.parcel)
            self._settle(underway, handed)
            if handed.outcome is Outcome.UNREACHED:
                self._tire(handed)
                break  # the others wait for the relay, not one after the other for its silence
            self._rest = 0.0
        if taken and not self._rest:
            relay_works(now=self._now())
        self._relays.rest()
        return taken

    def close(self) -> None:
        """Let go of the relay."""
        self._relays.close()

    def _settle(self, underway: Underway, handed: Handed) -> None:
        """Write the result down; hold on to it for a while when the database is away."""
        end = time.monotonic() + HOLDING_ON
        while True:
            try:
                settle(underway, handed, now=self._now())
                return
            except (DatabaseError, InterfaceError):
                connection.close()
                if time.monotonic() > end:
                    raise  # the message stays *sending* and becomes unsure
                log.warning("result of sending waits for the database", outgoing=underway.outgoing_id)
                time.sleep(1.0)

    def _tire(self, handed: Handed) -> None:
        self._rest = min(LONGEST_REST, max(SHORTEST_REST, self._rest * 2))
        self._rest_until = time.monotonic() + self._rest
        log.warning("relay unreached", why=handed.words, rest=self._rest)
        relay_failed(handed.words, now=self._now())
