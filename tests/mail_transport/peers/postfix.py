"""A private Postfix: takes mail from this machine, delivers to known people, bounces the rest for real."""

import contextlib
import os
import shutil
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tests.mail_transport.peers.private import child, end, free_port, listens, until

PROGRAM = shutil.which("postfix") or "/usr/sbin/postfix"


def installed() -> bool:
    """Whether Postfix is here, and may be started: its master wants root."""
    return os.access(PROGRAM, os.X_OK) and os.geteuid() == 0


@dataclass
class Postfix:
    """`people` are the addresses at `domains` that exist; mail for `routes` goes to those local ports.

    A route's value is "smtp:PORT" or "lmtp:PORT". Mail for people lies in `folder`/people/ADDRESS/.
    """

    folder: Path
    domains: tuple[str, ...] = ("customer.example",)
    people: tuple[str, ...] = ("ada@customer.example",)
    routes: dict[str, str] = field(default_factory=dict)
    certificate: Path | None = None
    key: Path | None = None
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Postfix":
        self.folder.chmod(0o755)
        config = self.folder / "etc"
        for name in ("etc", "queue", "data", "people"):
            (self.folder / name).mkdir(exist_ok=True)
        shutil.chown(self.folder / "data", "postfix")
        shutil.chown(self.folder / "people", "nobody", "nogroup")
        (config / "main.cf").write_text(self._main())
        (config / "master.cf").write_text(self._master())
        self.process = child([PROGRAM, "-c", str(config), "start-fg"], self.folder / "out")
        until(lambda: listens(self.port), what=f"postfix: {self.log()}")
        return self

    def stop(self) -> None:
        """End the master, which lives in a session of its own, and the script that waits for it."""
        if self.process is None:
            return
        with contextlib.suppress(OSError, ValueError):
            master = int((self.folder / "queue" / "pid" / "master.pid").read_text())
            os.killpg(master, signal.SIGTERM)
        end(self.process)
        self.process = None

    def log(self) -> str:
        return "".join(
            path.read_text() for path in (self.folder / "out", self.folder / "log") if path.exists()
        )

    def delivered(self, address: str) -> list[bytes]:
        """What lies in a person's maildir."""
        return [path.read_bytes() for path in sorted((self.folder / "people" / address / "new").glob("*"))]

    def _main(self) -> str:
        people = ", ".join(f"{{ {person} = {person}/ }}" for person in self.people)
        routes = ", ".join(
            f"{{ {domain} = {target.partition(':')[0]}:inet:127.0.0.1:{target.partition(':')[2]} }}"
            if target.startswith("lmtp")
            else f"{{ {domain} = smtp:[127.0.0.1]:{target.partition(':')[2]} }}"
            for domain, target in self.routes.items()
        )
        tls = (
            f"smtpd_tls_security_level = may\nsmtpd_tls_cert_file = {self.certificate}\n"
            f"smtpd_tls_key_file = {self.key}\n"
            if self.certificate
            else ""
        )
        return f"""
compatibility_level = 3.6
queue_directory = {self.folder}/queue
data_directory = {self.folder}/data
maillog_file = {self.folder}/log
maillog_file_prefixes = {self.folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = relay.example
mydestination =
alias_maps =
local_transport = error:no local mail
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_reject_unlisted_recipient = no
virtual_mailbox_domains = {" ".join(self.domains)}
virtual_mailbox_maps = inline:{{ {people} }}
virtual_mailbox_base = {self.folder}/people
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
transport_maps = inline:{{ {routes} }}
smtp_dns_support_level = disabled
smtp_tls_security_level = may
smtp_tls_loglevel = 1
lmtp_tls_security_level = none
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
smtp_destination_concurrency_limit = 20
{tls}""".replace("inline:{  }", "")

    def _master(self) -> str:
        return f"""
127.0.0.1:{self.port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
"""
