"""A desk as it runs: what its log and its files give away, where it listens, what its database role may do."""

import smtplib
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from kept.operations.postgres import Server, throw_away_home
from tests.faults.desks import ADDRESS, PLEDGE, FaultDesk, script
from tests.faults.senders import letters
from tests.serve.desks import wait_until


@pytest.fixture(scope="module")
def desk() -> Iterator[FaultDesk]:
    """A desk that has had some mail, in which everything was asked for with tokens in addresses."""
    with throw_away_home("kept-safe-") as home:
        (home / "pledge.toml").write_text(PLEDGE)
        one = FaultDesk(home)
        try:
            yield one.runs()  # type: ignore[misc]
        finally:
            one.stop()


def test_the_first_link_lies_in_a_file_for_its_owner_alone(desk: FaultDesk) -> None:
    path = desk.home / "first-signin"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((desk.home / "secret.key").stat().st_mode) == 0o600


def test_no_token_and_no_customers_word_stands_in_a_log(desk: FaultDesk) -> None:
    link = (desk.home / "first-signin").read_text().strip()
    token = link.rpartition("/")[2]
    made = script(
        desk.home,
        "from kept.clock import now\nfrom kept.ledger.actor import SETUP\nfrom kept.staff.actions import join\n"
        "from kept.staff.first_link import invitation\n"
        "print(invitation(join(email='j@x.example', name='J', role='agent', by=SETUP, now=now()), now=now()))",
    ).strip()
    other = made.rpartition("/")[2]
    for path in (
        f"/desk/welcome/{token}", f"/desk/welcome/{other}", f"/desk/welcome/{token}x",
        f"/desk/welcome/{token}/%00", f"/desk/customers?q={token}", f"/live?token={token}",
    ):  # fmt: skip
        desk.get(path)
        desk.get(path, {"Host": "evil.example"})
        desk.raw(f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\n\r\na=b".encode()).recv(
            100
        )
        desk.raw(f"GET {path} HTTP/9.9\r\nBad header {token}\r\n\r\n".encode()).recv(100)
    letter = letters(1, seed=77)[0]
    with smtplib.SMTP("127.0.0.1", desk.mail_port, timeout=20) as sender:
        sender.sendmail(letter.sender, [ADDRESS], letter.raw)
        sender.docmd("DATA", token)  # nonsense on the wire
    assert wait_until(
        lambda: desk.one("SELECT count(*) FROM contacts_contact WHERE direction = 'in'") == 1, 10
    )
    desk.says("", 0.1) if not desk._queue.empty() else None
    while not desk._queue.empty():
        desk.lines.append(desk._queue.get() or "")
    logs = "\n".join(desk.lines) + "".join(
        path.read_text(errors="replace") for path in desk.home.glob("*.log")
    )
    for secret in (token, other, letter.raw.decode().partition("Mail 0.")[2][:60]):
        assert secret not in logs, [line for line in logs.splitlines() if secret in line]
    assert letter.sender not in logs and "Matter 0" not in logs


@pytest.mark.parametrize("path", ["/desk/", "/accounts/login/", "/live", "/static/kept.css", "/"])
def test_under_another_name_nothing_is_answered(desk: FaultDesk, path: str) -> None:
    status, body = desk.get(path, {"Host": "evil.example"})
    assert status == 400 or path.startswith("/static/")
    assert b"evil.example" not in body


def test_it_listens_on_this_machine_alone(desk: FaultDesk) -> None:
    """Every listening socket of these ports in the kernel's own list."""
    found = {}
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        if not Path(table).exists():
            pytest.skip("the kernel's list of sockets is not to be had here, so listening was NOT looked at")
        for line in Path(table).read_text().splitlines()[1:]:
            local, state = line.split()[1], line.split()[3]
            if state == "0A":
                address, _, port = local.partition(":")
                found.setdefault(int(port, 16), set()).add(address)
    loopback = {socket.inet_aton("127.0.0.1")[::-1].hex().upper()}
    assert found[desk.port] == loopback
    assert found[desk.mail_port] == loopback


@pytest.mark.parametrize(
    "forbidden",
    [
        "UPDATE ledger_entry SET body = ''",
        "UPDATE ledger_entry SET hash = NULL WHERE false",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry",
        "TRUNCATE ledger_entry CASCADE",
        "DELETE FROM ledger_head",
        "DELETE FROM ledger_anchor",
        "UPDATE ledger_anchor SET number = 0",
        "DROP TABLE ledger_entry CASCADE",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        "CREATE RULE x AS ON INSERT TO ledger_entry DO INSTEAD NOTHING",
        "SET session_replication_role = replica",
        "SET ROLE kept_owner",
        "SET ROLE kept_admin",
        "COPY ledger_entry FROM PROGRAM 'true'",
        "SELECT pg_read_file('/etc/passwd')",
        "CREATE EXTENSION dblink",
        "ALTER ROLE kept_app SUPERUSER",
    ],
)
def test_the_products_role_cannot_change_the_ledger_or_become_somebody_who_can(
    desk: FaultDesk, forbidden: str
) -> None:
    with psycopg.connect(Server(desk.home).url(), autocommit=True) as product:
        assert product.execute("SELECT count(*) >= 0 FROM ledger_entry").fetchone() == (True,)
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.WrongObjectType)):
            product.execute(forbidden)  # type: ignore[arg-type]


def test_triggers_refuse_even_the_owner(desk: FaultDesk) -> None:
    with psycopg.connect(Server(desk.home).url("kept_owner"), autocommit=True) as owner:
        for forbidden in (
            "UPDATE ledger_entry SET body = ''",
            "DELETE FROM ledger_entry",
            "TRUNCATE ledger_entry",
        ):
            with pytest.raises(psycopg.Error):
                owner.execute(forbidden)  # type: ignore[arg-type]
