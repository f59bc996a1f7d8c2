"""The settings that come from the environment: one declared table, read once and checked as a whole."""

import hmac
import ipaddress
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kept import __version__
from kept.project.kinds import KINDS, Files, Network, Relay
from kept.refusal import Refusal

#: Neither settings nor spelling mistakes: the test suite's own, and what the product tells its own children.
NO_SETTINGS = frozenset({"KEPT_SAMPLES", "KEPT_TEST_HOME", "KEPT_DATABASE_ROLE"})


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable. `default` is written as a person would write it and may name settings above it."""

    name: str
    default: str
    kind: str  # a key of KINDS
    meaning: str
    secret: bool = False  # its value is never shown

    @property
    def attribute(self) -> str:
        """The name of the value in `Environment`."""
        return self.name.removeprefix("KEPT_").lower()


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "DATABASE_URL", "", "database", "PostgreSQL (17 or newer) to use; empty starts our own.", secret=True
    ),
    Setting(
        "DATABASE_OWNER_URL",
        "DATABASE_URL",
        "database",
        "The same database by the role that owns the tables; migrations run as it.",
        secret=True,
    ),
    Setting(
        "PGBIN",
        "",
        "folder",
        "Folder with the programs of a PostgreSQL (17 or newer); empty takes the wheel's.",
    ),
    Setting(
        "KEPT_HOME",
        "the user's data folder",
        "folder",
        "Where the desk keeps its database, files and secret.",
    ),
    Setting(
        "KEPT_PG_USER", "nobody", "word", "Who runs our own PostgreSQL when the desk is started as root."
    ),
    Setting("KEPT_HOST", "127.0.0.1", "word", "Address on which the pages are served."),
    Setting("KEPT_PORT", "8000", "port", "Port on which the pages are served."),
    Setting("KEPT_PUBLIC_URL", "http://KEPT_HOST:KEPT_PORT", "url", "Address of the desk as people type it."),
    Setting(
        "KEPT_ALLOWED_HOSTS",
        "localhost, 127.0.0.1, [::1] and the host of KEPT_PUBLIC_URL",
        "hosts",
        "Names under which pages are answered, by comma; a request for any other is refused.",
    ),
    Setting(
        "KEPT_TRUSTED_PROXIES", "", "networks", "Balancers whose forwarded addresses are believed, by comma."
    ),
    Setting("KEPT_WEB_PROCESSES", "2", "count", "Processes that serve pages."),
    Setting("KEPT_WEB_THREADS", "8", "count", "Requests that each of them answers at once."),
    Setting("KEPT_SMTP_HOST", "127.0.0.1", "word", "Address on which mail is taken in."),
    Setting("KEPT_SMTP_PORT", "2525", "port", "Port on which mail is taken in."),
    Setting(
        "KEPT_LMTP_SOCKET", "", "socket", "Unix socket on which mail is taken in by LMTP; empty for none."
    ),
    Setting("KEPT_SMTP_CERT", "", "file", "Certificate chain (PEM); with it the listener offers STARTTLS."),
    Setting("KEPT_SMTP_KEY", "", "file", "Private key (PEM) of that certificate."),
    Setting(
        "KEPT_SMTP_MAX_BYTES", "26214400", "bytes", "Largest mail that the listener takes (26214400, 25MB)."
    ),
    Setting(
        "KEPT_AUTHSERV",
        "",
        "hosts",
        "Names of our own mail servers whose Authentication-Results are believed, by comma.",
    ),
    Setting(
        "KEPT_RELAY", "", "relay", "Server that takes our mail; empty holds all mail in sight.", secret=True
    ),
    Setting(
        "KEPT_FILES",
        "file://KEPT_HOME/files",
        "files",
        "Where attachments are kept: file:///path or s3://bucket.",
    ),
    Setting("KEPT_ANCHORS", "KEPT_HOME/anchors", "folder", "Where signed checkpoints of the ledger are put."),
    Setting(
        "KEPT_PLEDGE",
        "KEPT_HOME/pledge.toml",
        "file",
        "The pledge that the first start accepts, if it is there.",
    ),
    Setting(
        "KEPT_SECRET",
        "",
        "secret",
        "Secret shared by several hosts; empty uses KEPT_HOME/secret.key.",
        secret=True,
    ),
    Setting("KEPT_DEMO", "no", "flag", "Demo: sandbox mailbox and open sign-in, on this machine only."),
    Setting("KEPT_LOG", "text", "log", "How the log is written: text for people, json for programs."),
)


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings as values. What is not set has its default; empty text and None mean none."""

    database_url: str = field(repr=False)
    database_owner_url: str = field(repr=False)
    pgbin: Path | None
    home: Path
    pg_user: str
    host: str
    port: int
    public_url: str
    allowed_hosts: tuple[str, ...]
    trusted_proxies: tuple[Network, ...]
    web_processes: int
    web_threads: int
    smtp_host: str
    smtp_port: int
    lmtp_socket: str
    smtp_cert: Path | None
    smtp_key: Path | None
    smtp_max_bytes: int
    authserv: tuple[str, ...]
    relay: Relay | None
    files: Files
    anchors: Path
    pledge: Path
    secret: str = field(repr=False)
    demo: bool
    log: str
    given: frozenset[str]  # names that the environment sets
    warnings: tuple[str, ...]

    def pledge_file(self) -> Path | None:
        """The file that the first start accepts: the one named, or the one at home if it is there."""
        return self.pledge if "KEPT_PLEDGE" in self.given or self.pledge.exists() else None

    def static_root(self) -> Path:
        """Where the collected static files of this version lie; versions do not mix."""
        return self.home / "static" / __version__

    def secret_key_text(self) -> str:
        """Django's own secret, derived from the desk's, which is made when there is none yet."""
        from kept.storage.secrets import own_secret  # here, because only a running desk needs it

        master = sha256(self.secret.encode()).digest() if self.secret else own_secret(self.home)
        return hmac.new(master, b"django\x01", sha256).hexdigest()


