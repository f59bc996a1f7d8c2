"""The listener: doors for SMTP and LMTP, who is inside, and how all leave."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import structlog

from kept.channels.mail.listening.connection import Connection, Take
from kept.channels.mail.listening.conversation import House

log = structlog.get_logger(__name__)

#: How often clients' patience and the certificate's age are looked at, in seconds.
ROUND = 5.0
BACKLOG = 256


@dataclass(frozen=True, slots=True)
class Door:
    """An address to listen at: a host and port, or the path of a local socket."""

    lmtp: bool
    host: str = ""
    port: int = 0
    path: str = ""


class Listener:
    """Listens at doors until `leave` is called. `take` gets each message; see `connection.Take`."""

    def __init__(
        self,
        house: House,
        take: Take,
        *,
        certificate: "Certificate | None" = None,
        connection_limit: int = 200,
    ) -> None:
        self._house = house
        self._take = take
        self._certificate = certificate
        self._limit = connection_limit
        self._inside: set[Connection] = set()
        self._servers: list[asyncio.Server] = []
        self._round: asyncio.Task[None] | None = None
        self._leaving = False

    async def open(self, door: Door) -> int:
        """Listen at one door; its port is returned (0 for a local socket)."""
        loop = asyncio.get_running_loop()
        if self._round is None:
            self._round = loop.create_task(self._look_around())
        make = self._client(door)
        if door.path:
            self._servers.append(await loop.create_unix_server(make, door.path, backlog=BACKLOG))
            Path(door.path).chmod(0o666)  # who may reach it is the folder's matter, as for a port
            return 0
        server = await loop.create_server(make, door.host, door.port, backlog=BACKLOG)
        self._servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    async def leave(self, patience: float) -> None:
        """Close the doors, let messages that wait for their verdict have it, and say goodbye to all."""
        self._leaving = True
        for server in self._servers:
            server.close()
        end = asyncio.get_running_loop().time() + patience
        while self._inside and asyncio.get_running_loop().time() < end:
            for connection in list(self._inside):
                connection.part("421 4.3.2 Kept is being stopped. Please come again.")
            await asyncio.sleep(0.05)
        if self._round is not None:
            self._round.cancel()

    def _client(self, door: Door) -> Callable[[], Connection]:
        return lambda: Connection(
            self._house,
            self._take,
            lmtp=door.lmtp,
            tls=self._certificate.context if self._certificate else None,
            opened=self._opened,
            closed=self._inside.discard,
        )

    def _opened(self, connection: Connection) -> str:
        if self._leaving:
            return "421 4.3.2 Kept is being stopped. Please come again."
        if len(self._inside) >= self._limit:
            log.warning("too many mail connections", limit=self._limit)
            return "421 4.7.0 Too many connections. Please come again."
        self._inside.add(connection)
        return ""

    async def _look_around(self) -> None:
        while True:
            await asyncio.sleep(ROUND)
            now = asyncio.get_running_loop().time()
            for connection in list(self._inside):
                connection.check_time(now)
            if self._certificate is not None:
                self._certificate.renew()


class Certificate:
    """A certificate and key in files; new ones are taken without a restart."""

    def __init__(self, certificate: Path, key: Path) -> None:
        self._paths = (certificate, key)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.load_cert_chain(certificate, key)
        self._stamp = self._stamps()

    def renew(self) -> None:
        """Load the files again when they changed; keep the old certificate when that fails."""
        try:
            stamp = self._stamps()
            if stamp != self._stamp:
                self._stamp = stamp
                self.context.load_cert_chain(*self._paths)
                log.info("certificate renewed", path=str(self._paths[0]))
        except (OSError, ssl.SSLError) as failure:
            log.error("certificate could not be renewed", path=str(self._paths[0]), why=str(failure))

    def _stamps(self) -> tuple[float, ...]:
        return tuple(path.stat().st_mtime for path in self._paths)
