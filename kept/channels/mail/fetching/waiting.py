"""Waiting for new mail: IDLE (RFC 2177) where the server has it, else a pause."""

import select
import ssl
import threading
import time

from imapclient import IMAPClient

#: Seconds after which IDLE is begun again. Servers may hang up after 30 minutes; routers forget sooner.
RENEWAL = 9 * 60.0
#: Seconds between two looks where there is no IDLE, or at folders beside the one that is watched.
PAUSE = 60.0
_SLICE = 1.0


def wait_for_news(
    client: IMAPClient, stop: threading.Event, *, several: bool, patience: float = RENEWAL
) -> None:
    """Return when something happened in the open folder, when it is time to look, or when asked to stop."""
    if not client.has_capability("IDLE"):
        stop.wait(min(PAUSE, patience))
        client.noop()
        return
    end = time.monotonic() + min(patience, PAUSE if several else patience)
    client.idle()
    while not stop.is_set() and time.monotonic() < end:
        if _heard(client, min(_SLICE, max(0.0, end - time.monotonic()))):
            break
    client.idle_done()


def _heard(client: IMAPClient, seconds: float) -> bool:
    """Whether the server said something; also when it hung up, which the next command then meets."""
    sock = client.socket()
    # What came together with the server's go-ahead lies in imaplib's buffer, where poll does not see it.
    patience = sock.gettimeout()
    sock.setblocking(False)
    try:
        if client._imap.file.peek(1):
            return True
    except (BlockingIOError, ssl.SSLWantReadError):
        pass  # nothing there yet
    finally:
        sock.settimeout(patience)
    poll = select.poll()
    poll.register(sock.fileno(), select.POLLIN)
    return bool(poll.poll(seconds * 1000))
