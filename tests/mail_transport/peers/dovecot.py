"""A private Dovecot: IMAP over maildirs in a folder of the test's."""

import getpass
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tests.mail_transport.peers.private import child, end, free_port, listens, until

PROGRAM = shutil.which("dovecot") or "/usr/sbin/dovecot"
PASSWORD = "correct-horse"


def installed() -> bool:
    return os.access(PROGRAM, os.X_OK)


@dataclass
class Dovecot:
    """Any user name signs in with `PASSWORD`; mail lies in `folder`/mail/USER/Maildir."""

    folder: Path
    certificate: Path | None = None
    key: Path | None = None
    introspection: str = ""  # where access tokens are checked
    port: int = field(default_factory=free_port)
    tls_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Dovecot":
        self.folder.chmod(0o755)
        mail = self.folder / "mail"
        mail.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(mail, "nobody", "nogroup")
        config = self.folder / "dovecot.conf"
        config.write_text(self._config())
        self.process = child([PROGRAM, "-F", "-c", str(config)], self.folder / "out")
        until(lambda: listens(self.port), what=f"dovecot: {self._log()}")
        return self

    def stop(self, *, hard: bool = False) -> None:
        if self.process is not None:
            end(self.process, hard=hard)
            self.process = None

    def deliver(self, user: str, message: bytes, *, folder: str = "") -> Path:
        """Put a message into a maildir as a delivery agent would."""
        maildir = self.folder / "mail" / user / "Maildir" / folder
        for part in ("tmp", "new", "cur"):
            (maildir / part).mkdir(parents=True, exist_ok=True)
        self._numbers = getattr(self, "_numbers", 0) + 1
        target = maildir / "new" / f"{1_700_000_000 + self._numbers}.M{self._numbers}.test"
        part = maildir / "tmp" / target.name
        part.write_bytes(message)
        self._own(self.folder / "mail" / user)
        part.rename(target)
        return target

    def change_validity(self, user: str) -> None:
        """Make all numbers of the inbox mean nothing, as a restored or moved mailbox does."""
        maildir = self.folder / "mail" / user / "Maildir"
        listing = maildir / "dovecot-uidlist"
        lines = listing.read_text().splitlines()
        head = [f"V{int(word[1:]) + 1000}" if word.startswith("V") else word for word in lines[0].split(" ")]
        listing.write_text(" ".join(head) + "\n" + "\n".join(lines[1:]) + "\n")
        for index in maildir.glob("dovecot.*"):
            index.unlink()
        self._own(maildir)

    def _own(self, folder: Path) -> None:
        if os.geteuid() == 0:
            for path in (folder, *folder.rglob("*")):
                shutil.chown(path, "nobody", "nogroup")

    def _log(self) -> str:
        return "".join(path.read_text() for path in self.folder.glob("*log*") if path.is_file())

    def _config(self) -> str:
        root = os.geteuid() == 0
        me = getpass.getuser()
        mail_user, mail_group = ("nobody", "nogroup") if root else (me, str(os.getgid()))
        tls = (
            f"ssl = yes\nssl_cert = <{self.certificate}\nssl_key = <{self.key}\n"
            if self.certificate
            else "ssl = no\n"
        )
        oauth = ""
        if self.introspection:
            oauth = (
                "passdb {\n  driver = oauth2\n  mechanisms = xoauth2\n"
                f"  args = {self.folder}/oauth.conf\n}}\n"
            )
            (self.folder / "oauth.conf").write_text(
                f"introspection_url = {self.introspection}\nintrospection_mode = post\nusername_attribute = username\n"
                "active_attribute = active\nactive_value = true\n"
            )
        users = "" if root else f"default_internal_user = {me}\ndefault_login_user = {me}\n"
        return f"""
base_dir = {self.folder}/run
state_dir = {self.folder}/state
log_path = {self.folder}/log
auth_verbose = yes
protocols = imap
listen = 127.0.0.1
disable_plaintext_auth = no
auth_mechanisms = plain login{" xoauth2" if self.introspection else ""}
{users}{tls}{oauth}passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={mail_user} gid={mail_group} home={self.folder}/mail/%u
}}
mail_location = maildir:~/Maildir
mailbox_list_index = no
first_valid_uid = 1
first_valid_gid = 1
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {self.port}
  }}
  inet_listener imaps {{
    port = {self.tls_port if self.certificate else 0}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""
