"""Whom we take mail for: the addresses of the pledge in force, known by every conversation without asking."""

import threading
import time
from collections.abc import Callable

import structlog
from django.db import DatabaseError, InterfaceError, connection

from kept.pledge.queries import NoPledge, current
from kept.pledge.shapes import Pledge

log = structlog.get_logger(__name__)

#: Seconds after which the pledge in force is looked up again.
FRESH = 2.0


class Recipients:
    """Answers at once from memory; `look_up` is called from the thread that has a database connection."""

    def __init__(self, load: Callable[[], Pledge] | None = None) -> None:
        self._load = load or (lambda: current().pledge)
        self._pledge: Pledge | None = None
        self._looked = float("-inf")
        self.looked_up = threading.Event()  # the first look is done, whatever it brought

    def refusal(self, address: str) -> str:
        """ "" when the address is ours (what follows a plus does not matter), else the reply to RCPT."""
        pledge = self._pledge
        if pledge is None:
            return "451 4.3.0 We do not know our own addresses at this moment. Please try again."
        if address.lower() == "postmaster":  # without a domain: RFC 5321, 4.5.1
            return ""
        return "" if pledge.brand_for_address(address) else "550 5.1.1 Nobody here has that address."

    def look_up(self) -> None:
        """Read the pledge in force, unless that was done just now; keep the last one when that fails."""
        if time.monotonic() - self._looked < FRESH:
            return
        self._looked = time.monotonic()
        try:
            self._pledge = self._load()
        except (DatabaseError, InterfaceError) as failure:
            connection.close()
            log.warning("pledge not read; the last one stands", why=str(failure).strip())
        except NoPledge as none:
            log.warning("no mail can be taken", why=str(none))
        self.looked_up.set()
