"""To which address of ours a mail went that came without an envelope: what its headers still say."""

from kept.channels.mail.reading.addresses import addresses
from kept.channels.mail.reading.headers import split_head
from kept.pledge.shapes import Pledge

#: Where servers write the envelope's recipient down, before the fields that the sender wrote.
FIELDS = ("x-original-to", "delivered-to", "envelope-to", "x-envelope-to", "x-delivered-to", "to", "cc")


def addressed_to(raw: bytes, pledge: Pledge) -> tuple[str, ...]:
    """Addresses of ours in the order of trust, each once; empty when the headers name none."""
    headers, _ = split_head(raw, 0, len(raw), root=True)
    found = (address for name in FIELDS for _, address in addresses(headers.all(name)))
    return tuple(dict.fromkeys(address for address in found if address and pledge.brand_for_address(address)))
