"""The live test of plus-addresses: a mail to ourselves by the relay in force, looked out for at every door."""

from datetime import datetime, timedelta

from kept.channels.mail import plus
from kept.channels.mail.checks import Check
from kept.channels.mail.fetching.trying import wait_for_plus
from kept.channels.mail.models import PlusAddress
from kept.channels.mail.sending.choosing import RelayInForce
from kept.channels.mail.sending.relay import Outcome

#: A test mail that has not come in by then will not come.
PATIENCE = timedelta(minutes=10)


def ask_for_plus(address: str, *, now: datetime) -> Check:
    """Send the test mail; its arrival is noted by whichever door it comes in, see `plus.plus_works`."""
    relays = RelayInForce()
    relay = relays.relay()
    if relay is None:
        return Check(
            False, "No way to send mail is set up, so no test mail was sent.", "Set up the relay first."
        )
    handed = plus.ask(address, relay, now=now)
    relays.close()
    if handed.outcome is not Outcome.TAKEN:
        plus.give_up(address, now=now)
        return Check(
            False, f"The relay did not take the test mail: {handed.words}", "Look at the relay's own test."
        )
    return Check(True, f"A test mail to {address} with a plus is on its way.")


def plus_addresses_work(address: str, *, now: datetime, seconds: float = 60.0) -> Check:
    """Ask, and wait for the answer. Not yet is not never: `settle_plus` notes later what did not come."""
    asked = ask_for_plus(address, now=now)
    if not asked.ok:
        return asked
    if wait_for_plus(address, seconds=seconds):
        return Check(
            True, f"Mail to {address} with a plus reaches us: answers and bounces find their case by address."
        )
    return Check(
        False,
        f"The test mail to {address} with a plus has not come in within {seconds:.0f} seconds.",
        "Without plus-addresses, answers and bounces find their case by their headers, which works nearly always.",
    )


def settle_plus(*, now: datetime) -> int:
    """Tests that nobody will hear of again: those addresses do not take a plus. Returns how many."""
    waiting = PlusAddress.objects.exclude(token="").filter(asked_at__lt=now - PATIENCE)
    return sum(plus.give_up(address, now=now) for address in waiting.values_list("address", flat=True))
