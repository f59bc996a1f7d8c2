"""A mail that is larger than we take is refused by its size, and costs no memory."""

import re
import smtplib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.desks import ADDRESS, FaultDesk
from tests.faults.senders import letters

MEGABYTE = 2**20
LARGE = 60 * MEGABYTE


def largest_memory(pid: int) -> int:
    """The most memory that a process ever held, in bytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) * 1024


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="reads a process's memory from /proc")
def test_sixty_megabytes_are_refused_with_552_and_the_listener_stays_small(
    home: Path, start: Callable[..., FaultDesk]
) -> None:
    desk = start(home)
    pid = desk.pid("mail")
    assert pid
    before = largest_memory(pid)
    # A sender that says how large it is sends nothing.
    with smtplib.SMTP("127.0.0.1", desk.mail_port, timeout=30) as told:
        told.ehlo()
        assert int(told.esmtp_features["size"]) < LARGE
        assert told.mail("a@people.example", [f"SIZE={LARGE}"])[0] == 552
        assert told.noop()[0] == 250
    # One that does not is refused at the end; what it sends is thrown away as it comes.
    line = b"x" * 1022 + b"\r\n"
    with smtplib.SMTP("127.0.0.1", desk.mail_port, timeout=60) as silent:
        silent.ehlo()
        silent.mail("a@people.example")
        silent.rcpt(ADDRESS)
        assert silent.docmd("DATA")[0] == 354
        assert silent.sock is not None
        for _ in range(60):
            silent.sock.sendall(line * 1024)
        silent.send(b"\r\n.\r\n")
        code, words = silent.getreply()
        assert code == 552, words
        # The same conversation goes on with a mail that we do take.
        silent.sendmail("customer0@people.example", [ADDRESS], letters(1, seed=3)[0].raw)
    grown = largest_memory(pid) - before
    print(f"the listener grew by {grown / MEGABYTE:.0f} MB at most")
    assert grown < 80 * MEGABYTE
    assert desk.pid("mail") == pid
    assert desk.one("SELECT count(*) FROM contacts_contact WHERE direction = 'in'") == 1
    assert desk.one("SELECT max(size) FROM contacts_raw") < MEGABYTE
