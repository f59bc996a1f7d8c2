"""The same mail by SMTP, by import and from a mailbox is one contact; so is one whose sender never heard our 250."""

import smtplib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.desks import ADDRESS, FaultDesk, script
from tests.faults.senders import letters
from tests.mail_transport.peers import dovecot
from tests.mail_transport.peers.dovecot import PASSWORD, Dovecot
from tests.mail_transport.peers.sink import Sink
from tests.serve.desks import wait_until

MAILBOX = f"""
from kept.channels.mail.fetching.account import sealed
from kept.channels.mail.models import Mailbox
from kept.clock import now
Mailbox.objects.create(address="{ADDRESS}", host="127.0.0.1", port=%d, security="none", user="shop",
    password=sealed("{PASSWORD}"), begin="all", created_at=now(), changed_at=now())
"""
CONTACTS = "SELECT count(*) FROM contacts_contact WHERE direction = 'in'"


def test_the_same_mail_by_smtp_by_import_and_by_imap_is_one_contact(
    home: Path, start: Callable[..., FaultDesk], sink: Sink, tmp_path: Path
) -> None:
    if not dovecot.installed():
        pytest.skip(
            "Dovecot is not installed here (apt-get install dovecot-imapd), so the same mail was NOT tried."
        )
    desk = start(home)
    first, second, third = letters(3, seed=11)
    server = Dovecot(home / "dovecot")
    server.folder.mkdir()
    server.start()
    try:
        with smtplib.SMTP("127.0.0.1", desk.mail_port, timeout=30) as sender:
            for _ in range(2):  # as a sender does that never heard our 250
                sender.sendmail(first.sender, [ADDRESS], first.raw)
        folder = tmp_path / "eml"
        folder.mkdir()
        for number, letter in enumerate((first, second)):
            (folder / f"{number}.eml").write_bytes(letter.raw)
        assert desk.kept("import", "eml", str(folder))["doubled"] == 1
        for letter in (first, second, third):
            # A provider's own trace fields above it make its bytes others; it is the same mail.
            server.deliver(
                "shop", b"Received: from mx by imap.example; Wed, 17 Jun 2026 08:00:01 +0000\r\n" + letter.raw
            )
        script(home, MAILBOX % server.port)
        assert wait_until(lambda: desk.one("SELECT count(*) FROM mail_folder WHERE last_uid = 3") == 1, 20)
        assert desk.one(CONTACTS) == 3
        assert desk.kept("import", "eml", str(folder))["doubled"] == 2
        with smtplib.SMTP("127.0.0.1", desk.mail_port, timeout=30) as sender:
            sender.sendmail(third.sender, [ADDRESS], third.raw)
        assert desk.one(CONTACTS) == 3
        assert desk.one("SELECT count(*) FROM contacts_quarantine") == 0
        received = desk.one("SELECT count(*) FROM ledger_entry WHERE kind = 'contact.received'")
        assert received == 3
    finally:
        server.stop()
