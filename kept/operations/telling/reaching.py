"""Reaching a push service: by https, at a public address, without following where it points."""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

#: Seconds for connecting, and for the answer.
PATIENCE = 10.0


#: A service that is away does not keep us from asking for longer, in seconds.
LONGEST = 24 * 3600


#: IPv6 that carries an IPv4 address, perhaps a private one (NAT64, 6to4, Teredo, compatible), or is a site's own.
CARRIED = tuple(
    ipaddress.ip_network(each)
    for each in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "fec0::/10")
)


class Unreachable(OSError):
    """No answer from there; the sentence says why."""


def _public(address: str) -> bool:
    found = ipaddress.ip_address(address)
    mapped = getattr(found, "ipv4_mapped", None)
    if any(found in network for network in CARRIED):
        return False
    return (mapped or found).is_global and not (mapped or found).is_multicast


@dataclass(frozen=True, slots=True)
class Door:
    """Which addresses may be called, and whose certificates count. Tests bring their own."""

    may: Callable[[str], bool] = _public
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service said: the status, and in how many seconds to come again (0: it did not say)."""

    status: int
    again: int = 0


class _Pinned(http.client.HTTPSConnection):
    """Connects to the address that was looked at, and to no other that the name may mean a moment later."""

    def __init__(self, host: str, port: int, address: str, trust: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=PATIENCE, context=trust)
        self._address, self._trust = address, trust

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), PATIENCE)
        self.sock = self._trust.wrap_socket(plain, server_hostname=self.host)


def post(url: str, *, headers: Mapping[str, str], body: bytes, door: Door) -> Answer:
    """Hand the body over. Raises Unreachable; a redirect is an answer like any other, and not followed."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise Unreachable("only https is called")
    host, port = parts.hostname, parts.port or 443
    connection = _Pinned(host, port, _address(host, port, door), door.trust)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body=body, headers=dict(headers))
        answer = connection.getresponse()
        answer.read(4096)
        again = answer.headers.get("Retry-After", "")
        return Answer(answer.status, min(int(again[:9]), LONGEST) if again.isdecimal() else 0)
    except (OSError, http.client.HTTPException) as problem:
        raise Unreachable(f"{host} did not answer: {problem}") from problem
    finally:
        connection.close()


def _address(host: str, port: int, door: Door) -> str:
    """The first address of the host that may be called. Raises Unreachable."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise Unreachable(f"{host} has no address: {problem}") from problem
    for *_rest, place in found:
        if door.may(str(place[0])):
            return str(place[0])
    raise Unreachable(f"{host} is not at a public address")
