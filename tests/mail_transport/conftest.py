"""A desk whose database the listener's, fetcher's and sender's own threads share, and real peers."""

import queue
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from django.db import connection

from kept.clock import now as clock
from tests.mail_transport import certificates
from tests.mail_transport.peers import dovecot, postfix
from tests.mail_transport.peers.dovecot import Dovecot
from tests.mail_transport.peers.sink import Sink

ADDRESS = "help@shop.example"

PLEDGE = """
[company]
name = "Shop"
zone = "UTC"
languages = ["en"]

[hours]
monday = ["00:00-24:00"]
tuesday = ["00:00-24:00"]
wednesday = ["00:00-24:00"]
thursday = ["00:00-24:00"]
friday = ["00:00-24:00"]
saturday = ["00:00-24:00"]
sunday = ["00:00-24:00"]

[holidays]
country = ""

[mail]
undo = "0s"

[brands.shop]
name = "Shop"
address = "help@shop.example"
"""


@pytest.fixture(scope="session", autouse=True)
def plain_log() -> Iterator[None]:
    """Log lines as operations write them; the library's own way of showing an exception takes half a second."""
    renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, renderer])
    yield
    structlog.reset_defaults()


@pytest.fixture
def own_connection() -> Iterator[None]:
    """What a test set on its connection ends with it."""
    yield
    connection.close()


@pytest.fixture
def open_desk(own_connection: None, transactional_db: None) -> Iterator[None]:
    """An accepted pledge, a team and an agent, committed for all threads; everything is gone after the test."""
    from kept.ledger.actor import SETUP
    from kept.pledge.accept import accept_pledge
    from kept.staff.actions import join

    moment = clock()
    try:
        accept_pledge(PLEDGE, by=SETUP, now=moment)
        join(email="grace@shop.example", name="Grace", role="admin", by=SETUP, now=moment)
        yield
    finally:
        _let_it_be_emptied()


def _let_it_be_emptied() -> None:
    with connection.cursor() as cursor:
        # So that the tables can be emptied: the ledger refuses that to everybody else.
        cursor.execute("SET session_replication_role = replica")


@pytest.fixture
def peer_folder() -> Iterator[Path]:
    """A folder that a server's own user can reach, which pytest's are not."""
    with tempfile.TemporaryDirectory(prefix="kept-peer-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def imap(peer_folder: Path) -> Iterator[Dovecot]:
    """A running Dovecot."""
    if not dovecot.installed():
        pytest.skip("Dovecot is not installed here (apt-get install dovecot-imapd), so IMAP was NOT tested.")
    server = Dovecot(peer_folder / "dovecot")
    server.folder.mkdir()
    yield server.start()
    server.stop()


@pytest.fixture
def needs_postfix() -> None:
    """Postfix is here and may be started."""
    if not postfix.installed():
        pytest.skip("Postfix is not installed here, or this is not root, so real bounces were NOT tested.")


@pytest.fixture
def doors(open_desk: None, peer_folder: Path) -> Iterator[dict[str, int]]:
    """The listener over the desk's database, with a certificate; gives the ports of its doors: smtp, lmtp."""
    from kept.channels.mail.listening.run import Options, run_listener

    certificate, key = certificates.make(peer_folder)
    options = Options(
        hostname="mx.shop.example",
        smtp_port=0,
        lmtp_port=0,
        size_limit=5_000_000,
        certificate=certificate,
        key=key,
    )
    stop, ports = threading.Event(), queue.Queue[dict[str, int]]()
    thread = threading.Thread(target=run_listener, args=(options, stop), kwargs={"ready": ports.put})
    thread.start()
    yield ports.get(timeout=10)
    stop.set()
    thread.join(20)
    assert not thread.is_alive()


@pytest.fixture
def listener(doors: dict[str, int]) -> int:
    """The listener's SMTP port."""
    return doors["smtp"]


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A server that takes mail and keeps it."""
    sink = Sink().start()
    yield sink
    sink.stop()
