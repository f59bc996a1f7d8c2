"""Who really asked, when trusted balancers stand in between."""

import ipaddress
from collections.abc import Sequence

from kept.project.shell.protocol import Headers

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def peer_and_scheme(headers: Headers, peer: str, scheme: str, trusted: Sequence[Network]) -> tuple[str, str]:
    """The asker's address and the scheme he used: what trusted balancers say, else what we see.

    Forwarded addresses are read from the right, because each balancer appends and the asker may have
    written the left; the first that is not a balancer of ours is the asker.
    """
    if not trusted or not _among(peer, trusted):
        return peer, scheme
    chain = _listed(headers, b"x-forwarded-for")
    asker = peer
    for hop in reversed(chain):
        address = _bare(hop)
        if address is None:
            break  # not an address: nothing further left can be believed
        asker = address
        if not _among(address, trusted):
            break
    said = _listed(headers, b"x-forwarded-proto")
    if said and said[-1].lower() in ("http", "https"):
        scheme = said[-1].lower()
    return asker, scheme


def _listed(headers: Headers, name: bytes) -> list[str]:
    joined = ",".join(value.decode("latin-1") for key, value in headers if key == name)
    return [part.strip() for part in joined.split(",") if part.strip()]


def _among(address: str, networks: Sequence[Network]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return any((mapped or parsed) in network for network in networks)


def _bare(hop: str) -> str | None:
    """The address without port and brackets: `[2001:db8::1]:443`, `192.0.2.7:5123`."""
    text = hop.strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None
