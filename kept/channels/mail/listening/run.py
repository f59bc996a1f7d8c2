"""Mail intake as a process runs it: doors open, messages read, stored by one thread, answered when stored."""

import asyncio
import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import structlog
from django.db import connection

from kept.channels.mail.intake import Incoming, TryLater, Unread, read, take_in
from kept.channels.mail.listening.conversation import House, Message
from kept.channels.mail.listening.listener import Certificate, Door, Listener
from kept.channels.mail.listening.recipients import Recipients
from kept.channels.mail.listening.writer import Entry, Writer
from kept.clock import now
from kept.handling.arrival import Arrival

log = structlog.get_logger(__name__)

STORED = "250 2.0.0 Stored."
LATER = "451 4.3.0 This cannot be stored at this moment. Please try again."
BUSY = "451 4.3.2 Much mail is coming in at this moment. Please try again."

#: A larger message is read in a thread, so that the others need not wait for it (bytes).
LARGE = 200_000
#: Seconds in which a stopping listener finishes what it took.
PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Options:
    """How a process listens."""

    hostname: str = ""  # "" is this machine's
    smtp_host: str = "127.0.0.1"
    smtp_port: int | None = 2525  # None: no SMTP; 0: any free one
    lmtp_socket: str = ""
    lmtp_port: int | None = None
    size_limit: int = 25 * 2**20
    certificate: Path | None = None
    key: Path | None = None
    believed: tuple[str, ...] = ()  # servers before us whose Authentication-Results count


def run_listener(
    options: Options, stop: threading.Event, *, ready: Callable[[dict[str, int]], None] = lambda _: None
) -> None:
    """Take mail until `stop` is set, then finish what was taken. `ready` is told the ports, by door."""
    try:
        import uvloop

        run: Callable[..., None] = uvloop.run
    except ImportError:  # not made for every system; asyncio's own loop does the same, slower
        run = asyncio.run
    run(_listen(options, stop, ready))


async def _listen(options: Options, stop: threading.Event, ready: Callable[[dict[str, int]], None]) -> None:
    loop = asyncio.get_running_loop()
    recipients = Recipients()
    writer: Writer[Arrival | Unread] = Writer(
        store,
        tell=loop.call_soon_threadsafe,
        between=recipients.look_up,
        after=lambda: connection.close(),  # the thread's own
        died=stop.set,
    )
    readers = ThreadPoolExecutor(2, "mail-reader")
    house = House(
        hostname=options.hostname or socket.getfqdn(),
        size_limit=options.size_limit,
        refusal=recipients.refusal,
        busy=lambda: BUSY if writer.full else "",
        tls=options.certificate is not None,
    )

    def take(message: Message, done: Callable[[str], None]) -> None:
        def put(item: Arrival | Unread) -> None:
            writer.put(Entry(item, len(message.raw), done))

        if writer.full:
            loop.call_soon(done, BUSY)
        elif len(message.raw) < LARGE:
            put(read(_incoming(message, options.believed)))
        else:
            loop.run_in_executor(readers, read, _incoming(message, options.believed)).add_done_callback(
                lambda f: put(f.result())
            )

    certificate = None
    if options.certificate is not None and options.key is not None:
        certificate = Certificate(options.certificate, options.key)
    listener = Listener(house, take, certificate=certificate)
    writer.start()
    # Whom we take mail for is known before the first sender asks; without a database he is asked to come again.
    await asyncio.to_thread(recipients.looked_up.wait, PATIENCE)
    try:
        ready({name: await listener.open(door) for name, door in _doors(options).items()})
        await asyncio.to_thread(stop.wait)
    finally:
        await listener.leave(PATIENCE)
        readers.shutdown()
        finished = await asyncio.to_thread(writer.finish, PATIENCE)
        log.info("mail listener ended", finished=finished)


def store(items: Sequence[Arrival | Unread]) -> list[str]:
    """Store a batch and say for each message how its sender is answered."""
    try:
        take_in(items, now=now())
    except TryLater as later:
        log.warning("mail refused for now", mails=len(items), why=str(later))
        return [LATER] * len(items)
    except Exception:  # Unsaid is unstored: the senders keep these mails, and the thread lives for the next.
        log.exception("mail refused for now", mails=len(items))
        return [LATER] * len(items)
    return [STORED] * len(items)


def _incoming(message: Message, believed: tuple[str, ...]) -> Incoming:
    return Incoming(
        raw=message.raw,
        envelope_from=message.mail_from,
        envelope_to=message.recipients,
        peer=message.peer,
        received_at=now(),
        source="lmtp" if message.lmtp else "smtp",
        believed=believed,
    )


def _doors(options: Options) -> dict[str, Door]:
    doors = {}
    if options.smtp_port is not None:
        doors["smtp"] = Door(lmtp=False, host=options.smtp_host, port=options.smtp_port)
    if options.lmtp_port is not None:
        doors["lmtp"] = Door(lmtp=True, host=options.smtp_host, port=options.lmtp_port)
    if options.lmtp_socket:
        doors["lmtp socket"] = Door(lmtp=True, path=options.lmtp_socket)
    return doors
