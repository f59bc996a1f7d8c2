"""Taking the address on which pages are served, with plain words when it cannot be had."""

import errno
import socket

from kept.refusal import Refusal

BACKLOG = 1024  # connections that wait while web processes start or restart


class CannotListen(Refusal):
    """The address cannot be had; says why and which setting helps."""

    code = "cannot_listen"
    status = 503


def bind(host: str, port: int) -> socket.socket:
    """A listening socket. Raises `CannotListen`."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as problem:
        raise _refusal(problem, host, port, "KEPT") from problem
    sock = socket.socket(family, kind, protocol)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
        sock.listen(BACKLOG)
    except OSError as problem:
        sock.close()
        raise _refusal(problem, host, port, "KEPT") from problem
    return sock


def check_mail_port(host: str, port: int) -> None:
    """See that the mail listener will get its port, before anything is started. Raises `CannotListen`."""
    try:
        bind(host, port).close()
    except CannotListen as refusal:
        raise _refusal(refusal.__cause__, host, port, "KEPT_SMTP") from refusal.__cause__


def reachable(host: str) -> str:
    """The address by which this machine reaches what listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)


def _refusal(problem: BaseException | None, host: str, port: int, prefix: str) -> CannotListen:
    number = problem.errno if isinstance(problem, OSError) else None
    if number == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else 8000
        return CannotListen(
            f"Port {port} on {host} is already in use, perhaps by another Kept.",
            remedy=f"Stop that program, or choose another port, as in {prefix}_PORT={other}.",
        )
    if number in (errno.EACCES, errno.EPERM):
        return CannotListen(
            f"This user may not listen on port {port}.",
            remedy=f"Choose a port above 1023 with {prefix}_PORT, and let a balancer in front use {port}.",
        )
    return CannotListen(
        f"This machine has no address {host!r} to listen on ({problem}).",
        remedy=f"Set {prefix}_HOST to an address of this machine; 127.0.0.1 always works.",
    )
