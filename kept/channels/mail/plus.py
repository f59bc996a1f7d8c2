"""Whether mail to name+anything@… reaches us: a test mail is sent to such an address, and looked out for."""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

from kept.channels.mail.models import PlusAddress
from kept.channels.mail.sending.relay import Handed, Parcel, Relay

_TEST = re.compile(r"\A([^+@\s]+)\+kept-test\.([0-9a-f]{32})@([^@\s]+)\Z", re.IGNORECASE)


def plus_works(address: str) -> bool | None:
    """What the last test of this address showed; None when it was never tried."""
    row = PlusAddress.objects.filter(address=address.lower()).first()
    return None if row is None else row.works


def ask(address: str, relay: Relay, *, now: datetime) -> Handed:
    """Send a test mail to a plus-address of `address`, with the null sender, so that no bounce comes back."""
    local, _, domain = address.lower().rpartition("@")
    token = secrets.token_hex(16)
    PlusAddress.objects.update_or_create(
        address=address.lower(),
        defaults={"token": token, "asked_at": now},
        create_defaults={"token": token, "asked_at": now},
    )
    recipient = f"{local}+kept-test.{token}@{domain}"
    mail = EmailMessage(policy=SMTP)
    mail["From"] = address
    mail["To"] = recipient
    mail["Subject"] = "A test: do plus-addresses reach us?"
    mail["Date"] = now
    mail["Message-ID"] = f"<kept-test.{token}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("Kept sent this to find out whether mail to an address with a plus reaches its desk.\n")
    return relay.hand_over(Parcel("", recipient, mail.as_bytes()))


def note_arrival(addresses: Sequence[str], *, now: datetime) -> bool:
    """Whether this mail is a test of ours that came in; if so, its address is known to work."""
    for address in addresses:
        found = _TEST.match(address)
        if found and _worked(f"{found[1]}@{found[3]}".lower(), found[2].lower(), now):
            return True
    return False


def give_up(address: str, *, now: datetime) -> bool:
    """The test did not come in for as long as one would wait: plus-addresses do not work. False if it had."""
    waiting = PlusAddress.objects.filter(address=address.lower()).exclude(token="")
    return bool(waiting.update(works=False, answered_at=now, token=""))


def _worked(address: str, token: str, now: datetime) -> bool:
    rows = PlusAddress.objects.filter(address=address, token=token)
    return bool(rows.update(works=True, answered_at=now, token=""))