class BadSettings(Refusal):
    """Settings that cannot be used; `problems` has one sentence for each."""

    code = "bad_settings"

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def default_home() -> Path:
    """Where a desk lives when nobody says so. Root's home is closed to the user who runs PostgreSQL."""
    import platformdirs  # here, because the database's launcher needs this module's import to be quick

    if hasattr(os, "geteuid") and os.geteuid() == 0:
        by_system = platformdirs.site_state_dir if sys.platform == "linux" else platformdirs.site_data_dir
        return Path(by_system("kept"))
    return Path(platformdirs.user_data_dir("kept"))


def read(environ: Mapping[str, str]) -> Environment:
    """Read all settings. Raises `BadSettings` with every problem; an empty variable counts as not set."""
    texts = _texts(environ)
    given = frozenset(s.name for s in SETTINGS if environ.get(s.name, "").strip())
    values: dict[str, Any] = {}
    problems: list[str] = []
    for setting in SETTINGS:
        try:
            values[setting.attribute] = KINDS[setting.kind](texts[setting.name])
        except ValueError as problem:
            # A default that follows a bad setting is not to blame.
            if setting.name in given or not problems:
                problems.append(f"{setting.name}: {problem}")
    if not problems:
        problems = list(_contradictions(values))
    if problems:
        raise BadSettings(problems)
    return Environment(**values, given=given, warnings=tuple(_warnings(environ, values, given)))


def listing(environ: Mapping[str, str]) -> list[tuple[Setting, str, bool]]:
    """Every setting with its text as it holds now (secrets as "set") and whether the environment sets it."""
    texts = _texts(environ)
    return [
        (s, "set" if s.secret and texts[s.name] else texts[s.name], bool(environ.get(s.name, "").strip()))
        for s in SETTINGS
    ]


def _texts(environ: Mapping[str, str]) -> dict[str, str]:
    """The text of every setting, defaults filled in; a default sees the settings above it."""
    texts: dict[str, str] = {}
    for setting in SETTINGS:
        text = environ.get(setting.name, "").strip()
        texts[setting.name] = text or _default(setting, texts)
    return texts


def _default(setting: Setting, texts: Mapping[str, str]) -> str:
    if setting.name == "KEPT_HOME":
        return str(default_home())
    if setting.name == "KEPT_PUBLIC_URL":
        host = texts["KEPT_HOST"]
        return f"http://{f'[{host}]' if ':' in host else host}:{texts['KEPT_PORT']}"
    if setting.name == "KEPT_ALLOWED_HOSTS":
        return ",".join(dict.fromkeys(["localhost", "127.0.0.1", "[::1]", _host(texts["KEPT_PUBLIC_URL"])]))
    text = setting.default
    for name, value in texts.items():
        text = text.replace(name, value)
    return text


def _host(url: str) -> str:
    try:
        host = urlsplit(url).hostname or "localhost"
    except ValueError:
        return "localhost"  # the address itself is a problem that reading it names
    return f"[{host}]" if ":" in host else host


def _contradictions(values: Mapping[str, Any]) -> list[str]:
    found = []
    if bool(values["smtp_cert"]) != bool(values["smtp_key"]):
        found.append("KEPT_SMTP_CERT and KEPT_SMTP_KEY belong together: give both, or neither.")
    if values["demo"]:
        # Whoever reaches a demo is signed in: it must not be reachable.
        found += [
            f"{name}: a demo is served on this machine only. Set {name}=127.0.0.1, or KEPT_DEMO=no."
            for name in ("KEPT_HOST", "KEPT_SMTP_HOST")
            if not _loopback(values[name.removeprefix("KEPT_").lower()])
        ]
    if values["port"] == values["smtp_port"] and values["host"] == values["smtp_host"]:
        found.append(f"KEPT_PORT and KEPT_SMTP_PORT are both {values['port']}: give them different ports.")
    return found


def _warnings(environ: Mapping[str, str], values: Mapping[str, Any], given: frozenset[str]) -> list[str]:
    names = [setting.name for setting in SETTINGS]
    found = []
    for name in sorted(environ):
        if name.startswith("KEPT_") and name not in names and name not in NO_SETTINGS:
            near = get_close_matches(name, names, 1)
            found.append(f"{name} is not a setting of Kept." + (f" Did you mean {near[0]}?" if near else ""))
    if not _loopback(values["host"]) and "KEPT_PUBLIC_URL" not in given:
        found.append("KEPT_PUBLIC_URL is not set, so links in mail lead to the bare address of this machine.")
    return found


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
